package children

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// starts are the moments at which most of a start is over.
var starts = []time.Duration{3 * time.Second, 6 * time.Second, 15 * time.Second}

// ForgetStart lets go, after a while, of the pages of the program that only its start needed: the
// code and the tables of all of Kubernetes, some 80 MB in each of a cluster's processes. Whatever is
// needed again comes back from the file by itself.
func ForgetStart() {
	go func() {
		began := time.Now()
		for _, after := range starts {
			time.Sleep(time.Until(began.Add(after)))
			forgetPages()
		}
	}()
}

func forgetPages() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer file.Close()
	var first, last uintptr
	clean := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		fields := strings.Fields(line)
		switch {
		case len(fields) > 5 && strings.Contains(fields[0], "-"):
			first, last, clean = 0, 0, 0
			// What may be written is no copy of the file.
			if fields[5] == program && strings.HasPrefix(fields[1], "r") && fields[1][1] == '-' {
				first, last = span(fields[0])
			}
		case line == "Private_Dirty:         0 kB", line == "Anonymous:             0 kB":
			if clean++; clean == 2 && last > first {
				// It fails where the system does not have it, and that is no harm.
				_, _, _ = unix.Syscall(unix.SYS_MADVISE, first, last-first, unix.MADV_DONTNEED)
			}
		}
	}
}

func span(text string) (first, last uintptr) {
	from, to, _ := strings.Cut(text, "-")
	a, errA := strconv.ParseUint(from, 16, 64)
	b, errB := strconv.ParseUint(to, 16, 64)
	if errA != nil || errB != nil {
		return 0, 0
	}
	return uintptr(a), uintptr(b)
}
