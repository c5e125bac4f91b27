package main

import (
	"os"
	"path/filepath"
	"syscall"
)

// privateFolder is in the profile, which others get into only if somebody has let them.
func privateFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "groundwork")
	return folder, os.MkdirAll(folder, 0o700)
}

// alone is settled by the socket itself: an agent that answers has the place.
func alone(socket string) (bool, error) {
	if _, err := dial(socket); err == nil {
		return false, nil
	}
	return true, nil
}

func detached() *syscall.SysProcAttr {
	const detachedProcess = 0x8
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | detachedProcess, HideWindow: true}
}
