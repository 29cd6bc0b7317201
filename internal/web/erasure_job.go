package web

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/register"
	"dossier/internal/store"
)

// compactAtOnce is how large a database is written anew while people work;
// a larger one waits for the night.
const compactAtOnce = 512 << 20

// compactInput says that the night has come.
type compactInput struct {
	Night bool `json:"night,omitempty"`
}

// erasureJobs gives a runner the erasures that were confirmed.
func (s *Server) erasureJobs(r *job.Runner) {
	registerJob(r, crm.ErasureJob, func(ctx context.Context, in crm.ErasureInput) error {
		e, err := crm.ReadErasing(ctx, s.store, in.Erasure)
		if err != nil || e == nil {
			return err
		}
		return erase(ctx, s.store, e)
	})
	registerJob(r, crm.CompactJob, func(ctx context.Context, in compactInput) error {
		size, err := s.store.Size(ctx)
		if err != nil {
			return err
		}
		if size > compactAtOnce && !in.Night {
			return s.store.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
				return tx.Enqueue(ctx, register.Job{Kind: crm.CompactJob, Key: crm.CompactJob, Input: compactInput{Night: true}, At: nightAfter(tx.Now(), s.store.Zone())})
			})
		}
		return s.store.Compact(ctx)
	})
}

// nightAfter is the next three o'clock in the morning.
func nightAfter(now time.Time, zone *time.Location) time.Time {
	const hour = 3
	local := now.In(zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, zone)
	if !at.After(local) {
		at = at.AddDate(0, 0, 1)
	}
	return at.UTC()
}

// erase does an erasure from its beginning, however far it came before. That
// it is to be done is in the journal of erasures first, so that a database put
// back from a backup made meanwhile does not bring the person back.
func erase(ctx context.Context, st *store.Store, e *crm.Erasing) error {
	if err := st.KeepErased(store.Erased{At: st.Now(), Who: e.Who, Made: e.Made, Number: e.Number, Also: e.Also, Spare: e.Spare}); err != nil {
		return err
	}
	if err := e.Linked(ctx, st); err != nil {
		return err
	}
	if err := eraseImports(ctx, st, e); err != nil {
		return err
	}
	if err := e.Spread(ctx, st); err != nil {
		return err
	}
	if _, err := st.Scrub(ctx, e.Traces()); err != nil {
		return err
	}
	if _, err := st.RemoveFiles(ctx, e.Files()); err != nil {
		return err
	}
	return e.Finish(ctx, st)
}

// EraseAgain erases whom the journal of erasures names and the database still
// knows: it was put back from a backup that is older than the erasure. It
// counts them.
func EraseAgain(ctx context.Context, st *store.Store) (n int, err error) {
	lines, err := store.ReadErased(st.Dir())
	if err != nil {
		return 0, err
	}
	for _, line := range lines {
		e := &crm.Erasing{Who: line.Who, Made: line.Made, Number: line.Number, Also: line.Also, Spare: line.Spare}
		err := st.Read(ctx, register.Program, func(tx *store.Tx) error { return e.Read(ctx, tx) })
		var refused *register.Problems
		if errors.Is(err, register.ErrNotFound) || errors.As(err, &refused) {
			continue // erased, or not of this database
		}
		if err == nil {
			err = erase(ctx, st, e)
		}
		if err != nil {
			return n, fmt.Errorf("erase again %s %d: %w", line.Who.Register, line.Who.ID, err)
		}
		n++
	}
	return n, nil
}

// eraseImports takes the sheets from imports that brought or changed the
// person, or in which he is named.
func eraseImports(ctx context.Context, st *store.Store, e *crm.Erasing) error {
	var drop []*crm.Import
	err := st.Read(ctx, register.Program, func(tx *store.Tx) error {
		brought := map[register.ID]bool{}
		for _, rec := range e.Own() {
			works, err := tx.Abouts(ctx, tx.Schema().Of(rec), register.BaseOf(rec).ID)
			if err != nil {
				return err
			}
			for _, work := range works {
				if number, ok := strings.CutPrefix(work, "import:"); ok {
					if id, err := strconv.ParseInt(number, 10, 64); err == nil {
						brought[id] = true
					}
				}
			}
		}
		all, err := register.Select(ctx, tx, crm.Imports, register.Query{Whole: true})
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.File.Hash == "" && one.Rejects.Hash == "" {
				continue
			}
			if brought[one.ID] || tellsSheet(st, one.File, e.Traces()) || tellsSheet(st, one.Rejects, e.Traces()) {
				drop = append(drop, one)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, one := range drop {
		if err := e.DropSheets(ctx, st, one); err != nil {
			return err
		}
	}
	return nil
}

// Bounds of what is looked through in a sheet.
const mostOfSheet = 64 << 20

var anyTag = regexp.MustCompile(`<[^>]*>`)

// tellsSheet reports whether a sheet has texts of a person. One that cannot be
// read is left: it could not be brought in either.
func tellsSheet(st *store.Store, file register.File, of crm.Traces) bool {
	if file.Hash == "" {
		return false
	}
	f, err := st.OpenFile(file.Hash)
	if err != nil {
		return false
	}
	defer f.Close()
	return slices.ContainsFunc(textsOfSheet(f), func(text string) bool { return of.Mask(text) != text })
}

// textsOfSheet are the texts of a CSV or XLSX file, lines of cells.
func textsOfSheet(f *os.File) []string {
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil
		}
		text, err := io.ReadAll(io.LimitReader(f, mostOfSheet))
		if err != nil {
			return nil
		}
		return []string{strings.NewReplacer(";", " ", ",", " ", "\t", " ", `"`, "").Replace(string(text))}
	}
	var out []string
	for _, one := range z.File {
		if !strings.HasSuffix(one.Name, ".xml") {
			continue
		}
		r, err := one.Open()
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, mostOfSheet))
		r.Close()
		if err == nil {
			out = append(out, anyTag.ReplaceAllString(string(text), " "))
		}
	}
	return out
}
