package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"
)

// request is what a command wants of the agent: one to a connection, as a line of JSON.
type request struct {
	// Do is what: standing, sign-in, call, place, credential, forget, stop.
	Do string `json:"do"`
	// Portal and Authority say where to sign in, and DeviceCode with what.
	Portal     string `json:"portal,omitempty"`
	Authority  string `json:"authority,omitempty"`
	DeviceCode string `json:"deviceCode,omitempty"`
	// Method, Path and Body are a call of the portal's API.
	Method string          `json:"method,omitempty"`
	Path   string          `json:"path,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	// Environment and Role say which door is to be opened, Number by which grant, if that is known, and
	// Caller for which process.
	Environment string `json:"environment,omitempty"`
	Role        string `json:"role,omitempty"`
	Number      int    `json:"number,omitempty"`
	Caller      int    `json:"caller,omitempty"`
}

// response is what the agent says.
type response struct {
	Error   string          `json:"error,omitempty"`
	Problem *problem        `json:"problem,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
}

// standing is who is signed in, and where; empty if nobody is.
type standing struct {
	Portal    string    `json:"portal"`
	Person    string    `json:"person"`
	ExpiresAt time.Time `json:"expiresAt"`
	Version   string    `json:"version"`
}

// ticket is what kubectl gets.
type ticket struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// place is where a door is. It holds nothing that opens it.
type place struct {
	Server               string `json:"server"`
	CertificateAuthority string `json:"certificateAuthority"`
	Namespace            string `json:"namespace"`
}

var errNoAgent = errors.New("You are not signed in. Sign in: kubectl groundwork login")

func dial(socket string) (net.Conn, error) {
	connection, err := net.DialTimeout("unix", socket, 5*time.Second)
	if err != nil {
		return nil, err
	}
	if !samePerson(connection) {
		connection.Close()
		return nil, fmt.Errorf("somebody else listens at %s", socket)
	}
	return connection, nil
}

// ask has the agent do something, and reads what it says into what is wanted.
func ask(ctx context.Context, do request, want any) error {
	path, err := socket()
	if err != nil {
		return err
	}
	connection, err := dial(path)
	if err != nil {
		return errNoAgent
	}
	defer connection.Close()
	stop := context.AfterFunc(ctx, func() { connection.Close() })
	defer stop()
	if err := json.NewEncoder(connection).Encode(do); err != nil {
		return errNoAgent
	}
	var said response
	if err := json.NewDecoder(connection).Decode(&said); err != nil {
		if ctx.Err() != nil {
			return errors.New("stopped")
		}
		return errors.New("The agent went away. Try again, or sign in anew: kubectl groundwork login")
	}
	switch {
	case said.Problem != nil:
		return said.Problem
	case said.Error != "":
		return errors.New(said.Error)
	case want != nil && len(said.Body) > 0:
		return json.Unmarshal(said.Body, want)
	}
	return nil
}

// call has the agent call the portal.
func call(ctx context.Context, method, path string, send, want any) error {
	do := request{Do: "call", Method: method, Path: path}
	if send != nil {
		body, err := json.Marshal(send)
		if err != nil {
			return err
		}
		do.Body = body
	}
	return ask(ctx, do, want)
}

// ready is what an agent says once it listens.
const ready = "ready"

// start starts an agent, unless there is one, and waits until it listens.
func start() error {
	path, err := socket()
	if err != nil {
		return err
	}
	if connection, err := dial(path); err == nil {
		return connection.Close()
	}
	own, err := os.Executable()
	if err != nil {
		return err
	}
	agent := exec.Command(own, "agent")
	agent.Dir = string(os.PathSeparator)
	agent.SysProcAttr = detached()
	out, err := agent.StdoutPipe()
	if err != nil {
		return err
	}
	if err := agent.Start(); err != nil {
		return fmt.Errorf("the agent cannot be started: %w", err)
	}
	said, _ := io.ReadAll(io.LimitReader(out, 4096))
	if text := strings.TrimSpace(string(said)); text != ready {
		return fmt.Errorf("the agent does not start: %s", text)
	}
	return agent.Process.Release()
}
