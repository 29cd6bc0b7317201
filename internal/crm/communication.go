package crm

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// Phone is one of the numbers of a partner or a contact.
type Phone struct {
	register.Part
	Kind   PhoneKind
	Number string // E.164
	Ext    string // digits of the extension
	Typed  string // as it was typed
}

// Describe lists the fields.
func (n *Phone) Describe(f *register.Fields) {
	f.Choice(&n.Kind).Class(register.Contact)
	f.Phone(&n.Number).Class(register.Contact).Required().Searchable().Indexed()
	f.Text(&n.Ext).Class(register.Contact).Max(12)
	f.Text(&n.Typed).Class(register.Contact).Max(64).ReadOnly()
}

// PhoneKind says where a telephone rings.
type PhoneKind string

// Choices of kinds.
func (PhoneKind) Choices() []string {
	return []string{"mobile", "work", "home", "internal", "fax", "other"}
}

// Email is one of the addresses of a partner or a contact.
type Email struct {
	register.Part
	Address string
	Note    string
}

// Describe lists the fields.
func (e *Email) Describe(f *register.Fields) {
	f.Email(&e.Address).Class(register.Contact).Required().Searchable().Indexed()
	f.Text(&e.Note).Class(register.Contact).Max(100)
}

// reachedBy are numbers and addresses in the one form in which they are
// suppressed.
func reachedBy(phones register.Parts[Phone], emails register.Parts[Email]) (out []string) {
	for _, n := range phones {
		out = append(out, n.Number)
	}
	for _, e := range emails {
		out = append(out, strings.ToLower(e.Address))
	}
	return out
}

// lookSuppressed notes, when the addresses of a record are other than they
// were, whether one of them was erased at somebody's wish.
func lookSuppressed(ctx context.Context, tx register.Tx, noted *bool, now, was []string) error {
	if slices.Equal(now, was) {
		return nil
	}
	kept, err := tx.Suppressed(ctx, now...)
	*noted = len(kept) > 0
	return err
}

// Messenger is a name by which somebody is reached in a network.
type Messenger struct {
	register.Part
	Kind    MessengerKind
	Address string
}

// Describe lists the fields.
func (m *Messenger) Describe(f *register.Fields) {
	f.Choice(&m.Kind).Class(register.Contact).Required()
	f.Text(&m.Address).Class(register.Contact).Max(200).Required().Searchable()
}

// MessengerKind is a network of messages.
type MessengerKind string

// Choices of networks.
func (MessengerKind) Choices() []string {
	return []string{"telegram", "viber", "whatsapp", "signal", "skype", "icq", "facebook", "instagram", "linkedin", "other"}
}

// Site is an address in the web.
type Site struct {
	register.Part
	Address string
}

// Describe lists the fields.
func (s *Site) Describe(f *register.Fields) {
	f.Text(&s.Address).Max(300).Required().Searchable()
}

// readPhones puts numbers into E.164 and takes extensions out of them; what
// cannot be read is a problem at its row. A number without the code of a
// country is of country or, when that is empty, of the organisation.
func readPhones(ctx context.Context, tx register.Tx, p *register.Problems, phones register.Parts[Phone], country Country) {
	for i := range phones {
		n := &phones[i]
		if n.Number == "" {
			continue
		}
		typed := n.Number
		read := readPhone(ctx, tx, p, partField("phones", i, "number"), n.Number, country)
		if read.E164 == "" {
			continue
		}
		if n.Typed == "" || typed != read.E164 {
			n.Typed = typed
		}
		n.Number = read.E164
		if read.Ext != "" {
			n.Ext = read.Ext
		}
		if n.Ext != "" && strings.Trim(n.Ext, "0123456789") != "" {
			p.AddAt(partField("phones", i, "ext"), "unreadable_number")
		}
	}
}

func readPhone(ctx context.Context, tx register.Tx, p *register.Problems, field, raw string, country Country) identity.Phone {
	if country == "" && !strings.HasPrefix(raw, "+") {
		if home, err := homeOrganisation(ctx, tx); err == nil {
			country = home.Country
		}
	}
	read := identity.ParsePhone(raw, strings.ToUpper(string(country)))
	if read.E164 == "" {
		key := "unreadable_phone"
		switch read.Warning {
		case identity.PhoneLength:
			key = "phone_length"
		case identity.PhoneLocal:
			key = "phone_local"
		}
		p.AddAt(field, key)
	}
	return read
}

// readEmails puts the domains of addresses into small letters and refuses what
// is no address, offering the right one for Cyrillic look-alikes.
func readEmails(p *register.Problems, emails register.Parts[Email]) {
	for i := range emails {
		if r := identity.CheckEmail(emails[i].Address); r.Valid() {
			emails[i].Address = r.Compact
		}
		checkEmail(p, partField("emails", i, "address"), emails[i].Address)
	}
}

// readSites gives addresses their scheme and refuses any but those of the web.
func readSites(p *register.Problems, sites register.Parts[Site]) {
	for i := range sites {
		text := sites[i].Address
		if text == "" {
			continue
		}
		if !strings.Contains(text, "://") {
			text = "https://" + text
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || u.User != nil {
			p.AddAt(partField("sites", i, "address"), "unreadable_site")
			continue
		}
		sites[i].Address = text
	}
}

// partField names a field of a part, as problems do.
func partField(parts string, row int, field string) string {
	return fmt.Sprintf("%s.%d.%s", parts, row, field)
}
