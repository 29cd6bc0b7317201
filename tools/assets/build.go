package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// build makes every file of dist in memory.
func build(root string) (*output, error) {
	out := newOutput()
	for _, folder := range []string{"vendor/fonts", "src/img"} {
		if err := copyFolder(out, filepath.Join(root, folder)); err != nil {
			return nil, err
		}
	}
	if err := sprite(out, root); err != nil {
		return nil, err
	}
	entries, err := entries(root)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if err := bundle(out, root, entry); err != nil {
			return nil, err
		}
	}
	digest, err := sourceDigest(root)
	if err != nil {
		return nil, err
	}
	return out, out.finish(digest)
}

func copyFolder(out *output, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		out.add(entry.Name(), content)
	}
	return nil
}

// entries are the sheet and the script of every page, and a sheet for each of
// the few pages that bring their own: src/css/page/*.css.
func entries(root string) ([]string, error) {
	own, err := filepath.Glob(filepath.Join(root, "src", "css", "page", "*.css"))
	if err != nil {
		return nil, err
	}
	all := []string{filepath.Join("src", "css", "app.css"), filepath.Join("src", "js", "app.js"), filepath.Join("src", "js", "public.js"), filepath.Join("src", "js", "proof.js")}
	for _, path := range own {
		all = append(all, filepath.Join("src", "css", "page", filepath.Base(path)))
	}
	return all, nil
}

// bundle follows the imports of one entry. Parts that a script imports lazily
// become files of their own, named after the module.
func bundle(out *output, root, entry string) error {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{entry},
		Outdir:            "dist",
		EntryNames:        "[name].[hash]",
		ChunkNames:        "[name].[hash]",
		Bundle:            true,
		Splitting:         filepath.Ext(entry) == ".js",
		Format:            format(entry),
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Charset:           api.CharsetUTF8,
		Plugins:           []api.Plugin{hashedFonts(out)},
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%s", strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	for _, warning := range api.FormatMessages(result.Warnings, api.FormatMessagesOptions{Kind: api.WarningMessage}) {
		fmt.Fprint(os.Stderr, warning)
	}
	sort.Slice(result.OutputFiles, func(i, j int) bool { return result.OutputFiles[i].Path < result.OutputFiles[j].Path })
	for _, file := range result.OutputFiles {
		hashed := filepath.Base(file.Path)
		part := strings.Split(hashed, ".")
		out.addHashed(part[0]+filepath.Ext(hashed), hashed, file.Contents)
	}
	return nil
}

func format(entry string) api.Format {
	if filepath.Ext(entry) == ".js" {
		return api.FormatESModule
	}
	return api.FormatDefault
}

// hashedFonts lets a style sheet say url("inter-l.woff2") and get the name
// under which the font is served, so that a preload and the sheet agree.
func hashedFonts(out *output) api.Plugin {
	return api.Plugin{Name: "fonts", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `\.woff2$`}, func(ask api.OnResolveArgs) (api.OnResolveResult, error) {
			name := filepath.Base(ask.Path)
			hashed, known := out.names[name]
			if !known {
				return api.OnResolveResult{}, fmt.Errorf("font %s is not in vendor/fonts", name)
			}
			return api.OnResolveResult{Path: "./" + hashed, External: true}, nil
		})
	}}
}
