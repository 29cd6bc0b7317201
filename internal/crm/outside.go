package crm

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Outside is what all pages have that strangers fill in: an address, a look,
// what is asked and agreed to, and what the leads that come of it begin with.
type Outside struct {
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

// describe puts what such a page is into a register, and describeLook how it
// looks and what comes of it; the register's own fields may stand between.
func (o *Outside) describe(f *register.Fields) {
	f.Text(&o.Name).Max(150).Required().Searchable().Indexed().Tracked()
	f.Text(&o.Key).Max(40).Unique().ReadOnly()
	f.Bool(&o.Running).Indexed().Tracked()
	f.Choice(&o.Language).Required().Tracked()
	f.SortBy(&o.Name)
}

func (o *Outside) describeLook(f *register.Fields) {
	f.Section("look")
	f.Text(&o.Title).Max(150).Tracked()
	f.Text(&o.Intro).Max(500)
	f.Parts(&o.Fields).Tracked()
	f.Text(&o.Submit).Max(60)
	f.Text(&o.Thanks).Max(500)
	f.Section("consent")
	f.LongText(&o.ConsentText).Max(2000).Tracked()
	f.Int(&o.ConsentEdition).ReadOnly().Tracked()
	f.Section("lead")
	f.Ref(&o.Channel).Tracked()
	f.Ref(&o.AdSource).Tracked()
	f.Text(&o.Campaign).Max(200).Tracked()
	f.Ref(&o.Region).Tracked()
	f.Refs(&o.Notify).Tracked()
	f.LongText(&o.Sites).Max(2000).Tracked()
}

// Heading is what the page is called to strangers.
func (o *Outside) Heading() string { return cmp.Or(o.Title, o.Name) }

// mostAsked is how many fields a form has.
const mostAsked = 12

// fill gives a new page its key and its usual fields, and counts the editions
// of the text that is agreed to.
func (o *Outside) fill(ctx context.Context, tx register.Tx, was *Outside) error {
	if o.Key = was.Key; o.Key == "" {
		o.Key = strings.ToLower(rand.Text())
		if err := o.begin(ctx, tx); err != nil {
			return err
		}
	}
	if o.ConsentText != "" && was.ConsentText != o.ConsentText {
		o.ConsentEdition++
	}
	return nil
}

func (o *Outside) begin(ctx context.Context, tx register.Tx) error {
	if len(o.Fields) == 0 {
		o.Fields = register.Parts[WebFormField]{{Ask: AskName, Required: true}, {Ask: AskPhone}, {Ask: AskEmail, Required: true}, {Ask: AskText}}
	}
	if o.Language == "" {
		home, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		o.Language = home.Language
	}
	if o.Channel != 0 {
		return nil
	}
	channel, err := register.First(ctx, tx.AsProgram(), LeadChannels, register.Eq(&LeadChannels.Row.Code, WebFormChannel))
	if channel != nil {
		o.Channel = register.Ref[LeadChannel](channel.ID)
	}
	return err
}

// Check refuses a form that asks twice or nothing, and sites that are none.
func (o *Outside) Check(p *register.Problems) {
	if len(o.Fields) > mostAsked {
		p.Add(&o.Fields, "out_of_range")
	}
	asked := map[WebFormAsk]bool{}
	for i, f := range o.Fields {
		if asked[f.Ask] {
			p.AddAt(partField("fields", i, "ask"), "asked_twice")
		}
		asked[f.Ask] = true
	}
	if len(o.Fields) > 0 && !asked[AskPhone] && !asked[AskEmail] {
		p.Add(&o.Fields, "form_needs_way_back")
	}
	for _, site := range strings.Fields(o.Sites) {
		u, err := url.Parse(site)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(site, ";,'\"") || strings.Trim(u.Path, "/") != "" {
			p.Add(&o.Sites, "form_site_unreadable")
			break
		}
	}
}

// Ancestors are the origins that may show the form in a frame.
func (o *Outside) Ancestors() []string {
	var out []string
	for _, site := range strings.Fields(o.Sites) {
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

// lead is what becomes of what was sent, not yet kept.
func (o *Outside) lead(ctx context.Context, tx register.Tx, s Sent) (*Lead, error) {
	l := &Lead{
		Name: s.Values[AskName], Company: s.Values[AskCompany], Phone: s.Values[AskPhone], Email: strings.ToLower(s.Values[AskEmail]), Text: s.Values[AskText],
		Channel: o.Channel, AdSource: o.AdSource, Campaign: cmp.Or(cut(s.UTM["campaign"], 200), o.Campaign), Region: o.Region,
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
	if !s.Trapped {
		return l, nil
	}
	spam, err := register.First(ctx, tx, LeadReasons, register.Eq(&LeadReasons.Row.Sort, SpamLead))
	if spam != nil {
		l.Status, l.Reason = DisqualifiedLead, register.Ref[LeadReason](spam.ID)
	}
	return l, err
}

// receive keeps how something was sent and its file, and tells those who want
// to know, but for whose it is.
func (o *Outside) receive(ctx context.Context, tx register.Tx, s Sent, entry *FormEntry, whose register.Ref[User], kind NotificationKind) error {
	about := linkTo(Leads.Register, register.ID(entry.Lead))
	if entry.Event != 0 {
		about = linkTo(Events.Register, register.ID(entry.Event))
	}
	entry.At, entry.Site, entry.Address, entry.Trapped = tx.Now(), cut(s.Site, 300), s.IP, s.Trapped
	if o.ConsentText != "" {
		entry.Edition, entry.Agreed = o.ConsentEdition, o.ConsentText
	}
	if err := tx.Save(ctx, entry); err != nil {
		return err
	}
	if s.File.Hash != "" && o.asks(AskFile) {
		if err := tx.Save(ctx, &Attachment{About: about, File: s.File, Kind: "other"}); err != nil {
			return err
		}
	}
	for _, one := range o.Notify {
		if s.Trapped || one == whose {
			continue
		}
		if err := Notify(ctx, tx, one, kind, about); err != nil {
			return err
		}
	}
	return nil
}

// complete names what is missing.
func (o *Outside) complete(s Sent) error {
	p := &register.Problems{}
	for _, f := range o.Fields {
		missing := s.Values[f.Ask] == ""
		if f.Ask == AskFile {
			missing = s.File.Hash == ""
		}
		if f.Required && missing {
			p.AddAt(string(f.Ask), "required")
		}
	}
	if o.ConsentText != "" && !s.Agreed {
		p.AddAt("agreed", "must_agree")
	}
	return p.Err()
}

func (o *Outside) asks(what WebFormAsk) bool {
	return slices.ContainsFunc(o.Fields, func(f WebFormField) bool { return f.Ask == what })
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	letters := []rune(strings.TrimSpace(text))
	return string(letters[:min(most, len(letters))])
}
