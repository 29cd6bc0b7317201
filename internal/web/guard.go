package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/zstd"
)

// contentPolicy lets a page use what comes from here and nothing else: no
// inline script or style, no frame around it, no string made into markup.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; " +
	"require-trusted-types-for 'script'"

// A year of HTTPS alone, for browsers that came by it once.
const onlySecure = "max-age=31536000"

// guarded is what every request passes, whatever answers it: limits, headers,
// the refusal of posts from other sites, compression, and the last resort of a
// handler that broke.
func (s *Server) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.AddInsecureBypassPattern(formPost)
	cross.SetDenyHandler(s.refusing(http.StatusForbidden, "sign.cross_site"))
	h := s.recovering(cross.Handler(next))
	h = compressing(h)
	h = s.limiting(h)
	return s.headed(h)
}

// headed puts the headers of every answer; a handler may replace them by
// stricter ones.
func (s *Server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.overTLS(r) {
			h.Set("Strict-Transport-Security", onlySecure)
		}
		next.ServeHTTP(w, r)
	})
}

// overTLS reports whether the reader came by TLS, ended here or before us.
func (s *Server) overTLS(r *http.Request) bool { return s.secure || r.TLS != nil }

// recovering answers for a handler that panicked, and writes down where.
func (s *Server) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := &answer{ResponseWriter: w}
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			c := s.outside(watched, r)
			c.log.Error("handler panicked", "code", c.code, "fault", fmt.Sprint(fault), "at", string(debug.Stack()))
			if watched.begun {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
			c.fail(refusal{http.StatusInternalServerError, ""})
		}()
		next.ServeHTTP(watched, r)
	})
}

// answer knows whether it has begun.
type answer struct {
	http.ResponseWriter
	begun bool
}

func (a *answer) WriteHeader(status int) {
	a.begun = true
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// outside is the call of a request that no route takes: its reader is not
// known, his language is the browser's.
func (s *Server) outside(w http.ResponseWriter, r *http.Request) *call {
	route := &Route{Method: r.Method, Path: r.URL.Path, Kind: PageKind}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		route.Kind = APIKind
	}
	c := &call{Server: s, w: w, r: r, route: route, code: requestCode(), now: s.store.Now(), actor: nobody{}}
	c.p = c.strangersPrinter()
	return c
}

// refusing answers every request with one status and why.
func (s *Server) refusing(status int, key string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.outside(w, r).fail(refusal{status, key})
	})
}

// unrouted answers what no route takes: 405 when the address takes another
// method, 404 otherwise.
func (c *call) unrouted() error {
	if strings.HasPrefix(c.r.URL.Path, "/api/") {
		c.route = &Route{Method: c.r.Method, Path: c.r.URL.Path, Kind: APIKind}
	}
	var other []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		r := *c.r
		r.Method = method
		if _, pattern := c.mux.Handler(&r); pattern != "/" && pattern != "/api/" && pattern != "" && method != c.r.Method {
			other = append(other, method)
		}
	}
	if len(other) > 0 {
		c.w.Header().Set("Allow", strings.Join(other, ", "))
		return refusal{http.StatusMethodNotAllowed, ""}
	}
	return refusal{http.StatusNotFound, ""}
}

// compressing sends texts compressed. Streams and what is compressed already
// pass as they are.
func compressing(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(1024),
		gzhttp.CompressionLevel(5),
		gzhttp.ZstdCompressionLevel(int(zstd.SpeedBetterCompression)),
		gzhttp.ContentTypeFilter(compressible),
		// A few random bytes hide the length of an answer in which somebody
		// else's text and a secret might stand together.
		gzhttp.RandomJitter(32, 0, false),
	)
	if err != nil {
		panic(err) // the options are written above
	}
	compressed := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == livePath {
			next.ServeHTTP(w, r)
			return
		}
		compressed.ServeHTTP(w, r)
	})
}

func compressible(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch strings.TrimSpace(kind) {
	case "text/html", "text/plain", "text/csv", "application/json", "application/problem+json", "application/speculationrules+json", "image/svg+xml":
		return true
	}
	return false
}

// Times and sizes that no request may pass. Uploads push theirs forward while
// bytes flow.
const (
	timeForHeader = 5 * time.Second
	timeForBody   = 30 * time.Second
	timeForAnswer = 60 * time.Second
	timeIdle      = 120 * time.Second
	mostHeader    = 32 << 10
)

// HTTP is a server with the limits of Dossier, ready to listen.
func (s *Server) HTTP() *http.Server {
	listening := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: timeForHeader,
		ReadTimeout:       timeForBody,
		WriteTimeout:      timeForAnswer,
		IdleTimeout:       timeIdle,
		MaxHeaderBytes:    mostHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: 100},
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	listening.RegisterOnShutdown(s.hub.close)
	return listening
}

// patient is the body of an upload: each mebibyte that comes gives it time
// for the next one.
type patient struct {
	io.ReadCloser
	control *http.ResponseController
	came    int
}

func (b *patient) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.came += n; b.came >= 1<<20 {
		b.came = 0
		now := time.Now()
		_ = b.control.SetReadDeadline(now.Add(timeForBody))
		_ = b.control.SetWriteDeadline(now.Add(timeForAnswer))
	}
	return n, err
}
