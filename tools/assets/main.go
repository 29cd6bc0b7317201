// Command assets turns the hand-written style sheets, scripts and icons of
// internal/page/asset into what browsers get: bundled, minified, named by
// content and compressed. Run it from anywhere inside the repository:
//
//	go run ./assets          writes internal/page/asset/dist
//	go run ./assets -check   compares instead, and fails where dist is stale
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	check := flag.Bool("check", false, "compare dist with what the sources give, write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	start := time.Now()
	root, err := assetFolder()
	if err != nil {
		return err
	}
	built, err := build(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "dist")
	if check {
		return built.compare(dist)
	}
	if err := built.write(dist); err != nil {
		return err
	}
	built.report(os.Stdout)
	fmt.Printf("assets: %d files in %s\n", len(built.files), time.Since(start).Round(time.Millisecond))
	return nil
}

// assetFolder looks for internal/page/asset upwards from the working folder.
func assetFolder() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		folder := filepath.Join(at, "internal", "page", "asset")
		if _, err := os.Stat(folder); err == nil {
			return folder, nil
		}
		up := filepath.Dir(at)
		if up == at {
			return "", errors.New("no internal/page/asset here or above")
		}
		at = up
	}
}
