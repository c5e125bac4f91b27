module groundwork/cli

go 1.26
