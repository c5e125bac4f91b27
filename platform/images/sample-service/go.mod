module groundwork/platform/sample-service

go 1.26
