package main

import (
	"net"
	"os"
	"syscall"
)

// samePerson tells whether whoever is at the other end of a socket is who this process runs as.
func samePerson(connection net.Conn) bool {
	unix, is := connection.(*net.UnixConn)
	if !is {
		return false
	}
	raw, err := unix.SyscallConn()
	if err != nil {
		return false
	}
	same := false
	err = raw.Control(func(fd uintptr) {
		peer, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
		same = err == nil && int(peer.Uid) == os.Getuid()
	})
	return err == nil && same
}

// unread keeps the memory of this process out of core files and out of reach of other processes of the
// same person, as far as the kernel does.
func unread() {
	const setDumpable = 4
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, setDumpable, 0, 0)
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
