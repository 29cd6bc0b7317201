package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dossier/internal/register"
)

// erasedFile is the journal of erasures in the folder of data. It lies beside
// the database, so that it outlives one that is put back from a backup: what
// was erased since is then erased again. It names records, never people.
const erasedFile = "erasures.log"

// Erased is a line of it: one person who was erased.
type Erased struct {
	At     time.Time       `json:"at"`
	Who    register.Link   `json:"who"`
	Made   time.Time       `json:"made"` // when the record was made: another base's record of that number is not meant
	Number int64           `json:"number"`
	Also   []register.Link `json:"also,omitempty"`  // records whose texts spoke of the person
	Spare  []register.Link `json:"spare,omitempty"` // and those whose texts did not
}

// KeepErased adds a line to the journal of erasures, durably.
func (st *Store) KeepErased(e Erased) error {
	known, err := ReadErased(st.dir)
	if err != nil {
		return err
	}
	return wrap(writeErased(st.dir, append(known, e)), "journal of erasures")
}

// ReadErased reads the journal of erasures in a folder; there may be none.
// Of a person erased twice it has the later line.
func ReadErased(dir string) ([]Erased, error) {
	text, err := os.ReadFile(filepath.Join(dir, erasedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("journal of erasures: %w", err)
	}
	var out []Erased
	for line := range bytes.Lines(text) {
		var e Erased
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("journal of erasures: line %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// writeErased writes the journal anew: a line of each record and moment.
func writeErased(dir string, lines []Erased) error {
	var text bytes.Buffer
	type key struct {
		who  register.Link
		made int64
	}
	last := map[key]int{}
	for i, e := range lines {
		last[key{e.Who, millis(e.Made)}] = i
	}
	for i, e := range lines {
		if last[key{e.Who, millis(e.Made)}] != i {
			continue
		}
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		text.Write(append(line, '\n'))
	}
	half := filepath.Join(dir, erasedFile+backupPart)
	if err := os.WriteFile(half, text.Bytes(), 0o600); err != nil {
		return err
	}
	if err := syncPath(half); err != nil {
		return err
	}
	if err := os.Rename(half, filepath.Join(dir, erasedFile)); err != nil {
		return err
	}
	return syncPath(dir)
}

// joinErased adds the journal of one folder to that of another.
func joinErased(from, to string) error {
	theirs, err := ReadErased(from)
	if err != nil || len(theirs) == 0 {
		return err
	}
	ours, err := ReadErased(to)
	if err != nil {
		return err
	}
	return writeErased(to, append(theirs, ours...))
}
