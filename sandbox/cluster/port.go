package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// heldPort is a port that is the cluster's for as long as the supervisor lives, also while its API
// server is down: kubeconfigs that were handed out name it.
type heldPort struct {
	number int
	socket int
}

// holdPort takes the port asked for, else the one of the last run, else a free one.
func holdPort(folder, bind string, asked int) (*heldPort, error) {
	file := filepath.Join(folder, "port")
	number := asked
	if number == 0 {
		if text, err := os.ReadFile(file); err == nil {
			number, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		}
	}
	if number != 0 {
		// Among sockets that share a port, none is refused: so ask first as one that does not.
		probe, err := net.Listen("tcp", net.JoinHostPort(bind, strconv.Itoa(number)))
		if err != nil {
			return nil, fmt.Errorf("port %d: %w", number, err)
		}
		probe.Close()
	}
	port, err := share(bind, number)
	if err != nil {
		return nil, fmt.Errorf("port %d: %w", number, err)
	}
	return port, os.WriteFile(file, []byte(strconv.Itoa(port.number)+"\n"), 0o600)
}

// share binds without listening, in the way that lets the API server bind beside it.
func share(bind string, number int) (*heldPort, error) {
	address := net.ParseIP(bind).To4()
	if address == nil {
		return nil, fmt.Errorf("%s is not an IPv4 address", bind)
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(socket)
	err = errors.Join(
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	if err == nil {
		err = unix.Bind(socket, &unix.SockaddrInet4{Port: number, Addr: [4]byte(address)})
	}
	if err != nil {
		unix.Close(socket)
		return nil, err
	}
	name, err := unix.Getsockname(socket)
	if err != nil {
		unix.Close(socket)
		return nil, err
	}
	return &heldPort{number: name.(*unix.SockaddrInet4).Port, socket: socket}, nil
}

func (p *heldPort) release() {
	unix.Close(p.socket)
}
