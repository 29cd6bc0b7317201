package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// said runs a command and gives its exit status with what it printed.
func said(t *testing.T, args ...string) (int, string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = w, w
	text := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		text <- string(b)
	}()
	code := run(t.Context(), args)
	os.Stdout, os.Stderr = stdout, stderr
	w.Close()
	return code, <-text
}

// served runs the server until the test ends and gives its address.
func served(t *testing.T, dir string) (address string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, []string{"--data", dir, "--addr", address}) }()
	stop = func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve: %v", err)
			}
		case <-time.After(time.Minute):
			t.Error("the server does not stop")
		}
		ended <- nil
	}
	t.Cleanup(stop)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		<-tick.C
		res, err := http.Get("http://" + address + "/health")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return address, stop
		}
	}
	t.Fatal("the server does not answer")
	return "", nil
}

func TestACompanyIsSetUpAndAdministeredFromTheConsole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, stop := served(t, dir)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	post := func(path string, form url.Values) (int, string) {
		t.Helper()
		res, err := browser.PostForm("http://"+address+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(body)
	}
	const password = "correct horse battery staple"
	status, body := post("/set-up", url.Values{
		"company": {"Зоря"}, "country": {"ua"}, "language": {"uk"}, "zone": {"Europe/Kyiv"}, "currency": {"UAH"},
		"surname": {"Шевчук"}, "email": {"olena@zorya.example"}, "password": {password}, "password_again": {password},
	})
	if status != http.StatusOK {
		t.Fatalf("set-up: %d %s", status, body)
	}

	if info, err := os.Stat(filepath.Join(dir, "key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is %v, %v", info, err)
	}
	if code, text := said(t, "serve", "--data", dir, "--addr", "127.0.0.1:0"); code != 1 || !strings.Contains(text, "already served") {
		t.Errorf("a second server: %d %s", code, text)
	}

	code, text := said(t, "user", "add", "--data", dir, "--email", "anna@zorya.example", "--surname", "Мельник", "--base", "http://"+address)
	link := regexp.MustCompile(`http://\S+(/password/\S+)`).FindStringSubmatch(text)
	if code != 0 || link == nil {
		t.Fatalf("add: %d %s", code, text)
	}
	// The server hears of a new user within a second.
	for tick, tries := time.NewTicker(50*time.Millisecond), 0; tries < 40; tries++ {
		<-tick.C
		res, err := browser.Get("http://" + address + link[1])
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			break
		}
	}
	if status, body = post(link[1], url.Values{"password": {"yellow submarine at the window"}, "password_again": {"yellow submarine at the window"}}); status != http.StatusOK {
		t.Fatalf("the link: %d %s", status, body)
	}

	code, text = said(t, "token", "create", "--data", dir, "--user", "olena@zorya.example", "--scope", "user:read", "--name", "console")
	token := strings.TrimSpace(text)
	if code != 0 || !strings.HasPrefix(token, "dossier_") {
		t.Fatalf("token: %d %s", code, text)
	}
	users := func() int {
		req, _ := http.NewRequest(http.MethodGet, "http://"+address+"/api/v1/users", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if got := users(); got != http.StatusOK {
		t.Errorf("the token is answered with %d", got)
	}
	if code, text = said(t, "token", "list", "--data", dir, "--user", "olena@zorya.example"); code != 0 || !strings.Contains(text, "console") || strings.Contains(text, token) {
		t.Errorf("tokens: %d %s", code, text)
	}
	if code, text = said(t, "token", "revoke", "--data", dir, "--user", "olena@zorya.example", "--id", "1"); code != 0 {
		t.Errorf("revoke: %d %s", code, text)
	}
	if got := users(); got != http.StatusUnauthorized {
		t.Errorf("the revoked token is answered with %d", got)
	}

	for _, args := range [][]string{{"promote"}, {"disable"}, {"enable"}, {"reset"}, {"link"}} {
		if code, text = said(t, append([]string{"user"}, append(args, "--data", dir, "--email", "anna@zorya.example")...)...); code != 0 {
			t.Errorf("%v: %d %s", args, code, text)
		}
	}
	code, text = said(t, "user", "list", "--data", dir)
	if code != 0 || !strings.Contains(text, "anna@zorya.example") || !strings.Contains(text, "Administrator") {
		t.Errorf("users: %d %s", code, text)
	}
	if code, text = said(t, "check", "--data", dir); code != 0 || !strings.Contains(text, "database: whole") || !strings.Contains(text, "follow from each other") {
		t.Errorf("check: %d %s", code, text)
	}
	if code, text = said(t, "schema", "diff", "--data", dir); code != 0 {
		t.Errorf("schema: %d %s", code, text)
	}
	stop()
}

func TestRoutesArePrintedFromTheRouter(t *testing.T) {
	code, text := said(t, "routes", "--json")
	var routes []struct{ Method, Path, Register, Act, Kind string }
	if err := json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&routes); code != 0 || err != nil {
		t.Fatalf("%d, %v: %s", code, err, text[:min(len(text), 300)])
	}
	found := map[string]string{}
	for _, r := range routes {
		found[r.Method+" "+r.Path] = fmt.Sprint(r.Register, " ", r.Act, " ", r.Kind)
	}
	for route, want := range map[string]string{"GET /deals/{id}": "deal see page", "PATCH /api/v1/partners/{id}": "partner edit api", "GET /sign-in": "  page"} {
		if found[route] != want {
			t.Errorf("%s is %q", route, found[route])
		}
	}
}

func TestWhatIsNotUnderstoodIsSaidAndDoesNothing(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"fly"},
		{"user"},
		{"user", "fly", "--email", "x@y.example"},
		{"user", "link", "--data", dir},
		{"token", "create", "--data", dir},
		{"serve", "--nonsense"},
		{"serve", "--tls-cert", "x"},
		{"schema"},
	} {
		if code, text := said(t, args...); code != 2 || text == "" {
			t.Errorf("%v: %d %q", args, code, text)
		}
	}
	if code, text := said(t, "help"); code != 0 || !strings.Contains(text, "serve") {
		t.Errorf("help: %d %q", code, text)
	}
	if code, _ := said(t, "user", "link", "--data", dir, "--email", "nobody@zorya.example"); code != 1 {
		t.Errorf("a link for nobody: %d", code)
	}
}

func TestFlagsComeFromTheEnvironmentToo(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DOSSIER_DATA", dir)
	if code, text := said(t, "user", "list"); code != 0 {
		t.Fatalf("%d %s", code, text)
	}
	if _, err := os.Stat(filepath.Join(dir, "dossier.db")); err != nil {
		t.Error(err)
	}
	t.Setenv("DOSSIER_TLS_CERT", "x")
	if code, _ := said(t, "serve"); code != 2 {
		t.Errorf("a certificate without a key: %d", code)
	}
}
