// Package audit turns the API server's audit log into files, each written at once, that the
// sandbox delivers to a bucket.
package audit

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

const (
	every   = 5 * time.Second
	largest = 1 << 20
)

// Batches writes audit lines into a folder. A file is there under its own name only when complete.
type Batches struct {
	Folder string
	Tell   func(file string)
}

// Take reads lines until the input ends.
func (b Batches) Take(lines io.Reader) error {
	if err := os.MkdirAll(b.Folder, 0o700); err != nil {
		return err
	}
	b.deliverLeft()
	incoming := make(chan []byte)
	go func() {
		defer close(incoming)
		reader := bufio.NewReader(lines)
		for {
			line, err := reader.ReadBytes('\n')
			if err != nil {
				return
			}
			incoming <- line
		}
	}()
	// The pipe is emptied even if a file cannot be written: the API server waits for it.
	var failed error
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	batch := &batch{folder: b.Folder}
	for {
		select {
		case line, more := <-incoming:
			if !more {
				b.close(batch)
				return failed
			}
			if err := batch.add(line); err != nil {
				failed = err
			}
			if batch.size >= largest {
				b.close(batch)
			}
		case <-ticker.C:
			b.close(batch)
		}
	}
}

func (b Batches) close(batch *batch) {
	if name := batch.close(); name != "" {
		b.Tell(name)
	}
}

// deliverLeft completes what a killed supervisor had begun.
func (b Batches) deliverLeft() {
	parts, _ := filepath.Glob(filepath.Join(b.Folder, "*"+part))
	for _, path := range parts {
		if name := complete(path); name != "" {
			b.Tell(name)
		}
	}
}

const part = ".part"

type batch struct {
	folder string
	number int
	file   *os.File
	size   int
}

func (b *batch) add(line []byte) error {
	if b.file == nil {
		b.number++
		name := fmt.Sprintf("audit-%s-%04d.jsonl", time.Now().UTC().Format("20060102T150405.000"), b.number)
		file, err := os.OpenFile(filepath.Join(b.folder, name+part), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		b.file, b.size = file, 0
	}
	n, err := b.file.Write(line)
	b.size += n
	return err
}

func (b *batch) close() string {
	if b.file == nil {
		return ""
	}
	path := b.file.Name()
	b.file.Close()
	b.file, b.size = nil, 0
	return complete(path)
}

func complete(path string) string {
	final := path[:len(path)-len(part)]
	if os.Rename(path, final) != nil {
		return ""
	}
	return filepath.Base(final)
}
