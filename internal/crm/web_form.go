package crm

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// WebForm is a form that strangers fill in, on a page of ours or on any site
// that shows it. What they send becomes a lead.
type WebForm struct {
	register.Base
	Name     string // among ourselves
	Key      string // in its address; nobody guesses it
	Running  bool   // takes what is sent
	Language Language
	Title    string
	Intro    string
	Fields   register.Parts[WebFormField]
	Submit   string // on the button; empty is the usual word
	Thanks   string // shown afterwards; empty is the usual sentence

	ConsentText    string // which one must agree to; empty asks for none
	ConsentEdition int64  // counts its changes

	Channel  register.Ref[LeadChannel]
	AdSource register.Ref[AdSource] // unless the address says a better one
	Campaign string
	Region   register.Ref[Region]
	Notify   register.Refs[User]
	Sites    string // origins that may show it, one a line; empty is any
}

// WebForms is the register of them.
var WebForms = register.Define[WebForm]("web_form", "web_forms")

// Describe lists the fields.
func (w *WebForm) Describe(f *register.Fields) {
	f.Text(&w.Name).Max(150).Required().Searchable().Indexed().Tracked()
	f.Text(&w.Key).Max(40).Unique().ReadOnly()
	f.Bool(&w.Running).Indexed().Tracked()
	f.Choice(&w.Language).Required().Tracked()
	f.Section("look")
	f.Text(&w.Title).Max(150).Tracked()
	f.Text(&w.Intro).Max(500)
	f.Parts(&w.Fields).Tracked()
	f.Text(&w.Submit).Max(60)
	f.Text(&w.Thanks).Max(500)
	f.Section("consent")
	f.LongText(&w.ConsentText).Max(2000).Tracked()
	f.Int(&w.ConsentEdition).ReadOnly().Tracked()
	f.Section("lead")
	f.Ref(&w.Channel).Tracked()
	f.Ref(&w.AdSource).Tracked()
	f.Text(&w.Campaign).Max(200).Tracked()
	f.Ref(&w.Region).Tracked()
	f.Refs(&w.Notify).Tracked()
	f.LongText(&w.Sites).Max(2000).Tracked()
	f.SortBy(&w.Name)
	f.Directory()
}

// mostAsked is how many fields a form has.
const mostAsked = 12

// Change gives a new form its key and its usual fields, and counts the editions
// of the text that is agreed to.
func (w *WebForm) Change(ctx context.Context, tx register.Tx, was *WebForm) error {
	if was == nil {
		w.Key = strings.ToLower(rand.Text())
		if len(w.Fields) == 0 {
			w.Fields = register.Parts[WebFormField]{{Ask: AskName, Required: true}, {Ask: AskPhone}, {Ask: AskEmail, Required: true}, {Ask: AskText}}
		}
		if w.Language == "" {
			home, err := homeOrganisation(ctx, tx)
			if err != nil {
				return err
			}
			w.Language = home.Language
		}
		if w.Channel == 0 {
			channel, err := register.First(ctx, tx.AsProgram(), LeadChannels, register.Eq(&LeadChannels.Row.Code, WebFormChannel))
			if err != nil {
				return err
			}
			if channel != nil {
				w.Channel = register.Ref[LeadChannel](channel.ID)
			}
		}
	} else {
		w.Key = was.Key
	}
	if w.ConsentText != "" && (was == nil || was.ConsentText != w.ConsentText) {
		w.ConsentEdition++
	}
	return nil
}

// Check refuses a form that asks twice or nothing, and sites that are none.
func (w *WebForm) Check(p *register.Problems) {
	if len(w.Fields) > mostAsked {
		p.Add(&w.Fields, "out_of_range")
	}
	asked := map[WebFormAsk]bool{}
	for i, f := range w.Fields {
		if asked[f.Ask] {
			p.AddAt(partField("fields", i, "ask"), "asked_twice")
		}
		asked[f.Ask] = true
	}
	if len(w.Fields) > 0 && !asked[AskPhone] && !asked[AskEmail] {
		p.Add(&w.Fields, "form_needs_way_back")
	}
	for _, site := range strings.Fields(w.Sites) {
		u, err := url.Parse(site)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(site, ";,'\"") || strings.Trim(u.Path, "/") != "" {
			p.Add(&w.Sites, "form_site_unreadable")
			break
		}
	}
}

// Ancestors are the origins that may show the form in a frame.
func (w *WebForm) Ancestors() []string {
	var out []string
	for _, site := range strings.Fields(w.Sites) {
		if u, err := url.Parse(site); err == nil {
			out = append(out, u.Scheme+"://"+u.Host)
		}
	}
	return out
}

// WebFormField is one thing a form asks.
type WebFormField struct {
	register.Part
	Ask      WebFormAsk
	Label    string // empty is the usual word
	Required bool
}

// Describe lists the fields.
func (f *WebFormField) Describe(d *register.Fields) {
	d.Choice(&f.Ask).Required()
	d.Text(&f.Label).Max(150)
	d.Bool(&f.Required)
}

// WebFormAsk is what of a lead is asked.
type WebFormAsk string

// What is asked.
const (
	AskName    WebFormAsk = "name"
	AskCompany WebFormAsk = "company"
	AskPhone   WebFormAsk = "phone"
	AskEmail   WebFormAsk = "email"
	AskText    WebFormAsk = "text"
	AskFile    WebFormAsk = "file"
)

// Choices of what is asked.
func (WebFormAsk) Choices() []string {
	return []string{"name", "company", "phone", "email", "text", "file"}
}

// FormEntry is a form that was sent: which text was agreed to, when and from
// where. The address it came from is forgotten after a while.
type FormEntry struct {
	register.Base
	Form    register.Ref[WebForm]
	Lead    register.Ref[Lead]
	At      time.Time
	Site    string // that showed the form
	Address string // IP
	Edition int64  // of the text agreed to; nought is none
	Agreed  string // that text
	Trapped bool   // no person sent it
}

// FormEntries is the register of them.
var FormEntries = register.Define[FormEntry]("form_entry", "form_entries")

// Describe lists the fields. Who sees the lead sees how it came.
func (e *FormEntry) Describe(f *register.Fields) {
	f.Ref(&e.Form)
	f.Ref(&e.Lead).Guard()
	f.Moment(&e.At).Indexed()
	f.Text(&e.Site).Max(300)
	f.Text(&e.Address).Max(60).Class(register.Personal)
	f.Int(&e.Edition)
	f.LongText(&e.Agreed).Max(2000)
	f.Bool(&e.Trapped)
	f.Closed()
	f.Latest(&e.At)
	f.Together(&e.Lead, &e.At)
}

// Title is the day it was sent on.
func (e *FormEntry) Title(string) string { return e.At.Format(time.DateOnly) }

// Sent is what a stranger sent by a form.
type Sent struct {
	Values  map[WebFormAsk]string
	File    register.File // none has no hash
	Agreed  bool
	Trapped bool
	UTM     map[string]string // source, medium, campaign
	Site    string
	IP      string
}

// Receive makes a lead of what was sent. Problems name what the form asks, and
// "agreed". It is done by the program. What no person sent is put away as spam,
// where people may look it through.
func (w *WebForm) Receive(ctx context.Context, tx register.Tx, s Sent) (*Lead, error) {
	if err := w.complete(s); err != nil {
		return nil, err
	}
	l := &Lead{
		Name: s.Values[AskName], Company: s.Values[AskCompany], Phone: s.Values[AskPhone], Email: strings.ToLower(s.Values[AskEmail]), Text: s.Values[AskText],
		Channel: w.Channel, AdSource: w.AdSource, Campaign: cmp.Or(cut(s.UTM["campaign"], 200), w.Campaign), Region: w.Region,
	}
	if code := strings.ToLower(s.UTM["source"]); code != "" {
		source, err := register.First(ctx, tx, AdSources, register.All{register.Eq(&AdSources.Row.Code, code), register.Alive()})
		if err != nil {
			return nil, err
		}
		if source != nil {
			l.AdSource = register.Ref[AdSource](source.ID)
		}
	}
	if s.Trapped {
		spam, err := register.First(ctx, tx, LeadReasons, register.Eq(&LeadReasons.Row.Sort, SpamLead))
		if err != nil {
			return nil, err
		}
		if spam != nil {
			l.Status, l.Reason = DisqualifiedLead, register.Ref[LeadReason](spam.ID)
		}
	}
	if err := tx.Save(ctx, l); err != nil {
		return nil, err
	}
	entry := &FormEntry{Form: register.Ref[WebForm](w.ID), Lead: register.Ref[Lead](l.ID), At: tx.Now(), Site: cut(s.Site, 300), Address: s.IP, Trapped: s.Trapped}
	if w.ConsentText != "" {
		entry.Edition, entry.Agreed = w.ConsentEdition, w.ConsentText
	}
	if err := tx.Save(ctx, entry); err != nil {
		return nil, err
	}
	if s.File.Hash != "" && w.asks(AskFile) {
		file := &Attachment{About: linkTo(Leads.Register, l.ID), File: s.File, Kind: "other"}
		if err := tx.Save(ctx, file); err != nil {
			return nil, err
		}
	}
	for _, one := range w.Notify {
		if s.Trapped || one == l.Responsible {
			continue
		}
		if err := Notify(ctx, tx, one, FormSent, linkTo(Leads.Register, l.ID)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// complete names what is missing.
func (w *WebForm) complete(s Sent) error {
	p := &register.Problems{}
	for _, f := range w.Fields {
		missing := s.Values[f.Ask] == ""
		if f.Ask == AskFile {
			missing = s.File.Hash == ""
		}
		if f.Required && missing {
			p.AddAt(string(f.Ask), "required")
		}
	}
	if w.ConsentText != "" && !s.Agreed {
		p.AddAt("agreed", "must_agree")
	}
	return p.Err()
}

func (w *WebForm) asks(what WebFormAsk) bool {
	return slices.ContainsFunc(w.Fields, func(f WebFormField) bool { return f.Ask == what })
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	letters := []rune(strings.TrimSpace(text))
	return string(letters[:min(most, len(letters))])
}

// keepAddresses is for how long it is known from where a form was sent.
const keepAddresses = 90 * 24 * time.Hour

// ForgetAddresses forgets from where forms were sent long ago.
func ForgetAddresses(ctx context.Context, work register.Work) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			old, err := register.Select(ctx, tx, FormEntries, register.Query{
				Filter: register.All{register.Some(&FormEntries.Row.Address), register.Is{Field: "at", Op: register.Less, Value: tx.Now().Add(-keepAddresses)}},
				Limit:  sweptAtOnce, Whole: true,
			})
			if err != nil {
				return err
			}
			more = len(old) == sweptAtOnce
			for _, e := range old {
				e.Address = ""
				if err := tx.Save(ctx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
