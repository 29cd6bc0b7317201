package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// historyLines is how many changes a card shows at once.
const historyLines = 60

// moreHistory answers with the entries before those that are shown.
func (c *call) moreHistory() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
	var h page.History
	err = c.read(func(tx *store.Tx) error {
		if _, err := c.loadFor(tx, r, id, register.History); err != nil {
			return err
		}
		h, err = c.history(tx, r, id, before)
		return err
	})
	if err != nil {
		return err
	}
	if !c.background() {
		return c.goTo(address(r, id) + "?tab=history")
	}
	c.render(http.StatusOK, page.HistoryDays(c.p, h))
	return nil
}

// history is what was done to a record, the latest first: a day, its units of
// work, the fields that each changed.
func (c *call) history(tx *store.Tx, r *register.Register, id register.ID, before int64) (page.History, error) {
	ctx := c.r.Context()
	lines, err := tx.History(ctx, r, id, before, historyLines+1)
	if err != nil {
		return page.History{}, err
	}
	var h page.History
	if len(lines) > historyLines {
		lines = lines[:historyLines]
		h.More = address(r, id) + "/history?before=" + strconv.FormatInt(lines[len(lines)-1].ID, 10)
	}
	h.Days, err = c.historyDays(tx, r, lines)
	return h, err
}

// historyOf is what was done to one field of a record, the latest first.
func (c *call) historyOf(tx *store.Tx, r *register.Register, id register.ID, field string) (page.History, error) {
	lines, err := tx.History(c.r.Context(), r, id, 0, mostOfField)
	if err != nil {
		return page.History{}, err
	}
	lines = slices.DeleteFunc(lines, func(l store.Line) bool { return l.Field != field })
	days, err := c.historyDays(tx, r, lines)
	return page.History{Days: days}, err
}

// mostOfField is how many changes of a record are looked through for those of
// one field.
const mostOfField = 300

// historyDays are the entries of lines, a day under its name.
func (c *call) historyDays(tx *store.Tx, r *register.Register, lines []store.Line) ([]page.HistoryDay, error) {
	n, err := c.namesInHistory(tx, r, lines)
	if err != nil {
		return nil, err
	}
	var out []page.HistoryDay
	day := ""
	for i := 0; i < len(lines); {
		last := i + 1
		for last < len(lines) && lines[last].Unit == lines[i].Unit {
			last++
		}
		if d := c.p.Day(lines[i].At); d != day {
			day = d
			out = append(out, page.HistoryDay{Name: c.dayName(lines[i].At)})
		}
		at := &out[len(out)-1]
		at.Entries = append(at.Entries, c.historyEntry(n, r, lines[i:last]))
		i = last
	}
	return out, nil
}

// dayName is a day as the heading of what happened on it.
func (c *call) dayName(t time.Time) string {
	day := c.p.Day(t)
	return c.p.Text("card.day", "day", c.p.DateNear(day), "weekday", c.p.Weekday(t.In(c.p.Zone()).Weekday()))
}

// namesInHistory are the people at work and the records that values were and
// became.
func (c *call) namesInHistory(tx *store.Tx, r *register.Register, lines []store.Line) (names, error) {
	var w wanted
	users := tx.Schema().Named("user")
	for _, l := range lines {
		w.add(users, l.Actor)
		f := r.Field(l.Field)
		if f == nil || f.Kind != register.Reference && f.Kind != register.References {
			continue
		}
		for _, text := range []string{l.Was, l.Now} {
			w.add(f.Target, idsOf(strings.Split(text, ","))...)
		}
	}
	return w.read(c.r.Context(), tx)
}

// looksOf are the sign and the colour of what was done to a whole record.
var looksOf = map[string]struct {
	icon string
	hue  page.Hue
}{
	"created":  {"plus", page.Green},
	"archived": {"archive", page.Amber},
	"restored": {"archive-off", page.Green},
	"deleted":  {"trash", page.Red},
	"erased":   {"eraser", page.Red},
}

// historyEntry is what one unit of work did to the record.
func (c *call) historyEntry(n names, r *register.Register, lines []store.Line) page.HistoryEntry {
	first := lines[0]
	e := page.HistoryEntry{
		Who: n.face(c.p, first.Actor), Time: c.p.Time(first.At), Moment: first.At.Format(time.RFC3339),
		Did: c.p.Text("card.did_change"), Hue: page.Blue,
	}
	if first.Cause != register.ByForm && first.Cause != "" {
		e.From = c.p.Text("card.from_" + string(first.Cause))
	}
	for _, l := range lines {
		if l.Field == "" {
			e.Did = c.p.Text("card.did_" + l.Now)
			e.Icon, e.Hue = looksOf[l.Now].icon, looksOf[l.Now].hue
			continue
		}
		f := r.Field(l.Field)
		if f == nil || f.Unseen {
			continue // a field that is described no more
		}
		e.Changes = append(e.Changes, page.Change{Label: label(c.p, r, f), Was: n.pastWords(c.p, r, f, l.Was), Now: n.pastWords(c.p, r, f, l.Now)})
	}
	slices.Reverse(e.Changes)
	if e.Icon == "" && len(e.Changes) == 1 && r.Field("outcome") != nil {
		for _, l := range lines {
			if l.Field == "stage" {
				e.Icon = "arrow-right"
			}
		}
	}
	return e
}

// pastWords is a value that history keeps as machines write it, in words.
func (n names) pastWords(p *lang.Printer, r *register.Register, f *register.Field, text string) string {
	if text == "" {
		return ""
	}
	switch f.Kind {
	case register.FileOf:
		return text
	case register.NamesOf:
		for i, name := range strings.Split(text, " | ") {
			if i < len(register.Languages) && register.Languages[i] == string(p.Language()) && name != "" {
				return name
			}
		}
		return strings.Trim(text, " |")
	case register.PartsOf:
		return n.pastParts(p, f, text)
	case register.LongText:
		return cut(text, longestPast)
	}
	v, err := f.Parse(text)
	if err != nil || v == nil {
		return text
	}
	if f.Kind == register.Reference || f.Kind == register.References {
		if words := n.words(p, r, f, v); words != "" {
			return words
		}
		return p.Text("card.hidden_record")
	}
	return n.words(p, r, f, v)
}

// longestPast is how much of a long text history shows.
const longestPast = 200

// pastParts are the rows that a record owned, by what each mainly says.
func (n names) pastParts(p *lang.Printer, f *register.Field, text string) string {
	rows, err := readRows(text)
	if err != nil {
		return ""
	}
	main := mainField(f.Target)
	var all []string
	for _, row := range rows {
		v, err := main.FromJSON(row[main.Name])
		if err != nil || main.Nothing(v) {
			continue
		}
		all = append(all, n.valueWords(p, f.Target, main, v))
	}
	return strings.Join(all, ", ")
}

// readRows reads parts as history keeps them.
func readRows(text string) ([]map[string]any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var rows []map[string]any
	err := d.Decode(&rows)
	return rows, err
}
