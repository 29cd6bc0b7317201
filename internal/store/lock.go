package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrServed says that another process already serves the folder.
var ErrServed = errors.New("already served by another process")

// Lock is a lock on a file that the system lets go when the process ends,
// however it ends.
type Lock struct{ file *os.File }

// LockFolder lets one process serve the data of a folder. Commands that only
// use the database need no lock. The error is ErrServed, naming the process.
func LockFolder(dir string) (*Lock, error) {
	l, err := openLock(filepath.Join(dir, "serve.lock"))
	if err != nil {
		return nil, err
	}
	taken, err := takeLock(l.file, false)
	if err != nil {
		l.file.Close()
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if !taken {
		who, _ := io.ReadAll(io.LimitReader(l.file, 20))
		l.file.Close()
		return nil, fmt.Errorf("%s is %w (%s)", dir, ErrServed, strings.TrimSpace(string(who)))
	}
	if err := l.file.Truncate(0); err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	if _, err := fmt.Fprintf(l.file, "%d\n", os.Getpid()); err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	return l, nil
}

// waitLock waits for the lock of a file for as long as another process has it.
func waitLock(path string) (*Lock, error) {
	l, err := openLock(path)
	if err != nil {
		return nil, err
	}
	if _, err := takeLock(l.file, true); err != nil {
		l.file.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return l, nil
}

func openLock(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return &Lock{file}, nil
}

// Unlock lets the lock go. The file stays: taking it away could let two
// processes each hold a lock on a different file of that name.
func (l *Lock) Unlock() error { return l.file.Close() }
