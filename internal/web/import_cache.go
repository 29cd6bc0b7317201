package web

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"dossier/internal/sheet"
)

// importCache keeps what is costly to find out about the files that people are
// working on just now. What is missing is found out anew.
type importCache struct {
	studies lately[*sheet.Study]
	checks  lately[*sheet.Report]
}

// study is what a file tells when it is read to its end.
func (k *importCache) study(ctx context.Context, hash string, s *sheet.Source) (*sheet.Study, error) {
	name := strings.Join([]string{hash, s.Encoding, s.Delimiter, s.Sheet, strconv.Itoa(s.HeaderRow)}, "\x00")
	if st, ok := k.studies.get(name); ok {
		return st, nil
	}
	st, err := s.Study(ctx)
	if err == nil {
		k.studies.put(name, st)
	}
	return st, err
}

// mostLately is how many things a lately keeps.
const mostLately = 16

// lately keeps the last few things by their names.
type lately[T any] struct {
	mu    sync.Mutex
	names []string // the newest last
	all   map[string]T
}

func (k *lately[T]) get(name string) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.all[name]
	return v, ok
}

func (k *lately[T]) put(name string, v T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil {
		k.all = map[string]T{}
	}
	if _, known := k.all[name]; !known {
		k.names = append(k.names, name)
	}
	k.all[name] = v
	if len(k.names) > mostLately {
		delete(k.all, k.names[0])
		k.names = k.names[1:]
	}
}
