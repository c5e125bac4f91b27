package main

import (
	"fmt"
	"path/filepath"
)

// longestSocket is what fits into the address of a socket everywhere.
const longestSocket = 103

// socket is where the agent listens: a socket in a folder that only its owner gets into. It makes the
// folder, and trusts none that somebody else could have made.
func socket() (string, error) {
	folder, err := privateFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "agent")
	if len(path) > longestSocket {
		return "", fmt.Errorf("%s is too long a name for a socket; set XDG_RUNTIME_DIR to a shorter folder of your own", path)
	}
	return path, nil
}
