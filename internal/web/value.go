package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
)

// address is the card of a record.
func address(r *register.Register, id register.ID) string {
	return "/" + r.Path + "/" + strconv.FormatInt(id, 10)
}

// cell is what a record says in a field, as lists, cards and previews show it.
func (c *call) cell(n names, r *register.Register, f *register.Field, rec register.Record) page.Cell {
	if d, ok := rec.(*crm.Deal); ok && f.Name == "support" {
		text, _ := c.supportWords(d)
		return page.NumberCell(text)
	}
	return c.cellOf(n, r, f, f.Value(rec))
}

// title is what a record is called in the reader's language; one without a
// name is called by its number.
func (c *call) title(r *register.Register, rec register.Record) string {
	return cmp.Or(r.Title(rec, string(c.p.Language())), "№ "+strconv.FormatInt(register.BaseOf(rec).ID, 10))
}

// speakingFields are what a record without a name of its own is known by.
var speakingFields = map[string][]string{
	"absence":         {"user", "from"},
	"consent":         {"contact", "purpose"},
	"inventory_check": {"unit", "checked_on"},
	"partner_link":    {"partner", "to"},
	"preparation":     {"event"},
	"relation_change": {"partner", "now"},
	"reminder":        {"about"},
}

// speaking are the fields that tell the name of a register's records.
func speaking(r *register.Register) []*register.Field {
	var out []*register.Field
	for _, name := range speakingFields[r.Name] {
		out = append(out, r.Field(name))
	}
	return out
}

// titleBy is what a record is called where what it points at has been read:
// one without a name speaks of that, as far as the reader may see it.
func (c *call) titleBy(n names, r *register.Register, rec register.Record) string {
	var words []string
	for _, f := range speaking(r) {
		text := n.words(c.p, r, f, f.Value(rec))
		if l, ok := f.Value(rec).(register.Link); ok {
			text = n.title(c.p, c.store.Schema().Named(l.Register), l.ID)
		}
		if text == "" || !shown(c.actor, r, f) {
			return c.title(r, rec)
		}
		words = append(words, text)
	}
	return cmp.Or(strings.Join(words, " · "), c.title(r, rec))
}

// kindWords is a register that a record names, in words: imports and mappings
// keep it as the program calls it.
func kindWords(p *lang.Printer, r *register.Register, f *register.Field, v any) (text string, is bool) {
	if f.Name != "register" || r.Name != "data_import" && r.Name != "mapping" {
		return "", false
	}
	key := v.(string) + ".many"
	if !p.Has(key) {
		return "", false
	}
	return p.Text(key), true
}

// cellOf is a value of a field of a record, a part or an input.
func (c *call) cellOf(n names, r *register.Register, f *register.Field, v any) page.Cell {
	if f.Nothing(v) {
		return page.NoCell()
	}
	switch f.Kind {
	case register.Int, register.Price, register.Quantity, register.Percent, register.Money:
		return page.NumberCell(n.words(c.p, r, f, v))
	case register.Bool:
		return page.YesNoCell(v.(bool), n.words(c.p, r, f, v))
	case register.Day:
		return page.DateCell(c.p.DateWords(v.(string)), c.p.Date(v.(string)))
	case register.Moment:
		t := v.(time.Time)
		return page.DateCell(c.p.MomentWords(t, c.now), c.p.Moment(t))
	case register.Phone:
		return page.ContactCell(identity.GroupPhone(v.(string)), "tel:"+v.(string))
	case register.Email:
		return page.ContactCell(v.(string), "mailto:"+v.(string))
	case register.Text:
		if text, is := kindWords(c.p, r, f, v); is {
			return page.TextCell(text)
		}
		if r.Name == "event_series" && f.Name == "rule" {
			return page.TextCell(c.ruleWords(v.(string)))
		}
		if text := v.(string); strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://") {
			return page.ContactCell(siteName(text), text).Titled(text)
		}
	case register.Choice:
		text := choice(c.p, r, f, v.(string))
		if hue := choiceHue(r, f, v.(string)); hue != "" {
			return page.ChipCell(text, hue)
		}
		return page.TextCell(text)
	case register.Several:
		var tags []page.Chip
		for _, one := range v.([]string) {
			tags = append(tags, page.Chip{Label: choice(c.p, r, f, one)})
		}
		return tagsCell(tags)
	case register.Reference:
		return c.referenceCell(n, f.Target, v.(int64))
	case register.References:
		return c.referencesCell(n, f.Target, v.([]register.ID))
	case register.LinkTo:
		l := v.(register.Link)
		return c.referenceCell(n, c.store.Schema().Named(l.Register), l.ID)
	case register.FileOf:
		file := v.(register.File)
		return page.TextCell(file.Name).Iconed("paperclip")
	case register.PartsOf:
		return c.partsCell(n, f, v.([]any))
	}
	return page.TextCell(n.words(c.p, r, f, v))
}

// referenceCell is one record pointed at: a person by his avatar and name, a
// row of a directory by its word, any other by a link.
func (c *call) referenceCell(n names, target *register.Register, id register.ID) page.Cell {
	if target == nil || n[target.Name][id] == nil {
		return page.NoCell()
	}
	rec := n[target.Name][id]
	title := c.title(target, rec)
	switch {
	case hueOf(target, rec) != "":
		return page.ChipCell(title, hueOf(target, rec))
	case isPerson(target), !target.Directory:
		return page.LinkCell(title, address(target, id), avatar(target, rec, title))
	}
	return page.TextCell(title)
}

func (c *call) referencesCell(n names, target *register.Register, ids []register.ID) page.Cell {
	var tags []page.Chip
	var people []page.Avatar
	var all []string
	for _, id := range ids {
		rec := n[target.Name][id]
		if rec == nil {
			continue
		}
		title := c.title(target, rec)
		all = append(all, title)
		tags = append(tags, page.Chip{Label: title, Hue: hueOf(target, rec)})
		face := avatar(target, rec, title)
		face.Name, face.Size = title, page.Small
		people = append(people, face)
	}
	switch {
	case len(all) == 0:
		return page.NoCell()
	case isPerson(target):
		shown, more := firstFew(people, 3)
		return page.PeopleCell(page.People{Shown: shown, More: more, Title: strings.Join(all, ", ")})
	}
	return tagsCell(tags).Titled(strings.Join(all, ", "))
}

// partsCell is the first of the parts by its main field; the title has all.
func (c *call) partsCell(n names, f *register.Field, parts []any) page.Cell {
	main := mainField(f.Target)
	var all []string
	for _, part := range parts {
		if text := n.valueWords(c.p, f.Target, main, main.Value(part)); text != "" {
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return page.NoCell()
	}
	return c.cellOf(n, f.Target, main, main.Value(parts[0])).Titled(strings.Join(all, ", "))
}

// valueWords is a value in words, telephone numbers as people read them.
func (n names) valueWords(p *lang.Printer, r *register.Register, f *register.Field, v any) string {
	text := n.words(p, r, f, v)
	if f.Kind == register.Phone {
		return identity.GroupPhone(text)
	}
	return text
}

// wholeWords is a value with all that it says: of parts, every field of every
// one.
func (n names) wholeWords(p *lang.Printer, r *register.Register, f *register.Field, v any) string {
	if f.Kind != register.PartsOf {
		return n.valueWords(p, r, f, v)
	}
	var rows []string
	for _, part := range v.([]any) {
		var row []string
		for _, g := range f.Target.Fields {
			if text := n.valueWords(p, f.Target, g, g.Value(part)); text != "" && g.Kind != register.Bool && !g.ReadOnly {
				row = append(row, text)
			}
		}
		rows = append(rows, strings.Join(row, " · "))
	}
	return strings.Join(rows, "\n")
}

// who is a user by his short name; nought is the program.
func (n names) who(p *lang.Printer, id register.ID) string {
	if u, ok := n["user"][id].(*crm.User); ok {
		return p.PersonShort(u.Surname, u.Given, u.Patronymic)
	}
	return p.Text("card.program")
}

// face is a user as he stands beside what he did.
func (n names) face(p *lang.Printer, id register.ID) page.Face {
	f := page.Face{Name: n.who(p, id)}
	if u, ok := n["user"][id].(*crm.User); ok {
		f.Href = address(crm.Users.Register, id)
		f.Avatar = page.Avatar{Initials: personInitials(u.Given, u.Surname, f.Name), Hue: page.HueOf(id)}
	} else {
		f.Avatar = page.Avatar{Initials: "•", Hue: page.Gray}
	}
	return f
}

// mainField is the field that says what a part is: its number, its address.
func mainField(part *register.Register) *register.Field {
	for _, f := range part.Fields {
		if f.Required && f.Kind != register.Choice {
			return f
		}
	}
	for _, f := range part.Fields {
		if f.Kind == register.Text {
			return f
		}
	}
	return part.Fields[0]
}

func tagsCell(tags []page.Chip) page.Cell {
	shown, more := firstFew(tags, 2)
	return page.TagsCell(shown, more)
}

// firstFew is the beginning of a list and "+2" for the rest of it.
func firstFew[T any](all []T, most int) ([]T, string) {
	if len(all) <= most {
		return all, ""
	}
	return all[:most], "+" + strconv.Itoa(len(all)-most)
}

// columnKind is what a column of a field is drawn as.
func columnKind(f *register.Field) page.ColumnKind {
	switch f.Kind {
	case register.LongText:
		return page.LongColumn
	case register.Email, register.Phone:
		return page.ContactColumn
	case register.Int, register.Price, register.Quantity, register.Percent:
		return page.NumberColumn
	case register.Money:
		return page.MoneyColumn
	case register.Bool:
		return page.YesNoColumn
	case register.Day:
		return page.DateColumn
	case register.Moment:
		return page.MomentColumn
	case register.Several:
		return page.TagsColumn
	case register.Choice:
		return page.ChipColumn
	case register.LinkTo:
		return page.LinkedColumn
	case register.Reference:
		switch {
		case f.Target.Field("hue") != nil:
			return page.ChipColumn
		case isPerson(f.Target):
			return page.PersonColumn
		case !f.Target.Directory:
			return page.LinkedColumn
		}
	case register.References:
		if isPerson(f.Target) {
			return page.PeopleColumn
		}
		return page.TagsColumn
	case register.PartsOf:
		return columnKind(mainField(f.Target))
	}
	return page.TextColumn
}

// isPerson reports whether the records of a register are people.
func isPerson(r *register.Register) bool { return r.Field("surname") != nil }

// hueOf is the colour that a record of a directory was given.
func hueOf(r *register.Register, rec register.Record) page.Hue {
	if f := r.Field("hue"); f != nil && f.Kind == register.Choice {
		return page.Hue(cmp.Or(f.Value(rec).(string), string(page.Gray)))
	}
	return ""
}

// choiceHue is the colour of a choice that the program itself knows the
// meaning of; empty for all others.
func choiceHue(r *register.Register, f *register.Field, value string) page.Hue {
	switch {
	case f.Name == "hue":
		return page.Hue(value)
	case f.Name == "status" && r.Name == "strategy_change":
		return map[crm.StrategyStatus]page.Hue{
			crm.ChangeNoted: page.Sky, crm.ChangeAssessed: page.Amber, crm.ChangeReacted: page.Violet, crm.ChangeClosed: page.Green,
		}[crm.StrategyStatus(value)]
	case f.Name == "impact" && r.Name == "strategy_change":
		return impactHue(crm.Impact(value))
	case f.Name == "status" && r.Name == "inventory_unit":
		return map[crm.InventoryStatus]page.Hue{
			crm.InStock: page.Sky, crm.Reserved: page.Violet, crm.Placed: page.Green, crm.InRepair: page.Amber, crm.UnitLost: page.Red, crm.WrittenOff: page.Gray,
		}[crm.InventoryStatus(value)]
	case f.Name == "state" && r.Name == "consent":
		return map[crm.ConsentState]page.Hue{
			crm.ConsentGiven: page.Green, crm.ConsentWithdrawn: page.Red, crm.ConsentExpired: page.Gray,
		}[crm.ConsentState(value)]
	case f.Name == "status" && r.Name == "data_request":
		return map[crm.RequestStatus]page.Hue{
			crm.RequestReceived: page.Sky, crm.RequestInWork: page.Amber, crm.RequestAnswered: page.Green,
		}[crm.RequestStatus(value)]
	case f.Name == "status" && r.Name == "claim":
		return map[crm.ClaimStatus]page.Hue{
			crm.ClaimRegistered: page.Sky, crm.ClaimInProcessing: page.Amber, crm.ClaimSatisfied: page.Green, crm.ClaimNotSatisfied: page.Red,
		}[crm.ClaimStatus(value)]
	case f.Name == "outcome" && !f.Custom:
		return map[crm.Outcome]page.Hue{crm.Open: page.Blue, crm.Won: page.Green, crm.Lost: page.Red}[crm.Outcome(value)]
	}
	return choiceHues[r.Name+"."+f.Name][value]
}

// choiceHues are the colours of choices of one register.
var choiceHues = map[string]map[string]page.Hue{
	"task.status": {
		string(crm.TaskAssigned): page.Gray, string(crm.TaskInProcessing): page.Blue, string(crm.TaskInProduction): page.Violet,
		string(crm.TaskWaiting): page.Amber, string(crm.TaskConfirmed): page.Green, string(crm.TaskRefused): page.Red, string(crm.TaskCancelled): page.Gray,
	},
	"lead.status": {
		string(crm.NewLead): page.Sky, string(crm.LeadInWork): page.Amber, string(crm.QualifiedLead): page.Violet,
		string(crm.DisqualifiedLead): page.Gray, string(crm.ConvertedLead): page.Green,
	},
	"task.priority": {string(crm.High): page.Red},
	"commitment.state": {
		string(crm.CommitmentOpen): page.Blue, string(crm.Fulfilled): page.Green, string(crm.FulfilledLate): page.Amber,
		string(crm.CommitmentRefused): page.Red, string(crm.CommitmentCancelled): page.Gray,
	},
}

// avatar is the face of a record: round with initials for people, square for
// companies; directories and other things have none.
func avatar(r *register.Register, rec register.Record, title string) page.Avatar {
	hue := page.HueOf(register.BaseOf(rec).ID)
	switch {
	case isPerson(r):
		text := func(name string) string {
			if f := r.Field(name); f != nil && f.Kind == register.Text {
				return f.Value(rec).(string)
			}
			return ""
		}
		return page.Avatar{Initials: personInitials(text("given"), text("surname"), title), Hue: hue}
	case r.Name == "partner" || r.Name == "counterparty" || r.Name == "organisation":
		return page.Avatar{Initials: initials(title), Hue: hue, Square: true}
	}
	return page.Avatar{}
}

// personInitials are the first letters of a given name and a surname: ОК.
func personInitials(given, surname, title string) string {
	letters := firstLetters(given, 1) + firstLetters(surname, 1)
	return strings.ToUpper(cmp.Or(letters, firstLetters(title, 1)))
}

// initials are the first letters of the first two words of a company's name
// without its legal form: КМ of «Карпатська меблева фабрика», ТОВ. A name of
// one word gives its first two letters.
func initials(name string) string {
	words := strings.Fields(identity.StripLegalForm(name))
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 2 && len(words) > 2 })
	switch len(words) {
	case 0:
		return firstLetters(strings.ToUpper(strings.TrimSpace(name)), 1)
	case 1:
		return firstLetters(words[0], 2)
	}
	return firstLetters(words[0], 1) + firstLetters(words[1], 1)
}

func firstLetters(text string, most int) string {
	letters := []rune(strings.TrimSpace(text))
	return string(letters[:min(most, len(letters))])
}

// siteName is an address of the web as people say it.
func siteName(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}
