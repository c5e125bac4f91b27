package test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// BenchmarkLife is the smallest life of a cluster: started, three nodes Ready, stopped. A stopped
// process's time holds that of the children that it waited for.
func BenchmarkLife(b *testing.B) {
	var ready, cpu time.Duration
	var rss, pss int64
	for b.Loop() {
		began := time.Now()
		c := start(b, b.TempDir())
		c.want(worker("lke7-11-a", 101), worker("lke7-11-b", 102), worker("lke7-11-c", 103))
		c.ready()
		for _, instance := range []int64{101, 102, 103} {
			c.awaitNode("node-ready", instance)
		}
		ready += time.Since(began)
		for _, pid := range c.pids() {
			rss += memory(b, pid, "Rss:")
			pss += memory(b, pid, "Pss:")
		}
		c.stop()
		cpu += c.process.ProcessState.UserTime() + c.process.ProcessState.SystemTime()
	}
	n := float64(b.N)
	b.ReportMetric(ready.Seconds()/n, "s-ready")
	b.ReportMetric(cpu.Seconds()/n, "s-cpu")
	b.ReportMetric(float64(rss)/1024/n, "MB-rss")
	b.ReportMetric(float64(pss)/1024/n, "MB-pss")
}

func memory(b *testing.B, pid int, field string) (kilobytes int64) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		b.Skip("memory is measured on Linux only")
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if text, is := strings.CutPrefix(lines.Text(), field); is {
			fmt.Sscan(text, &kilobytes)
		}
	}
	return kilobytes
}
