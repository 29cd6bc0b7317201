package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/andybalholm/brotli"
)

// output is dist in memory.
type output struct {
	names map[string]string // the plain name to the hashed one
	icons []string
	files map[string][]byte // by the name on disk
}

func newOutput() *output {
	return &output{names: map[string]string{}, files: map[string][]byte{}}
}

// add names a file by its content.
func (o *output) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	hash := base32.StdEncoding.EncodeToString(sum[:])[:8]
	o.addHashed(name, strings.TrimSuffix(name, ext)+"."+hash+ext, content)
}

func (o *output) addHashed(name, hashed string, content []byte) {
	o.names[name] = hashed
	o.files[hashed] = content
}

// finish adds the compressed twins and the manifest.
func (o *output) finish(digest string) error {
	for _, name := range o.names {
		if filepath.Ext(name) == ".woff2" { // compressed by its own format
			continue
		}
		content := o.files[name]
		var br, gz bytes.Buffer
		w := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 22})
		if err := pour(w, content); err != nil {
			return err
		}
		z, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
		if err != nil {
			return err
		}
		if err := pour(z, content); err != nil {
			return err
		}
		o.files[name+".br"] = br.Bytes()
		o.files[name+".gz"] = gz.Bytes()
	}
	manifest, err := json.MarshalIndent(map[string]any{"files": o.names, "icons": o.icons, "sources": digest}, "", "\t")
	if err != nil {
		return err
	}
	o.files["manifest.json"] = append(manifest, '\n')
	return nil
}

func pour(w io.WriteCloser, content []byte) error {
	if _, err := w.Write(content); err != nil {
		return err
	}
	return w.Close()
}

// sourceDigest sums up all that dist is made from. The test of the asset
// package counts it again, so that a stale dist is noticed without this tool.
func sourceDigest(root string) (string, error) {
	sum := sha256.New()
	for _, folder := range []string{"src", "vendor"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%s %d\n", filepath.ToSlash(name), len(content))
			sum.Write(content)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// write puts the new files in place before it takes the old ones away, so that
// a build that reads dist meanwhile finds what its manifest names.
func (o *output) write(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for _, name := range o.sorted() {
		path := filepath.Join(dist, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, o.files[name]) {
			continue
		}
		if err := os.WriteFile(path+".new", o.files[name], 0o644); err != nil {
			return err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, ours := o.files[entry.Name()]; !ours {
			if err := os.Remove(filepath.Join(dist, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare names the first file in which dist differs from what was built.
func (o *output) compare(dist string) error {
	for _, name := range o.sorted() {
		old, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil || !bytes.Equal(old, o.files[name]) {
			return fmt.Errorf("dist is stale (%s): run `make assets`", name)
		}
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, ours := o.files[entry.Name()]; !ours {
			return fmt.Errorf("dist holds %s, which no source gives: run `make assets`", entry.Name())
		}
	}
	return nil
}

// sorted ends with the manifest: it must not name files that are not there yet.
func (o *output) sorted() []string {
	names := make([]string, 0, len(o.files))
	for name := range o.files {
		if name != "manifest.json" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return append(names, "manifest.json")
}

// report prints what a browser fetches, in bytes.
func (o *output) report(w io.Writer) {
	names := make([]string, 0, len(o.names))
	for name := range o.names {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		hashed := o.names[name]
		sent := len(o.files[hashed])
		if br, packed := o.files[hashed+".br"]; packed {
			sent = len(br)
		}
		fmt.Fprintf(w, "%-22s %8d raw %7d sent\n", name, len(o.files[hashed]), sent)
	}
}
