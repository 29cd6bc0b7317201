package crm

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// person is somebody whose data are given or erased: the contacts that he is,
// the leads that he was, and for a private client the partner and its
// counterparties.
type person struct {
	who            register.Record // as which he is meant
	contacts       []*Contact
	leads          []*Lead
	past           []*Contact // as they were before
	pastLeads      []*Lead
	partner        *Partner
	counterparties []*Counterparty
	names          []fullName // of now and of before
	shared         []string   // addresses that others have too; they are not looked for
	Traces
}

// mostOfOne is how many contacts one person is, at most.
const mostOfOne = 50

// personOf reads who is meant by a contact or a partner: whatever was merged
// into it, and the same person at other partners.
func personOf(ctx context.Context, tx register.Tx, who register.Link) (*person, error) {
	p := &person{}
	all := tx.AsProgram()
	switch who.Register {
	case Contacts.Name:
		if err := p.readContacts(ctx, all, register.ByID(who.ID)); err != nil {
			return nil, err
		}
		if len(p.contacts) > 0 {
			p.who = p.contacts[0]
		}
	case Leads.Name:
		l, err := register.Load(ctx, all, Leads, register.Ref[Lead](who.ID))
		if err != nil {
			return nil, err
		}
		if l.Contact != 0 {
			return nil, register.Refuse("erasure_of_its_contact")
		}
		p.who, p.leads = l, []*Lead{l}
	case Partners.Name:
		of := register.Ref[Partner](who.ID)
		var err error
		if p.partner, err = register.Load(ctx, all, Partners, of); err != nil {
			return nil, err
		}
		if p.partner.Kind != PrivatePerson {
			return nil, register.Refuse("erasure_of_people_alone")
		}
		p.who = p.partner
		if err := p.readContacts(ctx, all, register.Eq(&Contacts.Row.Partner, of)); err != nil {
			return nil, err
		}
		if p.counterparties, err = register.Select(ctx, all, Counterparties, register.Query{Whole: true, Filter: register.Eq(&Counterparties.Row.Partner, of)}); err != nil {
			return nil, err
		}
	default:
		return nil, register.ErrNotFound
	}
	if p.who == nil {
		return nil, register.ErrNotFound
	}
	var of register.Any
	for _, id := range p.ids() {
		of = append(of, register.Eq(&Leads.Row.Contact, register.Ref[Contact](id)))
	}
	if p.partner != nil {
		ref := register.Ref[Partner](p.partner.ID)
		of = append(of, register.Eq(&Leads.Row.Partner, ref), register.Eq(&Leads.Row.DuplicatePartner, ref))
	}
	if err := p.readLeads(ctx, all, of); err != nil {
		return nil, err
	}
	return p, p.trace(ctx, all)
}

// readContacts reads the contacts that f means, and those that are the same
// person.
func (p *person) readContacts(ctx context.Context, all register.Tx, f register.Filter) error {
	for f != nil && len(p.contacts) < mostOfOne {
		found, err := register.Select(ctx, all, Contacts, register.Query{Whole: true, Limit: mostOfOne, Filter: f})
		if err != nil {
			return err
		}
		f = nil
		var next register.Any
		for _, c := range found {
			if slices.ContainsFunc(p.contacts, func(o *Contact) bool { return o.ID == c.ID }) {
				continue
			}
			p.contacts = append(p.contacts, c)
			ref := register.Ref[Contact](c.ID)
			next = append(next, register.Eq(&Contacts.Row.SameAs, ref), register.Eq(&Contacts.Row.MergedInto, ref))
			for _, to := range []register.Ref[Contact]{c.SameAs, c.MergedInto} {
				if to != 0 {
					next = append(next, register.ByID(register.ID(to)))
				}
			}
		}
		if len(next) > 0 {
			f = next
		}
	}
	return nil
}

// readLeads adds the leads that f means, unless somebody else came of them.
func (p *person) readLeads(ctx context.Context, all register.Tx, f register.Any) error {
	if len(f) == 0 {
		return nil
	}
	found, err := register.Select(ctx, all, Leads, register.Query{Whole: true, Filter: register.All{
		f, register.Not{Filter: register.Eq(&Leads.Row.Erased, ErasedForGood)},
	}})
	if err != nil {
		return err
	}
	for _, l := range found {
		other := l.Contact != 0 && !slices.Contains(p.ids(), register.ID(l.Contact))
		if !other && !slices.Contains(p.leadIDs(), l.ID) {
			p.leads = append(p.leads, l)
		}
	}
	return nil
}

// leadIDs are those of the leads.
func (p *person) leadIDs() []register.ID {
	out := make([]register.ID, len(p.leads))
	for i, l := range p.leads {
		out[i] = l.ID
	}
	return out
}

// ids are those of the contacts.
func (p *person) ids() []register.ID {
	out := make([]register.ID, len(p.contacts))
	for i, c := range p.contacts {
		out[i] = c.ID
	}
	return out
}

// records are all that the person is.
func (p *person) records() (out []register.Record) {
	for _, c := range p.contacts {
		out = append(out, c)
	}
	for _, l := range p.leads {
		out = append(out, l)
	}
	if p.partner != nil {
		out = append(out, p.partner)
	}
	return out
}

// erased is whether he is being erased, or is.
func (p *person) erased() ErasedState {
	switch one := p.who.(type) {
	case *Partner:
		return one.Erased
	case *Lead:
		return one.Erased
	case *Contact:
		return one.Erased
	}
	return ""
}

// is reports whether a record is the person himself.
func (p *person) is(l register.Link) bool {
	switch l.Register {
	case Contacts.Name:
		return slices.Contains(p.ids(), l.ID)
	case Leads.Name:
		return slices.Contains(p.leadIDs(), l.ID)
	case Partners.Name:
		return p.partner != nil && p.partner.ID == l.ID
	case Counterparties.Name:
		return slices.ContainsFunc(p.counterparties, func(c *Counterparty) bool { return c.ID == l.ID })
	}
	return false
}

// addresses are the telephones and e-mails of the person, each once.
func (p *person) addresses() (phones, emails []string) {
	add := func(numbers []Phone, letters []Email) {
		for _, n := range numbers {
			phones = append(phones, n.Number)
		}
		for _, e := range letters {
			emails = append(emails, strings.ToLower(e.Address))
		}
	}
	for _, c := range slices.Concat(p.contacts, p.past) {
		add(c.Phones, c.Emails)
	}
	if p.partner != nil {
		add(p.partner.Phones, p.partner.Emails)
	}
	for _, l := range slices.Concat(p.leads, p.pastLeads) {
		if l.Phone != "" {
			phones = append(phones, l.Phone)
		}
		if l.Email != "" {
			emails = append(emails, strings.ToLower(l.Email))
		}
	}
	slices.Sort(phones)
	slices.Sort(emails)
	return slices.Compact(phones), slices.Compact(emails)
}

// trace learns by what texts tell of the person, now and before, and which
// leads have an address of nobody else: what others have too does not tell of
// him.
func (p *person) trace(ctx context.Context, all register.Tx) error {
	if err := p.remember(ctx, all); err != nil {
		return err
	}
	phones, emails := p.addresses()
	phones, err := p.own(ctx, all, phones, func(s string) (contacts, partners register.Filter) {
		is := register.Is{Field: "number", Op: register.Equal, Value: s}
		return register.WherePart(&Contacts.Row.Phones, is), register.WherePart(&Partners.Row.Phones, is)
	})
	if err != nil {
		return err
	}
	emails, err = p.own(ctx, all, emails, func(s string) (contacts, partners register.Filter) {
		is := register.Is{Field: "address", Op: register.Equal, Value: s}
		return register.WherePart(&Contacts.Row.Emails, is), register.WherePart(&Partners.Row.Emails, is)
	})
	if err != nil {
		return err
	}
	if err := p.call(ctx, all); err != nil {
		return err
	}
	var same register.Any
	for _, one := range phones {
		same = append(same, register.Eq(&Leads.Row.Phone, one))
	}
	for _, one := range emails {
		same = append(same, register.Eq(&Leads.Row.Email, one))
	}
	if err := p.readLeads(ctx, all, same); err != nil {
		return err
	}
	p.Traces = tracesOf(p.names, phones, emails, p.called())
	return nil
}

// remember reads how the person was known before.
func (p *person) remember(ctx context.Context, all register.Tx) error {
	for _, c := range p.contacts {
		was, err := all.Past(ctx, Contacts.Register, c.ID)
		if err != nil {
			return err
		}
		for _, rec := range was {
			p.past = append(p.past, rec.(*Contact))
		}
	}
	for _, l := range p.leads {
		was, err := all.Past(ctx, Leads.Register, l.ID)
		if err != nil {
			return err
		}
		for _, rec := range was {
			p.pastLeads = append(p.pastLeads, rec.(*Lead))
		}
	}
	return nil
}

// own are those of the addresses that nobody else has; the others are shared.
func (p *person) own(ctx context.Context, all register.Tx, some []string, has func(string) (contacts, partners register.Filter)) ([]string, error) {
	var out []string
	for _, one := range some {
		contacts, partners := has(one)
		n, err := all.Count(ctx, Contacts.Register, register.All{contacts, register.Not{Filter: register.ByID(p.ids()...)}}, 1)
		if err != nil {
			return nil, err
		}
		others := register.All{partners}
		if p.partner != nil {
			others = append(others, register.Not{Filter: register.ByID(p.partner.ID)})
		}
		m, err := all.Count(ctx, Partners.Register, others, 1)
		if err != nil {
			return nil, err
		}
		if n+m == 0 {
			out = append(out, one)
		} else {
			p.shared = append(p.shared, one)
		}
	}
	return out, nil
}

// call notes the names of the person, and whether others have them.
func (p *person) call(ctx context.Context, all register.Tx) error {
	add := func(one fullName) {
		if one.surname != "" && !slices.Contains(p.names, one) {
			p.names = append(p.names, one)
		}
	}
	for _, c := range slices.Concat(p.contacts, p.past) {
		add(fullName{surname: c.Surname, given: c.Given, patronymic: c.Patronymic})
	}
	if p.partner != nil {
		surname, given, patronymic := SplitName(p.partner.Name)
		add(fullName{surname: surname, given: given, patronymic: patronymic})
	}
	for _, l := range slices.Concat(p.leads, p.pastLeads) {
		if surname, given, patronymic := wordsOf(l.Name); given != "" { // one word alone names many
			add(fullName{surname: surname, given: given, patronymic: patronymic})
		}
	}
	others := register.Not{Filter: register.ByID(p.ids()...)}
	for i, one := range p.names {
		n, err := all.Count(ctx, Contacts.Register, register.All{
			register.Eq(&Contacts.Row.Surname, one.surname), register.Eq(&Contacts.Row.Given, one.given), others,
		}, 1)
		if err != nil {
			return err
		}
		p.names[i].common = n > 0
	}
	return nil
}

// called are the names in messengers and the personal codes.
func (p *person) called() (out []string) {
	for _, c := range slices.Concat(p.contacts, p.past) {
		for _, m := range c.Messengers {
			out = append(out, m.Address)
		}
	}
	if p.partner != nil {
		for _, m := range p.partner.Messengers {
			out = append(out, m.Address)
		}
	}
	for _, c := range p.counterparties {
		if c.PersonCode != "" {
			out = append(out, c.PersonCode)
		}
	}
	return out
}

// fullName is a name of the person; others may have a common one, so that texts
// that say it alone may mean them.
type fullName struct {
	surname, given, patronymic string
	common                     bool
}

// Traces find in texts what tells of a person. The zero one finds nothing.
type Traces struct {
	phones  map[string]bool // their last digits
	emails  map[string]bool
	handles *regexp.Regexp // of messengers, as they are
	name    *regexp.Regexp // surname and given name in any case, which nobody else has
	surname *regexp.Regexp // in any case
	given   *regexp.Regexp
}

// erasedSign stands where a text told of somebody.
const erasedSign = "▇▇▇"

var (
	anyEmail = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}`)
	anyPhone = regexp.MustCompile(`\+?\d[\d ()\-]{7,}\d`)
)

func tracesOf(called []fullName, phones, emails, handles []string) Traces {
	t := Traces{phones: map[string]bool{}, emails: map[string]bool{}}
	for _, one := range phones {
		if d := lastDigits(one); len(d) >= 7 {
			t.phones[d] = true
		}
	}
	for _, one := range emails {
		t.emails[one] = true
	}
	var exact []string
	for _, one := range handles {
		if one = strings.TrimPrefix(one, "@"); utf8.RuneCountInString(one) >= 4 {
			exact = append(exact, regexp.QuoteMeta(one))
		}
	}
	if len(exact) > 0 {
		t.handles = regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}])@?(?:` + strings.Join(exact, "|") + `)($|[^\p{L}\p{N}])`)
	}
	var surnames, givens, whole []string
	for _, n := range called {
		s, g, p := stems(n.surname, 2), stems(n.given, 1), stems(n.patronymic, 2)
		surnames, givens = append(surnames, s...), append(givens, g...)
		if n.common || len(s) == 0 || len(g) == 0 {
			continue
		}
		last := anyOf(s)
		first := anyOf(g)
		if len(p) > 0 {
			first += `(?:\s+` + anyOf(p) + `)?`
		}
		initials := string([]rune(n.given)[:1]) + `\.(?:\s?\p{L}\.)?`
		whole = append(whole, last+`[\s,]+`+first, first+`\s+`+last, last+`\s+`+initials, initials+`\s?`+last)
	}
	word := func(some []string) *regexp.Regexp {
		if len(some) == 0 {
			return nil
		}
		return regexp.MustCompile(`(?i)(^|[^\p{L}])(?:` + strings.Join(some, "|") + `)`)
	}
	if len(surnames) > 0 {
		t.surname = word([]string{anyOf(surnames)})
	}
	if len(givens) > 0 {
		t.given = word([]string{anyOf(givens)})
	}
	t.name = word(whole)
	return t
}

// lastDigits are what telephone numbers have in common, written with the code
// of the country or without.
func lastDigits(number string) string {
	const local = 9
	d := identity.Digits(number)
	return d[max(0, len(d)-local):]
}

// stems are the beginnings that a word has in all its cases, in its own
// letters and in Latin ones.
func stems(word string, ending int) []string {
	var out []string
	for _, one := range append([]string{word}, identity.Latin(word)...) {
		if stem := regexp.QuoteMeta(stemOf(one, ending)); stem != "" && !slices.Contains(out, stem) {
			out = append(out, stem)
		}
	}
	return out
}

// stemOf is what of a word stays in all its cases.
func stemOf(word string, ending int) string {
	const shortest = 4
	letters := []rune(strings.ToLower(strings.TrimSpace(word)))
	if len(letters) > shortest {
		letters = letters[:max(shortest, len(letters)-ending)]
	}
	return string(letters)
}

func anyOf(stems []string) string { return `(?:` + strings.Join(stems, "|") + `)\p{L}{0,5}` }

// Mask is the text without what tells of the person and of nobody else.
func (t Traces) Mask(text string) string {
	if text == "" {
		return text
	}
	if len(t.emails) > 0 && strings.Contains(text, "@") {
		text = anyEmail.ReplaceAllStringFunc(text, func(s string) string {
			if t.emails[strings.ToLower(s)] {
				return erasedSign
			}
			return s
		})
	}
	if len(t.phones) > 0 {
		text = anyPhone.ReplaceAllStringFunc(text, func(s string) string {
			digits := identity.Digits(s)
			for one := range t.phones {
				if strings.Contains(digits, one) {
					return erasedSign
				}
			}
			return s
		})
	}
	if t.handles != nil {
		text = t.handles.ReplaceAllString(text, "${1}"+erasedSign+"${2}")
	}
	if t.name != nil {
		text = t.name.ReplaceAllString(text, "${1}"+erasedSign)
	}
	return text
}

// MaskAll is Mask that takes the surname alone for the person's too: in texts
// of which somebody said, or which are known, to be about him.
func (t Traces) MaskAll(text string) string {
	text = t.Mask(text)
	if t.surname != nil {
		text = t.surname.ReplaceAllString(text, "${1}"+erasedSign)
	}
	return text
}

// Tells reports whether a text, also of a form as it is sent, has both the
// surname and the given name.
func (t Traces) Tells(text string) bool {
	if typed, err := url.QueryUnescape(text); err == nil {
		if t.Mask(typed) != typed {
			return true
		}
		text = typed
	}
	return t.surname != nil && t.given != nil && t.surname.MatchString(text) && t.given.MatchString(text)
}

// pseudonymOf is what a person is called in a language once nothing is known
// of him.
func pseudonymOf(language string, number int64) string {
	called := map[string]string{"uk": "Знеособлена особа", "ru": "Обезличенное лицо", "bg": "Анонимизирано лице", "en": "Anonymised person"}
	return cmp.Or(called[language], called["uk"]) + " " + strconv.FormatInt(number, 10)
}

// PersonRecords are all records that a person is, whom a contact or a private
// client stands for, as far as the actor may see them: contacts, leads, the
// client and his requisites. The one that is asked of comes first.
func PersonRecords(ctx context.Context, tx register.Tx, who register.Link) ([]register.Record, error) {
	p, err := personOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	all := append([]register.Record{p.who}, p.records()...)
	for _, c := range p.counterparties {
		all = append(all, c)
	}
	var out []register.Record
	for i, rec := range all {
		if i > 0 && rec == p.who {
			continue
		}
		seen, err := tx.Load(ctx, tx.Schema().Of(rec), register.BaseOf(rec).ID)
		if errors.Is(err, register.ErrNotFound) || errors.Is(err, register.ErrForbidden) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, seen)
	}
	return out, nil
}
