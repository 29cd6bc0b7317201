// Command shot takes a picture of a page as a browser shows it, and tells what
// the page complained about:
//
//	go run ./shot -url http://localhost:8080/deals -out deals.png \
//	    -size 1440x900 -theme dark -cookie name=value -full
//
// It ends with 1 if the page broke its content policy or threw an error.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

type order struct {
	url, out, theme, script string
	cookies                 []string
	width, height           int64
	full                    bool
}

func main() {
	var o order
	size := flag.String("size", "1440x900", "the window in pixels")
	flag.StringVar(&o.url, "url", "http://localhost:8080/", "the page")
	flag.StringVar(&o.out, "out", "page.png", "the picture")
	flag.StringVar(&o.theme, "theme", "", "light or dark: what the system says it prefers, and <html data-theme>")
	flag.StringVar(&o.script, "eval", "", "an expression to evaluate first; a promise is awaited")
	flag.BoolVar(&o.full, "full", false, "the whole page rather than the window")
	flag.Func("cookie", "name=value, may be repeated", func(pair string) error {
		if !strings.Contains(pair, "=") {
			return fmt.Errorf("%q is not name=value", pair)
		}
		o.cookies = append(o.cookies, pair)
		return nil
	})
	flag.Parse()
	if _, err := fmt.Sscanf(*size, "%dx%d", &o.width, &o.height); err != nil {
		fmt.Fprintf(os.Stderr, "shot: size %q is not 1440x900\n", *size)
		os.Exit(2)
	}
	complaints, err := take(o)
	for _, complaint := range complaints {
		fmt.Fprintln(os.Stderr, complaint)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "shot:", err)
	}
	if err != nil || len(complaints) > 0 {
		os.Exit(1)
	}
}

func take(o order) ([]string, error) {
	options := []chromedp.ExecAllocatorOption{chromedp.Flag("hide-scrollbars", true)}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	var heard complaints
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...), chromedp.WithListener(heard.listen))
	defer cancel()

	if err := chromedp.Do(ctx, chromedp.EmulateViewport(o.width, o.height)); err != nil {
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	if err := prepare(ctx, o); err != nil {
		return nil, err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(o.url)); err != nil {
		return heard.all(), fmt.Errorf("open %s: %w", o.url, err)
	}
	if err := settle(ctx, o); err != nil {
		return heard.all(), err
	}
	picture := chromedp.CaptureScreenshot()
	if o.full {
		picture = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(ctx, picture)
	if err != nil {
		return heard.all(), fmt.Errorf("take the picture: %w", err)
	}
	return heard.all(), os.WriteFile(o.out, png, 0o644)
}

func prepare(ctx context.Context, o order) error {
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		return err
	}
	for _, pair := range o.cookies {
		name, value, _ := strings.Cut(pair, "=")
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: o.url}); err != nil {
			return fmt.Errorf("cookie %s: %w", name, err)
		}
	}
	features := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	if o.theme != "" {
		features = append(features, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: o.theme})
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	return err
}

// settle waits for fonts and two frames, so that nothing is half drawn.
func settle(ctx context.Context, o order) error {
	steps := []string{"document.fonts.ready.then(() => true)"}
	if o.theme != "" {
		steps = append(steps, fmt.Sprintf("(document.documentElement.dataset.theme = %q, true)", o.theme))
	}
	if o.script != "" {
		steps = append(steps, "Promise.resolve("+o.script+").then(() => true)")
	}
	steps = append(steps, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
	for _, step := range steps {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](step, chromedp.EvalAwaitPromise)); err != nil {
			return fmt.Errorf("evaluate %s: %w", step, err)
		}
	}
	return nil
}

// complaints gathers what a browser would print in red.
type complaints struct {
	mutex sync.Mutex
	lines []string
}

func (c *complaints) listen(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			c.add(e.Entry.Text + " " + e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		c.add(text)
	}
}

func (c *complaints) add(line string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.lines = append(c.lines, line)
}

func (c *complaints) all() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]string(nil), c.lines...)
}
