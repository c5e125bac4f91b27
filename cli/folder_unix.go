//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

func privateFolder() (string, error) {
	folder := filepath.Join(os.TempDir(), "groundwork-"+strconv.Itoa(os.Getuid()))
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		folder = filepath.Join(runtime, "groundwork")
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("there is no place for the agent's socket: %w", err)
	}
	// Not followed: who may write beside it could have put a link there.
	about, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	owner, known := about.Sys().(*syscall.Stat_t)
	if !about.IsDir() || !known || int(owner.Uid) != os.Getuid() || about.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s is not a folder of yours that only you get into. Look who made it, and remove it", folder)
	}
	return folder, nil
}

// alone takes the place of the one agent, for as long as the process lives; false if another has it.
func alone(socket string) (bool, error) {
	lock, err := os.OpenFile(socket+".lock", os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return false, err
	}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		lock.Close()
		return false, nil
	}
	if err != nil {
		lock.Close()
		return false, err
	}
	held = lock
	return true, nil
}

// held is kept, or the collector would close it and give the place away.
var held *os.File

// detached has a process outlive whoever started it, and its terminal.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}
