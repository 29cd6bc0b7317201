package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
)

// A form is its inputs: names with texts, as people write them. A record is
// written into them, what was typed comes back in them, a draft keeps them, a
// copy and an address fill them. So a form is drawn in one way, whatever stands
// in it.

// written is what the inputs of some fields say of a record, a part or an
// action's input, in the reader's language.
func (c *call) written(fields []*register.Field, rec any) url.Values {
	said := url.Values{}
	for _, f := range fields {
		c.writeOne(said, f.Name, f, f.Value(rec))
	}
	return said
}

func (c *call) writeOne(said url.Values, name string, f *register.Field, v any) {
	switch f.Kind {
	case register.Money:
		m := v.(money.Money)
		said[name], said[name+".currency"] = []string{""}, []string{m.Currency}
		if m.Currency != "" {
			said[name] = []string{c.p.Decimal(m.Minor, money.Digits(m.Currency))}
		}
	case register.NamesOf:
		for i, text := range v.(register.Names).All() {
			said[name+"."+register.Languages[i]] = []string{text}
		}
	case register.PartsOf:
		said[name] = []string{""}
		for i, part := range v.([]any) {
			at := name + "." + strconv.Itoa(i) + "."
			said[at+"id"] = []string{strconv.FormatInt(register.PartOf(part).ID, 10)}
			for _, g := range f.Target.Fields {
				if !g.ReadOnly {
					c.writeOne(said, at+g.Name, g, g.Value(part))
				}
			}
		}
	case register.Several:
		said[name] = append([]string{""}, v.([]string)...)
	case register.References:
		said[name] = []string{""}
		for _, id := range v.([]register.ID) {
			said[name] = append(said[name], strconv.FormatInt(id, 10))
		}
	default:
		said[name] = []string{c.typedText(f, v)}
	}
}

// typedText is a value as asTyped reads it.
func (c *call) typedText(f *register.Field, v any) string {
	if f.Nothing(v) {
		return ""
	}
	switch f.Kind {
	case register.Int, register.Price, register.Quantity, register.Percent:
		n, scale := v.(int64), scaleOf(f.Kind)
		for scale > 0 && n%10 == 0 {
			n, scale = n/10, scale-1
		}
		return c.p.Decimal(n, scale)
	case register.Bool:
		if v.(bool) {
			return "1"
		}
		return "0"
	case register.Day:
		return c.p.Date(v.(string))
	case register.Moment:
		return c.p.Moment(v.(time.Time))
	case register.Phone:
		return identity.GroupPhone(v.(string))
	case register.FileOf:
		return "" // a form holds what was brought to it, not what is there
	}
	return f.Text(v)
}

// scaleOf is how many digits after the point a number of a kind is typed with;
// 20 % is typed as 20.
func scaleOf(k register.Kind) int {
	return map[register.Kind]int{register.Price: 4, register.Quantity: 3, register.Percent: 4}[k]
}

// wrongs are the problems of a form by the name of their input.
type wrongs map[string]string

// wrongsOf sorts problems to their fields; what belongs to none of them, or to
// a field that the form does not ask, is the refusal of the whole.
func (c *call) wrongsOf(p *register.Problems, r *register.Register, asked []*register.Field) (wrongs, string) {
	w := wrongs{}
	var whole []string
	for _, one := range p.List {
		text := c.p.TextOf(one.Key, one.Args)
		head, _, _ := strings.Cut(one.Field, ".")
		switch {
		case one.Field != "" && slices.ContainsFunc(asked, func(f *register.Field) bool { return f.Name == head }):
			w[one.Field] = cmp.Or(w[one.Field], text)
		case r.Field(head) != nil:
			whole = append(whole, label(c.p, r, r.Field(head))+": "+text)
		case one.Field != "":
			whole = append(whole, one.Field+": "+text)
		default:
			whole = append(whole, text)
		}
	}
	return w, strings.Join(whole, "\n")
}

// ask is the question about a field with what the form says of it so far. base
// is the address that lookups of the register begin with.
func (c *call) ask(n names, r *register.Register, f *register.Field, said url.Values, wrong wrongs, base string) page.Field {
	q := c.question(n, r, f, f.Name, said, wrong, base)
	q.Label = label(c.p, r, f)
	q.Hint = hint(c.p, r, f)
	if f.Kind == register.PartsOf {
		q.Rows = c.askRows(n, r, f, said, wrong, base)
	}
	return q
}

// question is a field by its kind, under the name it has in the form.
func (c *call) question(n names, r *register.Register, f *register.Field, name string, said url.Values, wrong wrongs, base string) page.Field {
	q := page.Field{
		Name: name, Control: controlOf(f), Values: said[name], Problem: wrong[name],
		Required: f.Required, ReadOnly: f.ReadOnly, MaxLength: f.Max,
	}
	switch f.Kind {
	case register.Percent:
		q.Unit = "%"
	case register.LongText:
		q.Lines = 3
	case register.Money:
		q.Values = []string{said.Get(name), cmp.Or(said.Get(name+".currency"), c.baseCurrency())}
		q.Choices = c.currencies(q.Values[1])
	case register.Choice, register.Several:
		for _, value := range f.Choices {
			q.Choices = append(q.Choices, page.Choice{Value: value, Label: choice(c.p, r, f, value), Hue: choiceHue(r, f, value)})
		}
		q.Lookup = base + name
	case register.Reference, register.References:
		q.Lookup = base + lookupName(name)
		q.With = narrowing(r, f)
		q.Chosen = c.chosen(n, f.Target, said[name])
	case register.LinkTo:
		if v, err := f.Parse(said.Get(name)); err == nil && v != nil {
			l := v.(register.Link)
			q.Chosen = c.chosen(n, c.store.Schema().Named(l.Register), []string{strconv.FormatInt(l.ID, 10)})
		}
		q.ReadOnly = true
	case register.FileOf:
		q.Upload, q.Largest = "/files", largestFile
		if f.Name == "photo" {
			q.Accept, q.Camera = "image/*", true
		}
		q.TooBig = c.p.Text("card.file_too_big", "size", sizeWords(c.p, largestFile), "name", "{name}")
		for _, text := range said[name] {
			if v, err := c.fileSaid(text); err == nil && v != nil {
				q.Files = append(q.Files, c.fileInForm(v.(register.File)))
			}
		}
	case register.NamesOf:
		q.Names = c.askNames(f, name, said, wrong)
	}
	return q
}

// narrowing are the fields of the same form that narrow what a reference may
// choose from: the contacts of the partner, the stages of the kind.
func narrowing(r *register.Register, f *register.Field) []string {
	var out []string
	for _, g := range f.Target.Fields {
		near := r.Field(g.Name)
		if g.Kind == register.Reference && near != nil && near != f && near.Kind == register.Reference && near.Target == g.Target {
			out = append(out, g.Name)
		}
	}
	return out
}

// lookupName is a field as lookups call it: a part's without its row.
func lookupName(name string) string {
	parts := strings.Split(name, ".")
	if len(parts) == 3 {
		return parts[0] + "." + parts[2]
	}
	return name
}

func controlOf(f *register.Field) page.Control {
	switch f.Kind {
	case register.LongText:
		return page.AskLongText
	case register.Email:
		return page.AskEmail
	case register.Phone:
		return page.AskPhone
	case register.Int:
		return page.AskNumber
	case register.Bool:
		return page.AskYesNo
	case register.Money:
		return page.AskMoney
	case register.Price, register.Quantity:
		return page.AskQuantity
	case register.Percent:
		return page.AskPercent
	case register.Day:
		return page.AskDate
	case register.Moment:
		return page.AskMoment
	case register.Choice:
		return page.AskChoice
	case register.Several:
		return page.AskSeveral
	case register.Reference, register.LinkTo:
		return page.AskReference
	case register.References:
		return page.AskReferences
	case register.FileOf:
		return page.AskFile
	case register.NamesOf:
		return page.AskNames
	case register.PartsOf:
		return page.AskParts
	}
	return page.AskText
}

// baseCurrency is the one that sums are in unless somebody says otherwise.
func (c *call) baseCurrency() string {
	if home := c.company.Load(); home != nil {
		return home.currency
	}
	return ""
}

// chosen are the records that the ids in a form's texts name, as far as they
// may be seen.
func (c *call) chosen(n names, target *register.Register, texts []string) []page.Chosen {
	var out []page.Chosen
	if target == nil {
		return nil
	}
	for _, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id == 0 {
			continue
		}
		one := page.Chosen{ID: text, Label: "№ " + text}
		if rec := n[target.Name][id]; rec != nil {
			one.Label, one.Note = c.title(target, rec), target.Hint(rec, string(c.p.Language()))
			if !target.Directory {
				one.Href = address(target, id)
			}
		}
		out = append(out, one)
	}
	return out
}

// currencies are those that sums are usually in, the form's own first.
func (c *call) currencies(own string) []page.Choice {
	var out []page.Choice
	for _, code := range []string{own, c.baseCurrency(), "UAH", "EUR", "USD", "PLN", "GBP"} {
		if code != "" && !slices.ContainsFunc(out, func(x page.Choice) bool { return x.Value == code }) {
			out = append(out, page.Choice{Value: code, Label: code})
		}
	}
	return out
}

// askNames are the four languages, the reader's own first; that one is asked
// for when the names are required.
func (c *call) askNames(f *register.Field, name string, said url.Values, wrong wrongs) []page.Named {
	own := string(c.p.Language())
	order := slices.Clone(register.Languages[:])
	slices.SortStableFunc(order, func(a, b string) int {
		switch own {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	var out []page.Named
	for i, l := range order {
		one := page.Named{Language: l, Label: c.p.Text("language." + l), Value: said.Get(name + "." + l), Problem: wrong[name+"."+l]}
		if i == 0 {
			one.Required = f.Required
			one.Problem = cmp.Or(one.Problem, wrong[name])
		}
		out = append(out, one)
	}
	return out
}

// askRows are the parts that the form's texts speak of, in their order, and
// the row that adding makes.
func (c *call) askRows(n names, r *register.Register, f *register.Field, said url.Values, wrong wrongs, base string) page.Rows {
	rows := page.Rows{
		Add: c.p.Text("card.add_row"), Sorted: true,
		Blank: c.askRow(n, r, f, 0, url.Values{}, nil, base),
	}
	if key := r.Name + "." + f.Name + ".add"; c.p.Has(key) {
		rows.Add = c.p.Text(key)
	}
	for i := range rowsSaid(f.Name, said) {
		row := c.askRow(n, r, f, i, said, wrong, base)
		row.Problem = wrong[f.Name+"."+strconv.Itoa(i)]
		rows.Rows = append(rows.Rows, row)
	}
	return rows
}

func (c *call) askRow(n names, r *register.Register, f *register.Field, i int, said url.Values, wrong wrongs, base string) page.Row {
	at := f.Name + "." + strconv.Itoa(i) + "."
	row := page.Row{Hidden: []page.Hidden{{Name: at + "id", Value: said.Get(at + "id")}}}
	for _, g := range f.Target.Fields {
		if g.ReadOnly || g.Unseen || !c.actor.Sees(r, g.Class) {
			continue
		}
		q := c.question(n, f.Target, g, at+g.Name, said, wrong, base)
		q.Label = label(c.p, f.Target, g)
		row.Fields = append(row.Fields, q)
	}
	return row
}

// rowsSaid counts the rows that the texts of a form speak of; their numbers
// follow one another once packRows has been there.
func rowsSaid(parts string, said url.Values) int {
	most := 0
	for name := range said {
		if rest, ok := strings.CutPrefix(name, parts+"."); ok {
			if row, _, _ := strings.Cut(rest, "."); row != "" {
				if i, err := strconv.Atoi(row); err == nil && i < 200 {
					most = max(most, i+1)
				}
			}
		}
	}
	return most
}

// wantSaid notes the records that the texts of a form point at, so that they
// can be named.
func (w *wanted) said(schema *register.Schema, fields []*register.Field, said url.Values) {
	for _, f := range fields {
		switch f.Kind {
		case register.Reference, register.References:
			w.add(f.Target, idsOf(said[f.Name])...)
		case register.LinkTo:
			if v, err := f.Parse(said.Get(f.Name)); err == nil && v != nil {
				l := v.(register.Link)
				w.add(schema.Named(l.Register), l.ID)
			}
		case register.PartsOf:
			for i := range rowsSaid(f.Name, said) {
				for _, g := range f.Target.Fields {
					if g.Kind == register.Reference {
						w.add(g.Target, idsOf(said[f.Name+"."+strconv.Itoa(i)+"."+g.Name])...)
					}
				}
			}
		}
	}
}

func idsOf(texts []string) []register.ID {
	var out []register.ID
	for _, text := range texts {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 {
			out = append(out, id)
		}
	}
	return out
}
