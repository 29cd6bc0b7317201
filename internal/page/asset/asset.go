// Package asset serves the style sheet, scripts, icons and fonts of the pages.
// They are built by tools/assets, named by their content and kept by browsers
// for a year; each waits in brotli, gzip and plain form.
package asset

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// Prefix is where Handler expects to be mounted.
const Prefix = "/static/"

// HtmxConfig is the content of <meta name="htmx-config">: no style sheet of its
// own, no second prefix, nothing kept of pages left, no other extension than
// ours (which switches eval off).
const HtmxConfig = `{"includeIndicatorCSS":false,"prefix":"","history":"reload","mode":"same-origin","extensions":"dossier"}`

//go:embed dist
var dist embed.FS

var built = load()

// file is one asset in the forms in which it can be sent; a nil form is not kept.
type file struct {
	kind              string
	plain, gzip, brot []byte
}

type manifest struct {
	Files   map[string]string // the plain name to the hashed one
	Icons   []string
	Sources string
	served  map[string]file // by the hashed name
}

func load() manifest {
	var m manifest
	if err := json.Unmarshal(read("manifest.json"), &m); err != nil {
		panic(fmt.Sprintf("asset manifest: %v", err))
	}
	m.served = make(map[string]file, len(m.Files))
	for _, hashed := range m.Files {
		f := file{kind: kind(hashed), plain: read(hashed)}
		if path.Ext(hashed) != ".woff2" {
			f.gzip, f.brot = read(hashed+".gz"), read(hashed+".br")
		}
		m.served[hashed] = f
	}
	return m
}

func read(name string) []byte {
	content, err := fs.ReadFile(dist, "dist/"+name)
	if err != nil {
		panic(fmt.Sprintf("asset %s: %v; `make assets` builds it", name, err))
	}
	return content
}

// kind does not ask the machine's own table of types, which may say anything.
func kind(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// URL is the address of an asset by its plain name, such as "app.css",
// "icons.svg" or "inter-l.woff2". A name that was never built leads to 404.
func URL(name string) string {
	if hashed, known := built.Files[name]; known {
		return Prefix + hashed
	}
	return Prefix + name
}

// Inline is a small picture as an address that holds it, which spares a request.
func Inline(name string) string {
	hashed, known := built.Files[name]
	if !known {
		panic("asset: there is no " + name)
	}
	f := built.served[hashed]
	return "data:" + f.kind + "," + url.PathEscape(string(f.plain))
}

// Icon is the href of <use> for one icon of the sprite.
func Icon(name string) string {
	return URL("icons.svg") + "#" + name
}

// Icons lists the names that the sprite holds, in order.
func Icons() []string { return built.Icons }

// Handler answers GET and HEAD under Prefix.
func Handler() http.Handler { return http.HandlerFunc(serve) }

// filePolicy is that of a file that is a part of pages: by itself it may do nothing
// at all. It is shorter than that of pages, and sent with every file.
const filePolicy = "default-src 'none'; frame-ancestors 'none'"

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	f, known := built.served[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !known {
		http.NotFound(w, r)
		return
	}
	content, encoding := f.choose(r.Header.Get("Accept-Encoding"))
	head := w.Header()
	if encoding != "" {
		head.Set("Content-Encoding", encoding)
	}
	if f.brot != nil {
		head.Add("Vary", "Accept-Encoding")
	}
	head.Set("Content-Type", f.kind)
	head.Set("Content-Length", strconv.Itoa(len(content)))
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", filePolicy)
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
}

// choose takes the smallest form that the browser accepts.
func (f file) choose(accepted string) (content []byte, encoding string) {
	switch {
	case f.brot != nil && accepts(accepted, "br"):
		return f.brot, "br"
	case f.gzip != nil && accepts(accepted, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain, ""
}

// accepts reads an Accept-Encoding header; a weight of nought is a refusal.
func accepts(header, encoding string) bool {
	for offer := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, number, weighted := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
		q, err := strconv.ParseFloat(number, 64)
		return !weighted || err == nil && q > 0
	}
	return false
}
