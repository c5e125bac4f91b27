package children

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// A supervisor that still lives needs time to end its children itself.
	patienceWithSupervisor = 25 * time.Second
	patienceWithChild      = 5 * time.Second
)

// Sweep ends what a killed supervisor left in a folder, and answers how many it ended.
func Sweep(folder string) (ended int, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "pids", "*"))
	if err != nil {
		return 0, err
	}
	// The supervisor first: it would tell its children's end as a failure.
	if endRecorded(filepath.Join(folder, "pids", "supervisor"), patienceWithSupervisor) {
		ended++
	}
	for _, file := range files {
		if filepath.Base(file) != "supervisor" && endRecorded(file, patienceWithChild) {
			ended++
		}
	}
	for _, socket := range []string{"etcd.sock", "peer.sock:0"} {
		_ = os.Remove(filepath.Join(folder, socket))
	}
	return ended, nil
}

// endRecorded ends the process that a file names, if it is still that one.
func endRecorded(file string, patience time.Duration) bool {
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
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if !is() {
			return true
		}
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	return true
}
