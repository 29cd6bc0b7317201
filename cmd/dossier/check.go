package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/store"
)

// check looks whether the database is whole and as described, and the audit log
// as it was written. It changes nothing, but for totals that it is told to count
// anew.
func check(ctx context.Context, args []string) error {
	fs := newFlags("check", "[flags]")
	var at place
	at.in(fs)
	anchors := fs.String("anchors", "", "file with anchors of the audit log: chain, line, hash, space between them")
	recount := fs.Bool("recount", false, "count the totals of the analysis anew")
	backup := fs.String("backup", "", "read this backup through instead")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *backup != "" {
		b, err := store.ReadBackup(ctx, *backup)
		if err != nil {
			return err
		}
		tellBackup(os.Stdout, b)
		return nil
	}
	known, err := readAnchors(*anchors)
	if err != nil {
		return err
	}
	st, _, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()

	var found []error
	diff, err := store.Diff(ctx, at.dsn(), crm.Registers())
	switch {
	case err != nil:
		return err
	case diff.Empty():
		fmt.Println("schema: as described")
	default:
		found = append(found, errors.New("schema: not as described; dossier schema diff tells how"))
	}
	damage, err := st.Damage(ctx)
	if err != nil {
		return err
	}
	for _, d := range damage {
		found = append(found, errors.New("damage: "+d))
	}
	if len(damage) == 0 {
		fmt.Println("database: whole")
	}
	if *recount {
		if err := st.Retally(ctx); err != nil {
			return err
		}
	}
	mistold, err := st.Mistold(ctx)
	if err != nil {
		return err
	}
	for _, table := range mistold {
		found = append(found, errors.New("totals: "+table+" says something else than the records; dossier check --recount counts anew"))
	}
	if len(mistold) == 0 {
		fmt.Println("totals: as the records say")
	}
	sound, err := st.VerifyAudit(ctx, known)
	if err != nil {
		found = append(found, err)
	} else {
		fmt.Printf("audit log: %d lines in %d chains follow from each other\n", sound.Lines, sound.Chains)
	}
	return errors.Join(found...)
}

// readAnchors reads what the log stream kept of the audit log.
func readAnchors(path string) ([]store.Anchor, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var out []store.Anchor
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(words) != 3 {
			return nil, fmt.Errorf("%s: %q is not chain, line and hash", path, lines.Text())
		}
		seq, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not the number of a line", path, words[1])
		}
		out = append(out, store.Anchor{Chain: words[0], Seq: seq, Hash: words[2]})
	}
	return out, lines.Err()
}
