package store_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"dossier/internal/store"
)

func TestOneProcessServesAFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := store.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.LockFolder(dir)
	if !errors.Is(err, store.ErrServed) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("the second: %v", err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	third, err := store.LockFolder(dir)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	if err := third.Unlock(); err != nil {
		t.Error(err)
	}
}
