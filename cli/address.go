package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// settings is all that is written to a file: where the portal is. It holds no secret.
type settings struct {
	// Portal is its address.
	Portal string `json:"portal"`
	// Authority is a file with the certificate that vouches for the portal, where the machine knows none.
	Authority string `json:"authority,omitempty"`
}

func settingsFile() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for settings here: %w", err)
	}
	return filepath.Join(folder, "groundwork", "config.json"), nil
}

// readSettings answers with nothing where nothing was ever said.
func readSettings() (settings, error) {
	var read settings
	file, err := settingsFile()
	if err != nil {
		return read, err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return read, nil
	}
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return read, fmt.Errorf("%s cannot be read (%w). Remove it and sign in again: kubectl groundwork login <address>", file, err)
	}
	return read, nil
}

func (s settings) write() error {
	file, err := settingsFile()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	// Whole or not at all.
	next := file + ".next"
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, file)
}

// authority is the text of the certificate that vouches for the portal, if one was named.
func (s settings) authority() (string, error) {
	if s.Authority == "" {
		return "", nil
	}
	text, err := os.ReadFile(s.Authority)
	if err != nil {
		return "", fmt.Errorf("the certificate of the portal cannot be read: %w. Name it again: kubectl groundwork login --authority <file>", err)
	}
	return string(text), nil
}

// portalAddress checks an address that somebody typed. Without TLS only this machine is spoken to,
// where nobody listens in between.
func portalAddress(typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if text == "" {
		return "", errors.New("say where the portal is: kubectl groundwork login https://groundwork.example.org")
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	address, err := url.Parse(text)
	if err != nil || address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "" {
		return "", fmt.Errorf("%q is no address of a portal; write it as https://groundwork.example.org", typed)
	}
	switch address.Scheme {
	case "https":
	case "http":
		if !loopback(address.Hostname()) {
			return "", fmt.Errorf("%s would be spoken to in the clear; write https://%s", address.Host, address.Host)
		}
	default:
		return "", fmt.Errorf("%q is no address of a portal; write it as https://groundwork.example.org", typed)
	}
	return address.Scheme + "://" + address.Host + strings.TrimRight(address.Path, "/"), nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
