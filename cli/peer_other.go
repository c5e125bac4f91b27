//go:build !linux

package main

import "net"

// samePerson is not asked of the system here; the folder lets nobody else in.
func samePerson(net.Conn) bool {
	return true
}

func unread() {
}
