package children

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// patienceOfSweep is enough for a supervisor that still lives to end its children itself.
const patienceOfSweep = 20 * time.Second

// Sweep ends what a killed supervisor left in a folder, and answers how many it ended.
func Sweep(folder string) (ended int, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "pids", "*"))
	if err != nil {
		return 0, err
	}
	// The supervisor first: it would tell its children's end as a failure.
	if endRecorded(filepath.Join(folder, "pids", "supervisor")) {
		ended++
	}
	for _, file := range files {
		if filepath.Base(file) != "supervisor" && endRecorded(file) {
			ended++
		}
	}
	for _, socket := range []string{"etcd.sock", "peer.sock:0"} {
		_ = os.Remove(filepath.Join(folder, socket))
	}
	return ended, nil
}

// endRecorded ends the process that a file names, if it is still that one.
func endRecorded(file string) bool {
	pid, started, err := readPid(file)
	if err != nil || pid == os.Getpid() {
		return false
	}
	defer os.Remove(file)
	is := func() bool {
		now, alive := startOf(pid)
		return alive && now == started
	}
	if !is() {
		return false
	}
	_ = syscall.Kill(pid, syscall.SIGTERM)
	for deadline := time.Now().Add(patienceOfSweep); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if !is() {
			return true
		}
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	return true
}
