package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
	"dossier/internal/web"
)

// bring brings files in as the browser does, by a mapping that was written or
// saved before, or by what the program makes of their columns.
func bring(ctx context.Context, args []string) error {
	return bringTo(ctx, os.Stdout, args)
}

func bringTo(ctx context.Context, out io.Writer, args []string) error {
	fs := newFlags("import", "FILE… --register NAME [--map FILE] [flags]")
	var at place
	at.in(fs)
	o := bringing{out: out}
	fs.StringVar(&o.register, "register", "", "register that the file goes into, as partner; the mapping may say it")
	mapping := fs.String("map", "", "file with the mapping, or with a list of them for several files in their order")
	fs.BoolVar(&o.dry, "dry-run", false, "try and tell what would happen")
	fs.StringVar(&o.user, "user", "", "e-mail of the user on whose behalf; nobody's rights bound the console otherwise")
	fs.StringVar(&o.refused, "refused", "", "file to write the refused rows to")
	language := fs.String("language", "en", "language of the answers: uk, ru, bg or en")
	files, args := filesFirst(args)
	if err := parse(fs, args); err != nil {
		return err
	}
	files = append(files, fs.Args()...)
	switch {
	case len(files) == 0:
		return usageError("name the file to bring in")
	case !lang.Language(*language).Known():
		return usageError(fmt.Sprintf("%q is no language of the program", *language))
	}
	if *mapping != "" {
		in, err := os.Open(*mapping)
		if err != nil {
			return err
		}
		defer in.Close()
		if o.mappings, err = sheet.ReadMappings(in); err != nil {
			return fmt.Errorf("%s: %w", *mapping, err)
		}
	}
	st, _, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	o.st = st
	if err := o.begin(ctx, lang.Language(*language)); err != nil {
		return err
	}
	return o.all(ctx, files)
}

// filesFirst takes the files off the front of the arguments: flags follow them.
func filesFirst(args []string) (files, rest []string) {
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		files, args = append(files, args[0]), args[1:]
	}
	return files, args
}

// bringing is the command at work.
type bringing struct {
	out            io.Writer
	st             *store.Store
	actor          register.Actor
	printer        *lang.Printer
	currency       string
	register, user string
	refused        string
	dry            bool
	mappings       []sheet.Mapping
}

// begin finds out on whose behalf, in what zone and currency files are read.
func (o *bringing) begin(ctx context.Context, l lang.Language) error {
	return o.st.Read(ctx, register.Program, func(tx *store.Tx) error {
		custom, err := crm.ReadCustom(ctx, tx)
		if err != nil {
			return err
		}
		if err := o.st.Use(custom); err != nil {
			return err
		}
		home, err := register.First(ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
		if err != nil {
			return err
		}
		if home == nil {
			return errors.New("nothing is set up here yet: start dossier serve and open it in a browser")
		}
		zone, err := calendar.Zone(home.Zone)
		if err != nil {
			return err
		}
		o.st.SetZone(zone)
		o.printer, o.currency, o.actor = lang.For(l, zone).At(o.st.Now()), home.Currency, register.Program
		if o.user == "" {
			return nil
		}
		u, err := userByEmail(ctx, o.st, o.user)
		if err != nil {
			return err
		}
		staff, err := crm.ReadStaff(ctx, tx)
		if err != nil {
			return err
		}
		rights := staff.Rights(u.ID)
		if rights == nil {
			return fmt.Errorf("%s may not sign in", o.user)
		}
		o.actor = rights
		return nil
	})
}

// all brings the files in, in the order of the mappings where they name their
// files. Several files tried dry are tried together: each on what the ones
// before it would leave.
func (o *bringing) all(ctx context.Context, names []string) error {
	plans, err := o.plans(ctx, names)
	defer func() {
		for _, p := range plans {
			p.close()
		}
	}()
	if err != nil {
		return err
	}
	if o.dry && len(plans) > 1 {
		return o.rehearse(ctx, plans)
	}
	refused := 0
	for _, p := range plans {
		began := time.Now()
		report, err := web.BringIn(ctx, o.st, o.st, p.Plan)
		if err != nil {
			return o.wrong(p.Source.Name, err)
		}
		o.tell(p.Source.Name, report, time.Since(began))
		refused += report.Refused
	}
	if refused > 0 && !o.dry {
		return fmt.Errorf("%d rows were refused", refused)
	}
	return nil
}

func (o *bringing) rehearse(ctx context.Context, plans []*filePlan) error {
	began := time.Now()
	var all []*sheet.Plan
	for _, p := range plans {
		all = append(all, p.Plan)
	}
	reports, err := sheet.Rehearse(ctx, o.st, all)
	for i, r := range reports {
		o.tell(plans[i].Source.Name, r, time.Since(began))
	}
	if err != nil {
		return o.wrong(plans[min(len(reports), len(plans)-1)].Source.Name, err)
	}
	return nil
}

// filePlan is the plan of one file, with the files it holds open.
type filePlan struct {
	*sheet.Plan
	open []*os.File
}

func (p *filePlan) close() {
	for _, f := range p.open {
		f.Close()
	}
}

func (o *bringing) plans(ctx context.Context, names []string) ([]*filePlan, error) {
	var out []*filePlan
	for _, name := range o.inOrder(names) {
		p, err := o.plan(ctx, name)
		if p != nil {
			out = append(out, p)
		}
		if err != nil {
			return out, o.wrong(name, err)
		}
	}
	return out, nil
}

// inOrder puts the files in the order of the mappings that name them.
func (o *bringing) inOrder(names []string) []string {
	var out, rest []string
	for _, m := range o.mappings {
		for _, name := range names {
			if m.File == filepath.Base(name) {
				out = append(out, name)
			}
		}
	}
	for _, name := range names {
		named := false
		for _, done := range out {
			named = named || done == name
		}
		if !named {
			rest = append(rest, name)
		}
	}
	return append(out, rest...)
}

func (o *bringing) plan(ctx context.Context, name string) (*filePlan, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	p := &filePlan{open: []*os.File{file}}
	info, err := file.Stat()
	if err != nil {
		return p, err
	}
	m, found := o.mapping(filepath.Base(name))
	if m.Register == "" {
		m.Register = o.register
	}
	if o.register != "" && m.Register != o.register {
		return p, usageError(fmt.Sprintf("the mapping is for %s, not for %s", m.Register, o.register))
	}
	reg := o.st.Schema().Named(m.Register)
	if reg == nil {
		return p, usageError(fmt.Sprintf("there is no register %q; say it with --register", m.Register))
	}
	source, err := sheet.Open(file, info.Size(), name, m.Options())
	if err != nil {
		return p, err
	}
	if !found {
		study, err := source.Study(ctx)
		if err != nil {
			return p, err
		}
		m = sheet.Suggest(o.actor, reg, source, study, o.printer, o.currency).Mapping
	}
	p.Plan = &sheet.Plan{Source: source, Mapping: m, Actor: o.actor, Printer: o.printer, Dry: o.dry}
	if o.refused != "" && !o.dry {
		rejects, err := os.OpenFile(o.refused, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return p, err
		}
		p.open, p.Plan.Refused = append(p.open, rejects), rejects
	}
	return p, nil
}

// mapping is the one for a file: that which names it, or the only one.
func (o *bringing) mapping(name string) (sheet.Mapping, bool) {
	for _, m := range o.mappings {
		if m.File == name {
			return m, true
		}
	}
	if len(o.mappings) == 1 && o.mappings[0].File == "" {
		return o.mappings[0], true
	}
	return sheet.Mapping{}, false
}

// wrong says in words why a file was not taken.
func (o *bringing) wrong(name string, err error) error {
	var problems *register.Problems
	if !errors.As(err, &problems) || len(problems.List) == 0 {
		return err
	}
	one := problems.List[0]
	text := o.printer.TextOf(one.Key, one.Args)
	if one.Field != "" && one.Field != "file" {
		text = one.Field + ": " + text
	}
	return fmt.Errorf("%s: %s", filepath.Base(name), text)
}

// tell prints what became of a file.
func (o *bringing) tell(name string, r *sheet.Report, took time.Duration) {
	verb := "brought in"
	if o.dry {
		verb = "tried"
	}
	rate := float64(r.Rows) / max(took.Seconds(), 0.001)
	fmt.Fprintf(o.out, "%s: %d rows %s in %v (%.0f a second): %d new, %d changed, %d the same, %d refused\n",
		name, r.Rows, verb, took.Round(time.Millisecond), rate, r.New, r.Changed, r.Same, r.Refused)
	for _, e := range r.Entries {
		fmt.Fprintf(o.out, "  made on the way in %s: %d\n", e.Register, e.Count)
	}
	for _, row := range r.RefusedRows {
		for _, p := range row.Problems {
			where := ""
			if p.Column != "" {
				where = p.Column + ": "
			}
			fmt.Fprintf(o.out, "  row %d: %s%s\n", row.Row, where, p.Text)
		}
	}
	if n := r.Refused - len(r.RefusedRows); n > 0 {
		fmt.Fprintf(o.out, "  and %d more\n", n)
	}
}
