package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// privacyRoutes give a person what is kept about him.
func (s *Server) privacyRoutes() {
	for _, r := range []*register.Register{crm.Contacts.Register, crm.Partners.Register} {
		s.add("GET", "/"+r.Path+"/{id}/data", FileKind, (*call).personData, of(r, register.Export))
	}
}

// personMenu gives a person's data to those who may take them out.
func (c *call) personMenu(k *cardOf) page.MenuItems {
	if !register.May(c.actor, k.reg, register.Export) {
		return nil
	}
	return page.MenuItems{{Label: c.p.Text("person_data"), Icon: "download", Href: k.address() + "/data", Extra: page.With("download", "")}}
}

// Bounds of what is given of one person: beyond them the package says that it
// is not whole rather than ending in silence.
const (
	mostOfPerson = 2000 // records of one register
	mostMasked   = 200  // whose names are taken out of texts
	mostLines    = 5000 // of history
)

// dossierOf is what is known of one person, before it is put into words.
type dossierOf struct {
	own    []register.Record // that the person is, the one that was asked of first
	title  func(language string) string
	parts  []personPart
	files  []*crm.Attachment
	lines  []personLine
	cut    bool // there was more than fits
	unseen []string
	names  names
	mask   masks
}

// personLine is a line of the history of one of the person's own records.
type personLine struct {
	reg *register.Register
	store.Line
}

// contacts are the ids of the contacts that the person is.
func (d *dossierOf) contacts() (out []register.ID) {
	for _, rec := range d.own {
		if one, ok := rec.(*crm.Contact); ok {
			out = append(out, one.ID)
		}
	}
	return out
}

// personPart is what one register keeps about the person.
type personPart struct {
	reg    *register.Register
	fields []*register.Field
	recs   []register.Record
}

// personData answers with everything kept about a contact or a private client
// as an archive: JSON for machines, a page in each language for people, and the
// files.
func (c *call) personData() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	d := &dossierOf{}
	if err := c.read(func(tx *store.Tx) error { return c.collectPerson(tx, r, id, d) }); err != nil {
		return err
	}
	var content bytes.Buffer
	if err := c.packPerson(&content, d); err != nil {
		return err
	}
	counts := map[string]any{"files": len(d.files), "history": len(d.lines), "whole": !d.cut && len(d.unseen) == 0}
	for _, p := range d.parts {
		counts[p.reg.Path] = len(p.recs)
	}
	err = c.write(func(tx *store.Tx) error {
		return tx.Audit(c.r.Context(), "person_data", register.Link{Register: r.Name, ID: id}, counts)
	})
	if err != nil {
		return err
	}
	// The name of the file says nobody's name: it stays in lists of downloads.
	c.asFile("person-"+strconv.FormatInt(id, 10)+"-"+string(register.DayOf(c.now, c.p.Zone()))+".zip", "application/zip")
	http.ServeContent(c.w, c.r, "", time.Time{}, bytes.NewReader(content.Bytes()))
	return nil
}

// collectPerson reads what is about the person, as far as the reader may see
// it: the records that he is, what leads to them, what was said of them and
// their past.
func (c *call) collectPerson(tx *store.Tx, r *register.Register, id register.ID, d *dossierOf) error {
	ctx := c.r.Context()
	rec, err := c.loadFor(tx, r, id, register.Export)
	if err != nil {
		return err
	}
	if one, ok := rec.(*crm.Partner); ok && one.Kind != crm.PrivatePerson {
		return fmt.Errorf("the data of a firm: %w", register.ErrNotFound)
	}
	d.title = func(language string) string { return r.Title(rec, language) }
	if d.own, err = crm.PersonRecords(ctx, tx, register.Link{Register: r.Name, ID: id}); err != nil {
		return err
	}
	var of []*register.Register
	own := map[string][]register.Record{}
	for _, one := range d.own {
		reg := tx.Schema().Of(one)
		if own[reg.Name] == nil {
			of = append(of, reg)
		}
		own[reg.Name] = append(own[reg.Name], one)
	}
	ids := map[string][]any{}
	for _, reg := range of {
		d.add(c, reg, nil, own[reg.Name])
		for _, one := range own[reg.Name] {
			ids[reg.Name] = append(ids[reg.Name], register.BaseOf(one).ID)
		}
	}
	var from []*register.Register
	by := map[string][]*register.Field{}
	for _, reg := range of {
		for _, b := range tx.Schema().Back(reg) {
			if b.Register.IsPart() || b.Register.Closed && b.Register.Name != crm.FormEntries.Name || b.Register.Name == reg.Name {
				continue
			}
			if by[b.Register.Name] == nil {
				from = append(from, b.Register)
			}
			by[b.Register.Name] = append(by[b.Register.Name], b.Field)
		}
	}
	for _, one := range from {
		if err := c.collectFrom(tx, one, by[one.Name], ids, d); err != nil {
			return err
		}
	}
	if err := c.collectRemarks(tx, d); err != nil {
		return err
	}
	return c.readNames(tx, d)
}

// collectRemarks reads the comments, the files and the past of the records that
// the person is.
func (c *call) collectRemarks(tx *store.Tx, d *dossierOf) error {
	ctx := c.r.Context()
	var about register.Any
	for _, rec := range d.own {
		about = append(about, register.Is{Field: "about", Op: register.Equal, Value: register.Link{Register: tx.Schema().Of(rec).Name, ID: register.BaseOf(rec).ID}})
	}
	said, err := register.Select(ctx, tx, crm.Comments, register.Query{Filter: about, Whole: true, Limit: mostOfPerson})
	if err != nil {
		return err
	}
	d.add(c, tx.Schema().This(crm.Comments.Register), nil, recordsOf(said))
	if d.files, err = register.Select(ctx, tx, crm.Attachments, register.Query{Filter: about, Whole: true, Limit: mostOfPerson}); err != nil {
		return err
	}
	for _, rec := range d.own {
		reg := tx.Schema().Of(rec)
		lines, err := tx.History(ctx, reg, register.BaseOf(rec).ID, 0, mostLines)
		if err != nil {
			return err
		}
		d.cut = d.cut || len(lines) == mostLines
		for _, l := range lines {
			d.lines = append(d.lines, personLine{reg, l})
		}
	}
	d.cut = d.cut || len(said) == mostOfPerson || len(d.files) == mostOfPerson
	return nil
}

// collectFrom reads what one register says of the person, whichever of its
// fields lead to him.
func (c *call) collectFrom(tx *store.Tx, r *register.Register, by []*register.Field, ids map[string][]any, d *dossierOf) error {
	if !register.May(c.actor, r, register.See) || slices.ContainsFunc(by, func(f *register.Field) bool { return !shown(c.actor, r, f) }) {
		d.unseen = append(d.unseen, r.Name)
		return nil
	}
	var about register.Any
	for _, f := range by {
		about = append(about, register.Is{Field: f.Name, Op: register.OneOf, Value: ids[f.Target.Name]})
	}
	filter := register.All{about}
	if own := ids[r.Name]; len(own) > 0 {
		filter = append(filter, register.Not{Filter: register.Is{Field: "id", Op: register.OneOf, Value: own}})
	}
	recs, err := tx.Select(c.r.Context(), r, register.Query{Filter: filter, Whole: true, Limit: mostOfPerson})
	if err != nil {
		return fmt.Errorf("what %s says of a person: %w", r.Path, err)
	}
	d.cut = d.cut || len(recs) == mostOfPerson
	if len(recs) > 0 || len(ids[r.Name]) == 0 {
		d.add(c, r, by, recs)
	}
	return nil
}

// add takes the records with the fields that are about people: not prices,
// nor what the program needs for itself. Of a company that names the person it
// is told what it is called and as what it names him.
func (d *dossierOf) add(c *call, r *register.Register, by []*register.Field, recs []register.Record) {
	p := personPart{reg: r, recs: recs}
	for _, f := range r.Fields {
		switch {
		case !shown(c.actor, r, f):
		case by != nil && r.Name == crm.Partners.Name && f.Name != "name" && !slices.Contains(by, f):
		case f.Class == register.Prices || f.Class == register.Cost || f.Class == register.Secret:
		case f.Kind == register.PartsOf && by != nil: // who else was there, what else was bought
		case f.Kind == register.LinkTo || f.Kind == register.FileOf:
		default:
			p.fields = append(p.fields, f)
		}
	}
	d.parts = append(d.parts, p)
}

// readNames reads what the records point at, and whose names are to be taken
// out of texts.
func (c *call) readNames(tx *store.Tx, d *dossierOf) error {
	var w wanted
	for _, p := range d.parts {
		for _, rec := range p.recs {
			w.by(tx.Schema(), rec, p.fields)
		}
	}
	var err error
	if d.names, err = w.read(c.r.Context(), tx); err != nil {
		return err
	}
	var at []register.Ref[crm.Partner]
	for _, rec := range d.own {
		if one, ok := rec.(*crm.Contact); ok {
			at = append(at, one.Partner)
		}
	}
	var others []*crm.Contact
	if len(at) > 0 {
		others, err = register.Select(c.r.Context(), tx, crm.Contacts, register.Query{Whole: true, Limit: mostMasked, Filter: register.All{
			register.In(&crm.Contacts.Row.Partner, at...), register.Not{Filter: register.ByID(d.contacts()...)},
		}})
	}
	d.mask = masksOf(d.own, others)
	return err
}

// masks take other people out of texts.
type masks struct {
	own    map[string]bool // the person's own addresses
	others *regexp.Regexp  // surnames of his colleagues in any case
}

// hidden stands for what is said of somebody else.
const hidden = "▇▇▇"

var (
	anyEmail = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}`)
	anyPhone = regexp.MustCompile(`\+?\d[\d ()\-]{7,}\d`)
)

// shortestStem is how many letters of a surname stay when its ending is cut.
const shortestStem = 4

func masksOf(own []register.Record, others []*crm.Contact) masks {
	m := masks{own: map[string]bool{}}
	var called []string
	add := func(name string, phones register.Parts[crm.Phone], emails register.Parts[crm.Email]) {
		called = append(called, strings.ToLower(name))
		for _, n := range phones {
			m.own[lastDigits(n.Number)] = true
		}
		for _, e := range emails {
			m.own[strings.ToLower(e.Address)] = true
		}
	}
	for _, rec := range own {
		switch one := rec.(type) {
		case *crm.Contact:
			add(one.Surname, one.Phones, one.Emails)
		case *crm.Partner:
			add(one.Name, one.Phones, one.Emails)
		case *crm.Lead:
			add(one.Name, register.Parts[crm.Phone]{{Number: one.Phone}}, register.Parts[crm.Email]{{Address: one.Email}})
		}
	}
	stems := map[string]bool{}
	for _, o := range others {
		letters := []rune(o.Surname)
		if len(letters) > shortestStem {
			letters = letters[:max(shortestStem, len(letters)-2)]
		}
		stem := strings.ToLower(string(letters))
		if len(letters) >= 2 && !slices.ContainsFunc(called, func(name string) bool { return strings.HasPrefix(name, stem) }) {
			stems[regexp.QuoteMeta(stem)] = true
		}
	}
	if len(stems) > 0 {
		m.others = regexp.MustCompile(`(?i)(^|[^\p{L}])(?:` + strings.Join(slices.Sorted(maps.Keys(stems)), "|") + `)\p{L}{0,5}`)
	}
	return m
}

// lastDigits are what telephone numbers have in common, written with the code
// of the country or without.
func lastDigits(number string) string {
	const local = 9
	d := identity.Digits(number)
	return d[max(0, len(d)-local):]
}

// text is a text without the names and addresses of others.
func (m masks) text(text string) string {
	if m.others != nil {
		text = m.others.ReplaceAllString(text, "${1}"+hidden)
	}
	text = anyEmail.ReplaceAllStringFunc(text, func(s string) string {
		if m.own[strings.ToLower(s)] {
			return s
		}
		return hidden
	})
	return anyPhone.ReplaceAllStringFunc(text, func(s string) string {
		if m.own[lastDigits(s)] {
			return s
		}
		return hidden
	})
}

// said is a value of a record about the person in words, others masked.
func (d *dossierOf) said(p *lang.Printer, r *register.Register, f *register.Field, v any) string {
	if f.Target != nil && isPerson(f.Target) && f.Kind != register.PartsOf {
		return d.people(p, f, v)
	}
	text := d.names.wholeWords(p, r, f, v)
	if r.Name != crm.Contacts.Name && (f.Kind == register.Text || f.Kind == register.LongText) || f.Kind == register.LongText {
		text = d.mask.text(text)
	}
	return text
}

// people are the person himself, our employees or others, who have no names
// here.
func (d *dossierOf) people(p *lang.Printer, f *register.Field, v any) string {
	if f.Nothing(v) {
		return ""
	}
	if f.Target.Name != crm.Contacts.Name {
		return p.Text("person_data.employee")
	}
	ids, _ := v.([]register.ID)
	if id, one := v.(int64); one {
		ids = []register.ID{id}
	}
	if slices.ContainsFunc(ids, func(id register.ID) bool { return slices.Contains(d.contacts(), id) }) {
		return d.title(string(p.Language()))
	}
	return p.Text("person_data.other")
}

// packPerson writes the archive.
func (c *call) packPerson(to io.Writer, d *dossierOf) error {
	z := zip.NewWriter(to)
	put := func(name string, content []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: c.now})
		if err != nil {
			return err
		}
		_, err = w.Write(content)
		return err
	}
	text, err := json.MarshalIndent(d.machine(c), "", "  ")
	if err != nil {
		return err
	}
	if err := put("data.json", text); err != nil {
		return err
	}
	for _, l := range lang.Languages() {
		var b bytes.Buffer
		in := c.speaking(l)
		if err := page.PersonData(d.page(in)).Render(c.r.Context(), &b); err != nil {
			return err
		}
		if err := put(string(l)+".html", b.Bytes()); err != nil {
			return err
		}
	}
	for _, a := range d.files {
		if err := c.packFile(z, a); err != nil {
			return err
		}
	}
	return z.Close()
}

// fileOf is where a file lies in the archive.
func fileOf(a *crm.Attachment) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, a.File.Name)
	return fmt.Sprintf("files/%d-%s", a.ID, name)
}

func (c *call) packFile(z *zip.Writer, a *crm.Attachment) error {
	f, err := c.store.OpenFile(a.File.Hash)
	if err != nil {
		return fmt.Errorf("file of a person: %w", err)
	}
	defer f.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: fileOf(a), Method: zip.Deflate, Modified: a.CreatedAt})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return err
}

// machine is what is known as data; texts are masked as on the page.
func (d *dossierOf) machine(c *call) map[string]any {
	registers := map[string]any{}
	for _, p := range d.parts {
		list := []map[string]any{}
		for _, rec := range p.recs {
			b := register.BaseOf(rec)
			one := map[string]any{"id": b.ID, "created_at": b.CreatedAt, "updated_at": b.UpdatedAt}
			for _, f := range p.fields {
				v := f.Value(rec)
				switch {
				case f.Nothing(v):
				case f.Target != nil && f.Kind != register.PartsOf, f.Kind == register.Text, f.Kind == register.LongText:
					one[f.Name] = d.said(c.p, p.reg, f, v)
				default:
					one[f.Name] = f.JSON(v)
				}
			}
			list = append(list, one)
		}
		registers[p.reg.Path] = list
	}
	files, history := []map[string]any{}, []map[string]any{}
	for _, a := range d.files {
		files = append(files, map[string]any{"file": fileOf(a), "name": a.File.Name, "type": a.File.Type, "bytes": a.File.Size, "at": a.CreatedAt})
	}
	for _, l := range d.lines {
		history = append(history, map[string]any{"at": l.At, "register": l.reg.Path, "field": l.Field, "was": d.past(c.p, l, l.Was), "now": d.past(c.p, l, l.Now)})
	}
	return map[string]any{
		"form": "dossier-person-1", "made_at": c.now, "registers": registers, "files": files, "history": history,
		"whole": !d.cut && len(d.unseen) == 0, "left_out": append([]string{}, d.unseen...),
	}
}

// past is a value of the history; what pointed at others is not told.
func (d *dossierOf) past(p *lang.Printer, l personLine, text string) string {
	r := l.reg
	f := r.Field(l.Field)
	switch {
	case f == nil || text == "":
		return text
	case f.Target != nil && f.Kind != register.PartsOf:
		return ""
	case f.Kind == register.LongText:
		return d.mask.text(text)
	}
	return d.names.pastWords(p, r, f, text)
}

// page is what is known in words.
func (d *dossierOf) page(c *call) page.Person {
	p, language := c.p, string(c.p.Language())
	v := page.Person{Language: c.p.Language().Tag(), Title: p.Text("person_data.title", "name", d.title(language))}
	v.Lead = append(v.Lead, p.Text("person_data.made", "at", p.Moment(c.now)), p.Text("person_data.masked", "sign", hidden))
	if d.cut {
		v.Lead = append(v.Lead, p.Text("person_data.cut"))
	}
	for _, name := range d.unseen {
		v.Lead = append(v.Lead, p.Text("person_data.left_out", "list", p.Text(name+".many")))
	}
	for _, part := range d.parts {
		s := page.PersonSection{Title: many(p, part.reg)}
		for _, rec := range part.recs {
			one := page.PersonRecord{Title: p.Moment(register.BaseOf(rec).CreatedAt)}
			for _, f := range part.fields {
				if text := d.said(p, part.reg, f, f.Value(rec)); text != "" {
					one.Facts = append(one.Facts, page.Fact{Label: label(p, part.reg, f), Value: text})
				}
			}
			s.Records = append(s.Records, one)
		}
		v.Sections = append(v.Sections, s)
	}
	files := page.PersonSection{Title: p.Text("attachment.many")}
	for _, a := range d.files {
		files.Records = append(files.Records, page.PersonRecord{Title: p.Moment(a.CreatedAt), Facts: []page.Fact{{
			Label: p.Text("attachment.file"), Value: a.File.Name, Href: fileOf(a),
		}}})
	}
	history := page.PersonSection{Title: p.Text("card.history")}
	for _, l := range d.lines {
		f := l.reg.Field(l.Field)
		if f == nil {
			continue
		}
		was, now := d.past(p, l, l.Was), d.past(p, l, l.Now)
		if was == "" && now == "" {
			continue
		}
		history.Records = append(history.Records, page.PersonRecord{Title: p.Moment(l.At), Facts: []page.Fact{
			{Label: label(p, l.reg, f), Value: p.Text("person_data.changed", "was", orDash(was), "now", orDash(now))},
		}})
	}
	v.Sections = append(v.Sections, files, history)
	for i := range v.Sections {
		if len(v.Sections[i].Records) == 0 {
			v.Sections[i].None = p.Text("person_data.none")
		}
	}
	return v
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
