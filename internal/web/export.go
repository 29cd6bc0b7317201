package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// exportRoutes give lists as files.
func (s *Server) exportRoutes() {
	for _, r := range s.store.Schema().Registers {
		for _, l := range listings(r) {
			s.add("GET", "/"+l.path+"/export", PageKind, func(c *call) error { return c.export(l) }, of(r, register.Export))
		}
	}
}

// muchToExport is from how many rows on a list asks whether that is meant.
const muchToExport = 100_000

// exportedAtOnce is how many rows are read in one question.
const exportedAtOnce = 500

// exportReads is how long one state of the database is read for an export.
const exportReads = time.Second

// idSet are ids met so far, a bit for each.
type idSet []uint64

// add puts an id in and reports whether it is new.
func (s *idSet) add(id register.ID) bool {
	at, bit := int(id/64), uint64(1)<<(id%64)
	if at >= len(*s) {
		*s = append(*s, make([]uint64, at+1-len(*s))...)
	}
	fresh := (*s)[at]&bit == 0
	(*s)[at] |= bit
	return fresh
}

// Formats of exported files.
const (
	asCSV  = "csv"
	asXLSX = "xlsx"
)

// export answers with the list as a file in the format that its address names,
// or asks for the format.
func (c *call) export(l listing) error {
	values := c.r.URL.Query()
	format := values.Get("format")
	state := url.Values{}
	for name, texts := range values {
		if name != "format" && name != "sure" && name != "state" {
			state[name] = texts
		}
	}
	s, err := c.stateOf(l, state)
	if err != nil {
		return err
	}
	rows := c.actor.Rows(s.reg, register.Export)
	if register.Never(rows) {
		return register.ErrForbidden
	}
	s.filter = register.All{rows, s.filter}
	switch {
	case format == "":
		return c.askExport(s)
	case format != asCSV && format != asXLSX:
		return register.BadFilter{Param: "format", Key: "not_a_choice"}
	}
	return c.sendExport(s, format, values.Get("sure") == "1")
}

// askExport asks for the format and says how much there is.
func (c *call) askExport(s *state) error {
	n, err := c.toExport(s)
	if err != nil {
		return err
	}
	e := page.Empty{
		Icon: "download", Title: c.p.Text("export.title", "list", c.p.Text(s.key+".many")),
		Text: c.p.Text("export.text", "rows", c.p.Count("import.rows", int64(n)), "columns", c.p.Count("export.columns", int64(len(s.columns)+1))),
	}
	if n > muchToExport {
		e.Text += " " + c.p.Text("export.much", "n", c.p.Integer(muchToExport))
	}
	for _, format := range []string{asXLSX, asCSV} {
		q := s.core()
		q.Set("format", format)
		if n > muchToExport {
			q.Set("sure", "1")
		}
		b := page.Button{Label: c.p.Text("export." + format), Icon: "download", Href: withQuery("/"+s.path+"/export", q), Extra: page.With("download", "")}
		if format == asXLSX {
			b.Weight = page.Primary
		}
		e.Actions = append(e.Actions, b)
	}
	if c.background() {
		return c.fragment(e)
	}
	e.Alone = true
	title := c.p.Text("export.title", "list", c.p.Text(s.key+".many"))
	sh := c.shell(title, page.Crumb{Label: c.p.Text(s.key + ".many"), Href: s.href()}, page.Crumb{Label: c.p.Text("list.export")})
	c.render(http.StatusOK, page.PlainPage(c.p, sh, e))
	return nil
}

// toExport counts the rows, exactly as long as that decides something.
func (c *call) toExport(s *state) (n int, err error) {
	err = c.read(func(tx *store.Tx) error {
		if _, err := c.understand(tx, s); err != nil {
			return err
		}
		n, err = tx.Count(c.r.Context(), s.reg, s.filter, muchToExport+1)
		return err
	})
	return n, err
}

// sendExport makes the file first and sends it when it is whole and noted in
// the audit log: nothing leaves of which the log does not know.
func (c *call) sendExport(s *state, format string, sure bool) error {
	n, err := c.toExport(s)
	if err != nil {
		return err
	}
	if n > muchToExport && !sure {
		return c.askExport(s)
	}
	file, err := os.CreateTemp("", "dossier-export-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	sum := sha256.New()
	rows, err := c.writeExport(io.MultiWriter(file, sum), s, format)
	if err != nil {
		return err
	}
	columns := []string{faceOf(s.reg).name}
	for _, f := range s.columns {
		columns = append(columns, f.Name)
	}
	err = c.write(func(tx *store.Tx) error {
		return tx.Audit(c.r.Context(), "export", register.Link{Register: s.reg.Name}, map[string]any{
			"filter": s.conditionNames(), "rows": rows, "columns": columns, "format": format, "sha256": hex.EncodeToString(sum.Sum(nil)),
		})
	})
	if err != nil {
		return err
	}
	kind := "text/csv; charset=utf-8"
	if format == asXLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	c.asFile(s.path+"-"+string(register.DayOf(c.now, c.p.Zone()))+"."+format, kind)
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(time.Hour)) // it may be long, and the reader slow
	http.ServeContent(c.w, c.r, "", time.Time{}, file)
	return nil
}

// conditionNames is the filter as the audit log notes it: which fields were
// asked about and how, without the values, which may be somebody's data.
func (s *state) conditionNames() []string {
	out := []string{}
	for _, one := range s.conditions() {
		out = append(out, one.name)
	}
	for _, name := range []string{"q", "filter"} {
		if s.values.Get(name) != "" {
			out = append(out, name)
		}
	}
	return out
}

// writeExport writes the rows of a list as they are read, page by page. One
// state of the database is read for a second alone: what others
// write would otherwise be kept twice for as long as a long export lasts.
// A row that moves meanwhile is written once, where it was met first.
func (c *call) writeExport(to io.Writer, s *state, format string) (rows int, err error) {
	titles := []string{c.p.Text(s.key)}
	for _, f := range s.columns {
		titles = append(titles, label(c.p, s.reg, f))
	}
	var w sheet.Writer
	if format == asXLSX {
		w, err = sheet.NewXLSX(to, c.p.Text(s.key+".many"), titles, c.p.Zone())
	} else {
		w, err = sheet.NewCSV(to, titles, sheet.CSVForm{Semicolon: c.p.Language() != lang.English, BOM: true, Zone: c.p.Zone()})
	}
	if err != nil {
		return 0, err
	}
	control := http.NewResponseController(c.w)
	q := register.Query{Filter: s.filter, Sort: s.sort, Limit: exportedAtOnce}
	var met idSet
	for more := true; more; {
		err = c.read(func(tx *store.Tx) error {
			for began := time.Now(); ; {
				_ = control.SetWriteDeadline(time.Now().Add(timeForAnswer))
				got, err := tx.Page(c.r.Context(), s.reg, q)
				if err != nil {
					return err
				}
				fresh := slices.DeleteFunc(got.Records, func(rec register.Record) bool { return !met.add(register.BaseOf(rec).ID) })
				if err := c.exportRows(tx, w, s, fresh); err != nil {
					return err
				}
				rows += len(fresh)
				q.From = got.Next
				more = !q.From.IsZero()
				if !more || time.Since(began) > c.paces.exportReads {
					return nil
				}
			}
		})
		if err != nil {
			return 0, fmt.Errorf("export %s: %w", s.reg.Path, err)
		}
	}
	return rows, w.Close()
}

func (c *call) exportRows(tx *store.Tx, w sheet.Writer, s *state, recs []register.Record) error {
	if err := tx.Complete(c.r.Context(), s.reg, recs, s.columns); err != nil {
		return err
	}
	n, err := namesOf(c.r.Context(), tx, recs, slices.Concat(s.columns, speaking(s.reg)))
	if err != nil {
		return err
	}
	for _, rec := range recs {
		cells := []any{c.titleBy(n, s.reg, rec)}
		for _, f := range s.columns {
			cells = append(cells, c.exported(n, s.reg, f, f.Value(rec)))
		}
		if err := w.Row(cells); err != nil {
			return err
		}
	}
	return nil
}

// exported is a value as a cell: numbers and days as such, so that one can
// count with them, the rest in words.
func (c *call) exported(n names, r *register.Register, f *register.Field, v any) any {
	if f.Nothing(v) {
		return nil
	}
	switch f.Kind {
	case register.Int:
		return v
	case register.Price, register.Quantity:
		return sheet.Decimal{Count: v.(int64), Scale: scaleOf(f.Kind)}
	case register.Percent:
		return n.words(c.p, r, f, v)
	case register.Money:
		return v.(money.Money)
	case register.Day:
		return register.Date(v.(string))
	case register.Moment:
		return v.(time.Time)
	case register.PartsOf:
		main := mainField(f.Target)
		var all []string
		for _, part := range v.([]any) {
			if c.actor.Sees(r, main.Class) {
				all = append(all, n.valueWords(c.p, f.Target, main, main.Value(part)))
			}
		}
		return strings.Join(all, ", ")
	}
	return n.words(c.p, r, f, v)
}
