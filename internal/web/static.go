package web

import (
	"context"
	"io"
	"net/http"
	"time"

	"dossier/internal/page/asset"
)

// staticRoutes are assets, and what browsers, robots and watchdogs ask for.
func (s *Server) staticRoutes() {
	s.add("GET", asset.Prefix, FileKind, (*call).asset, public)
	s.add("GET", "/favicon.ico", FileKind, (*call).favicon, public)
	s.add("GET", "/robots.txt", FileKind, (*call).robots, public)
	s.add("GET", "/speculation", FileKind, (*call).speculation, public)
	s.add("GET", "/health", FileKind, (*call).health, public)
}

func (c *call) asset() error {
	asset.Handler().ServeHTTP(c.w, c.r)
	return nil
}

func (c *call) favicon() error {
	c.w.Header().Set("Cache-Control", "public, max-age=86400")
	http.Redirect(c.w, c.r, asset.URL("mark.svg"), http.StatusFound)
	return nil
}

// robots keeps search engines away from a program that holds no public page.
func (c *call) robots() error {
	return c.text("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")
}

// speculativeRules let a browser fetch the page of a link that is pointed at.
// Pages have no side effects; files and what opens over the page are left out.
const speculativeRules = `{"prefetch":[{"where":{"and":[{"href_matches":"/*"},` +
	`{"not":{"href_matches":["/files/*","/static/*","/api/*","/exports/*","/*/export*"]}},` +
	`{"not":{"selector_matches":"[download],[data-dialog],[data-drawer],[target]"}}]},"eagerness":"moderate"}]}`

func (c *call) speculation() error {
	c.w.Header().Set("Cache-Control", "public, max-age=86400")
	return c.text("application/speculationrules+json", speculativeRules)
}

// health says whether the program answers and its database does.
func (c *call) health() error {
	ctx, cancel := context.WithTimeout(c.r.Context(), 5*time.Second)
	defer cancel()
	var none any
	if err := c.store.Setting(ctx, "health", &none); err != nil {
		c.log.Error("database does not answer", "error", err)
		return refusal{http.StatusServiceUnavailable, ""}
	}
	return c.text("text/plain; charset=utf-8", "ok\n")
}

func (c *call) text(kind, text string) error {
	c.w.Header().Set("Content-Type", kind)
	_, err := io.WriteString(c.w, text)
	return err
}
