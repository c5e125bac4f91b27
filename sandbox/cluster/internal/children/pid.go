package children

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// A pid alone may belong to somebody else by the time it is read; together with the time at which
// the process started it names one process only.

func writePid(folder, name string, pid int) (string, error) {
	pids := filepath.Join(folder, "pids")
	if err := os.MkdirAll(pids, 0o700); err != nil {
		return "", err
	}
	started, alive := startOf(pid)
	if !alive {
		return "", nil // Already gone; whoever waits for it says so.
	}
	path := filepath.Join(pids, name)
	return path, os.WriteFile(path, []byte(fmt.Sprintf("%d %s\n", pid, started)), 0o600)
}

// RecordSelf writes down this process itself, so that a sweep finds the supervisor too.
func RecordSelf(folder string) (forget func(), err error) {
	path, err := writePid(folder, "supervisor", os.Getpid())
	return func() { _ = os.Remove(path) }, err
}

func readPid(path string) (pid int, started string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, "", err
	}
	number, started, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	pid, err = strconv.Atoi(number)
	if err == nil && (pid <= 1 || started == "") {
		err = fmt.Errorf("%s names no process", path)
	}
	return pid, started, err
}

// startOf tells when a process started, in the system's own words. A zombie counts as gone.
func startOf(pid int) (started string, alive bool) {
	if runtime.GOOS == "linux" {
		return startFromProc(pid)
	}
	out, err := exec.Command("ps", "-o", "stat=,lstart=", "-p", strconv.Itoa(pid)).Output()
	state, when, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	return strings.Join(strings.Fields(when), "-"), err == nil && !strings.HasPrefix(state, "Z")
}

func startFromProc(pid int) (string, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", false
	}
	// The name, in brackets, may hold anything, a bracket too: what follows the last one counts.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const state, start = 0, 19
	if len(fields) <= start || fields[state] == "Z" || fields[state] == "X" {
		return "", false
	}
	return fields[start], true
}
