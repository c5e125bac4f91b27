package children

import (
	"io"
	"os"
	"syscall"
	"time"
)

// patienceWithoutSupervisor is how long a child has to leave in order once its supervisor is gone.
const patienceWithoutSupervisor = 5 * time.Second

// HoldLifeline makes this process end when its supervisor does, even if that was killed.
func HoldLifeline() {
	if os.Getenv(lifelineVariable) == "" {
		return
	}
	os.Unsetenv(lifelineVariable)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		// The program's own way of leaving first: etcd closes its files, the API server its port.
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		time.Sleep(patienceWithoutSupervisor)
		os.Exit(1)
	}()
}
