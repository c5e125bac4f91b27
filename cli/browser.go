package main

import (
	"os"
	"os/exec"
	"runtime"
)

// browse opens an address in a browser, if there is one where somebody could see it.
func browse(address string) bool {
	var opener *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		opener = exec.Command("open", address)
	case "windows":
		opener = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return false
		}
		opener = exec.Command("xdg-open", address)
	}
	opener.SysProcAttr = detached()
	if opener.Start() != nil {
		return false
	}
	go func() { _ = opener.Wait() }()
	return true
}
