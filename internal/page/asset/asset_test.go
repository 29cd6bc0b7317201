package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryPageStaysWithinItsBudget(t *testing.T) {
	const kibibyte = 1024
	for name, limit := range map[string]int{"app.css": 14 * kibibyte, "app.js": 20 * kibibyte, "icons.svg": 8 * kibibyte} {
		if sent := len(built.served[built.Files[name]].brot); sent > limit {
			t.Errorf("%s is %d bytes in brotli, the limit is %d", name, sent, limit)
		}
	}
	fonts := 0
	for name, hashed := range built.Files {
		if filepath.Ext(name) == ".woff2" {
			fonts += len(built.served[hashed].plain)
		}
	}
	if fonts == 0 || fonts > 45_000 {
		t.Errorf("the fonts are %d bytes, the limit is 45000", fonts)
	}
}

func TestDistIsMadeFromTheseSources(t *testing.T) {
	sum := sha256.New()
	for _, folder := range []string{"src", "vendor"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			fmt.Fprintf(sum, "%s %d\n", filepath.ToSlash(path), len(content))
			sum.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != built.Sources {
		t.Error("dist is stale: run make assets")
	}
}

func TestNothingInDistIsUnnamed(t *testing.T) {
	entries, err := dist.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		plain := strings.TrimSuffix(strings.TrimSuffix(entry.Name(), ".br"), ".gz")
		if _, named := built.served[plain]; !named && plain != "manifest.json" {
			t.Errorf("%s is not in the manifest", entry.Name())
		}
	}
}

func TestScriptsDoNothingThatThePolicyForbids(t *testing.T) {
	forbidden := []string{"eval(", "new Function", "innerHTML", "outerHTML =", "insertAdjacentHTML", "document.write", "setAttribute('style'", "e.key ===", "window.dossier"}
	scripts, err := filepath.Glob("src/js/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("found %d scripts: %v", len(scripts), err)
	}
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range forbidden {
			if filepath.Base(path) == "trust.js" && word == "innerHTML" {
				continue
			}
			if bytes.Contains(text, []byte(word)) && !bytes.Contains(text, []byte("'"+word)) {
				t.Errorf("%s says %s", path, word)
			}
		}
	}
}

func TestBrowsersGetTheSmallestFormTheyAccept(t *testing.T) {
	hashed := built.Files["app.css"]
	for accepted, encoding := range map[string]string{
		"gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "": "", "identity": "", "BR": "br", "gzip;q=0.0": "",
	} {
		answer := fetch(http.MethodGet, URL("app.css"), accepted)
		if got := answer.Header().Get("Content-Encoding"); got != encoding {
			t.Errorf("%q gets %q, want %q", accepted, got, encoding)
		}
		if answer.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary is %q", accepted, answer.Header().Get("Vary"))
		}
	}
	unpacked, err := gzip.NewReader(fetch(http.MethodGet, URL("app.css"), "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil || !bytes.Equal(text, built.served[hashed].plain) {
		t.Errorf("the gzip form holds something else (%v)", err)
	}
}

func TestAssetsAreKeptForAYearAndSaidToBeWhatTheyAre(t *testing.T) {
	for name, kind := range map[string]string{"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "icons.svg": "image/svg+xml", "inter-l.woff2": "font/woff2"} {
		answer := fetch(http.MethodHead, URL(name), "br")
		head := answer.Header()
		if answer.Code != http.StatusOK || head.Get("Content-Type") != kind || head.Get("X-Content-Type-Options") != "nosniff" ||
			head.Get("Cache-Control") != "public, max-age=31536000, immutable" || head.Get("Content-Length") == "0" || answer.Body.Len() > 0 {
			t.Errorf("%s: %d %v, %d bytes", name, answer.Code, head, answer.Body.Len())
		}
		if got := head.Get("Content-Security-Policy"); got != "default-src 'none'; frame-ancestors 'none'" {
			t.Errorf("%s may do by itself what %q lets it", name, got)
		}
	}
	if got := fetch(http.MethodGet, URL("nothing.css"), "").Code; got != http.StatusNotFound {
		t.Errorf("an unknown name answers %d", got)
	}
	if got := fetch(http.MethodPost, URL("app.css"), "").Code; got != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", got)
	}
}

func TestTheSpriteHoldsEveryIconItNames(t *testing.T) {
	sprite := string(built.served[built.Files["icons.svg"]].plain)
	for _, name := range Icons() {
		if !strings.Contains(sprite, `<symbol id="`+name+`" viewBox="0 0 24 24"><`) {
			t.Errorf("icon %s is not drawn", name)
		}
	}
	if len(Icons()) == 0 {
		t.Error("the sprite is empty")
	}
}

func fetch(method, address, accepted string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, address, nil)
	request.Header.Set("Accept-Encoding", accepted)
	answer := httptest.NewRecorder()
	Handler().ServeHTTP(answer, request)
	return answer
}
