package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"time"

	"dossier/internal/register"
)

// Files lie in the folder files by the SHA-256 of their content, as
// ab/cdef…; those still being brought lie in incoming.
const (
	filesFolder    = "files"
	incomingFolder = "incoming"
)

// incomingLife is how long a file that is still being brought is kept after
// its last byte.
const incomingLife = time.Hour

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// PutFile keeps the content that r gives, at most most bytes of it, and
// returns its hash and size. The content is safe from a power cut when it
// returns; a record may then say it. The error is register.ErrTooMuch when
// there is more.
func (st *Store) PutFile(ctx context.Context, r io.Reader, most int64) (hash string, size int64, err error) {
	root, err := st.files()
	if err != nil {
		return "", 0, fmt.Errorf("put file: %w", err)
	}
	defer root.Close()
	temporary := path.Join(incomingFolder, rand.Text())
	hash, size, err = receive(ctx, root, temporary, r, most)
	if err == nil {
		err = settle(root, temporary, hash)
	}
	if err != nil {
		root.Remove(temporary)
		return "", 0, fmt.Errorf("put file: %w", err)
	}
	_, err = st.run(ctx, "INSERT INTO blob (hash, size, at) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET at = excluded.at", hash, size, millis(st.Now()))
	return hash, size, wrap(err, "put file")
}

func (st *Store) files() (*os.Root, error) {
	dir := filepath.Join(st.dir, filesFolder)
	if err := os.MkdirAll(filepath.Join(dir, incomingFolder), 0o700); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// receive writes what r gives into a new file and makes it durable.
func receive(ctx context.Context, root *os.Root, name string, r io.Reader, most int64) (hash string, size int64, err error) {
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(file, sum), io.LimitReader(whileWanted{ctx, r}, most+1))
	if err != nil {
		return "", 0, err
	}
	if size > most {
		return "", 0, register.ErrTooMuch
	}
	if err := file.Sync(); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(sum.Sum(nil)), size, file.Close()
}

// whileWanted stops reading when nobody waits for the result any more.
type whileWanted struct {
	ctx context.Context
	r   io.Reader
}

func (w whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// settle gives a received file its lasting name. The same content twice is
// one file.
func settle(root *os.Root, temporary, hash string) error {
	folder := hash[:2]
	switch err := root.Mkdir(folder, 0o700); {
	case err == nil:
		if err := syncIn(root, "."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if err := root.Rename(temporary, place(hash)); err != nil {
		return err
	}
	return syncIn(root, folder)
}

func syncIn(root *os.Root, name string) error {
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// place is where the content with a hash lies.
func place(hash string) string { return path.Join(hash[:2], hash[2:]) }

// OpenFile opens the content with a hash, register.ErrNotFound when it is not
// there. Whether somebody may read it is for the record that says it.
func (st *Store) OpenFile(hash string) (*os.File, error) {
	if !hashForm.MatchString(hash) {
		return nil, register.ErrNotFound
	}
	root, err := st.files()
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	defer root.Close()
	file, err := root.Open(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, register.ErrNotFound
	}
	return file, wrap(err, "open file")
}

// KeepFile makes sure that the content with a hash stays while the unit of
// work is about to say it; register.ErrNotFound when it is gone.
func (tx *Tx) KeepFile(ctx context.Context, hash string) error {
	n, err := tx.run(ctx, "UPDATE blob SET at = ? WHERE hash = ?", millis(tx.work.now), hash)
	return found(n, err, "keep file")
}

// SweepFiles removes contents brought before a moment that no record says any
// more, and what was never brought to its end. It counts the contents removed.
func (st *Store) SweepFiles(ctx context.Context, before time.Time) (removed int, err error) {
	root, err := st.files()
	if err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	defer root.Close()
	unsaid := st.unsaid()
	old, err := texts(ctx, st.read, st.d.sql("SELECT hash FROM blob WHERE at < ?"+unsaid), millis(before))
	if err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	for _, hash := range old {
		n, err := st.run(ctx, "DELETE FROM blob WHERE hash = ? AND at < ?"+unsaid, hash, millis(before))
		if err != nil {
			return removed, fmt.Errorf("sweep files: %w", err)
		}
		if n == 0 {
			continue // kept again meanwhile
		}
		if err := removeContent(root, hash); err != nil {
			return removed, fmt.Errorf("sweep files: %w", err)
		}
		removed++
	}
	return removed, wrap(st.sweepStray(ctx, root), "sweep files")
}

func removeContent(root *os.Root, hash string) error {
	err := root.Remove(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// unsaid is the condition that no record or part says a hash.
func (st *Store) unsaid() string {
	var out string
	var look func(r *register.Register)
	look = func(r *register.Register) {
		for _, f := range r.Fields {
			switch {
			case f.Kind == register.FileOf && !f.Custom:
				out += " AND NOT EXISTS (SELECT 1 FROM " + quote(r.Path) + " t WHERE t." + quote(f.Name+"_hash") + " = blob.hash)"
			case f.Kind == register.PartsOf:
				look(f.Target)
			}
		}
	}
	for _, r := range st.Schema().Registers {
		look(r)
	}
	return out
}

// sweepStray removes files that were never brought to their end, and those
// whose row was lost with the process that brought them.
func (st *Store) sweepStray(ctx context.Context, root *os.Root) error {
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if time.Since(info.ModTime()) < incomingLife { // by the clock of the file system
			return nil
		}
		folder, rest := path.Split(name)
		if path.Clean(folder) != incomingFolder {
			var one int
			err := st.read.QueryRowContext(ctx, st.d.sql("SELECT 1 FROM blob WHERE hash = ?"), path.Clean(folder)+rest).Scan(&one)
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
