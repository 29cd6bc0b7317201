package crm

import (
	"context"
	"slices"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// Contact is a person at a partner.
type Contact struct {
	register.Base
	Surname    string
	Given      string
	Patronymic string
	Partner    register.Ref[Partner]
	Position   string
	Role       ContactRole
	Main       bool
	Sex        Sex

	Phones     register.Parts[Phone]
	Emails     register.Parts[Email]
	Messengers register.Parts[Messenger]
	Language   Language
	Method     ContactMethod
	BestTime   string
	Marketing  Channels // by which he agreed to offers

	Birthday   register.Date
	BirthMonth Month
	BirthDay   int64

	Left   bool // works there no more
	LeftOn register.Date
	SameAs register.Ref[Contact] // the same person at another partner

	Note string

	MergedInto register.Ref[Contact] // which record took its place; the other one is archived
	Formerly   string                // names and codes of those merged into this one, a line each

	Erased     ErasedState
	Pseudonym  int64 // under which the person is kept once erased
	Suppressed bool  // one of the addresses was erased at somebody's wish: no offers are sent there

	MatchCyr, MatchUa, MatchBg, MatchRu int64 // hashes of the surname's keys
}

// Contacts is the register of them.
var Contacts = register.Define[Contact]("contact", "contacts",
	register.DoAll[Contact, MergeContacts]("merge"),
	register.Do[Contact, LeaveCompany]("leave"),
	register.Do[Contact, ReturnToCompany]("return"),
	register.Do[Contact, MakeMainContact]("make_main"),
	register.Do[Contact, EraseContact]("erase"),
	register.Do[Contact, HoldContact]("hold"),
)

// Describe lists the fields. Whoever sees the partner sees its contacts.
func (c *Contact) Describe(f *register.Fields) {
	f.Text(&c.Surname).Max(100).Required().Searchable().Indexed().Tracked()
	f.Text(&c.Given).Max(100).Searchable().Indexed().Tracked()
	f.Text(&c.Patronymic).Max(100).Searchable().Tracked()
	f.Ref(&c.Partner).Required().Guard().Tracked()
	f.Text(&c.Position).Max(200).Searchable().Tracked()
	f.Choice(&c.Role).Indexed().Tracked()
	f.Bool(&c.Main).ReadOnly().Indexed().Tracked()
	f.Choice(&c.Sex)
	f.Section("contacts")
	f.Parts(&c.Phones).Class(register.Contact).Tracked()
	f.Parts(&c.Emails).Class(register.Contact).Tracked()
	f.Parts(&c.Messengers).Class(register.Contact).Tracked()
	f.Choice(&c.Language)
	f.Choice(&c.Method)
	f.Text(&c.BestTime).Max(100)
	f.Several(&c.Marketing).ReadOnly().Indexed().Tracked()
	f.Section("personal")
	f.Date(&c.Birthday).Class(register.Personal).Indexed()
	f.Choice(&c.BirthMonth).Class(register.Personal).Indexed()
	f.Int(&c.BirthDay).Class(register.Personal)
	f.Section("work")
	f.Bool(&c.Left).ReadOnly().Indexed().Tracked()
	f.Date(&c.LeftOn).ReadOnly().Tracked()
	f.Ref(&c.SameAs)
	f.Section("note")
	f.LongText(&c.Note).Class(register.Personal)
	f.Ref(&c.MergedInto).ReadOnly().Tracked()
	f.LongText(&c.Formerly).ReadOnly().Searchable()
	f.Choice(&c.Erased).ReadOnly().Indexed()
	f.Int(&c.Pseudonym).Unseen()
	f.Bool(&c.Suppressed).ReadOnly().Indexed()
	f.Int(&c.MatchCyr).Unseen().Indexed()
	f.Int(&c.MatchUa).Unseen().Indexed()
	f.Int(&c.MatchBg).Unseen().Indexed()
	f.Int(&c.MatchRu).Unseen().Indexed()
	f.SortBy(&c.Surname, &c.Given)
	f.Together(&c.BirthMonth, &c.BirthDay) // whom to congratulate
}

// Title is the name in the order of the language.
func (c *Contact) Title(language string) string {
	if c.Pseudonym != 0 {
		return pseudonymOf(language, c.Pseudonym)
	}
	return personName(language, c.Surname, c.Given, c.Patronymic)
}

// Hint is the position.
func (c *Contact) Hint(string) string { return c.Position }

// Change puts numbers into one form, fills in the sex and the birthday as far
// as they follow from the rest, and makes the first contact of a partner the
// main one.
func (c *Contact) Change(ctx context.Context, tx register.Tx, was *Contact) error {
	if err := stayMerged(tx, was != nil && was.MergedInto != 0); err != nil {
		return err
	}
	if err := stayErased(tx, c.Erased); err != nil {
		return err
	}
	if err := c.readAddresses(ctx, tx); err != nil {
		return err
	}
	if err := lookSuppressed(ctx, tx, &c.Suppressed, reachedBy(c.Phones, c.Emails), reachedBy(before(was).Phones, before(was).Emails)); err != nil {
		return err
	}
	if c.Sex == "" {
		c.Sex = Sex(identity.SexByPatronymic(c.Patronymic))
	}
	if c.Birthday != "" {
		if day, err := time.Parse(time.DateOnly, string(c.Birthday)); err == nil {
			c.BirthMonth, c.BirthDay = Month(day.Format("01")), int64(day.Day())
		}
	}
	if c.Birthday > tx.Today() {
		return register.RefuseAt("birthday", "in_future")
	}
	k := identity.SurnameKeys(c.Surname)
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = keyHash(k.Cyrillic), keyHash(k.UA), keyHash(k.BG), keyHash(k.RU)
	return c.keepMain(ctx, tx, was)
}

func (c *Contact) readAddresses(ctx context.Context, tx register.Tx) error {
	p := register.ProblemsOf(c)
	country := Country("")
	local := slices.ContainsFunc(c.Phones, func(n Phone) bool { return !strings.HasPrefix(n.Number, "+") })
	if local && c.Partner != 0 {
		if partner, err := register.Load(ctx, tx.AsProgram(), Partners, c.Partner); err == nil {
			country = partner.Country
		}
	}
	readPhones(ctx, tx, p, c.Phones, country)
	readEmails(p, c.Emails)
	return p.Err()
}

// keepMain makes a contact the main one of a partner that has none. The main
// contact cannot move to another partner while others stay behind.
func (c *Contact) keepMain(ctx context.Context, tx register.Tx, was *Contact) error {
	if was != nil && was.Partner == c.Partner && (was.Main == c.Main && was.Left == c.Left) {
		return nil
	}
	if was != nil && was.Main && was.Partner != c.Partner {
		others, err := c.colleagues(ctx, tx, was.Partner)
		if err != nil {
			return err
		}
		if others > 0 {
			return register.RefuseAt("partner", "main_contact_stays")
		}
	}
	if c.Left || was != nil && was.Partner == c.Partner && was.Left == c.Left {
		return nil // an action moves the mark itself
	}
	main, err := c.lacksMain(ctx, tx)
	c.Main = main
	return err
}

// lacksMain reports whether none of the contact's colleagues is the main one.
func (c *Contact) lacksMain(ctx context.Context, tx register.Tx) (bool, error) {
	n, err := tx.AsProgram().Count(ctx, Contacts.Register, register.All{
		register.Eq(&Contacts.Row.Partner, c.Partner), register.Eq(&Contacts.Row.Main, true),
		register.Not{Filter: register.ByID(c.ID)},
		register.Alive(),
	}, 1)
	return n == 0, err
}

// colleagues counts who else works at a partner.
func (c *Contact) colleagues(ctx context.Context, tx register.Tx, at register.Ref[Partner]) (int, error) {
	return tx.AsProgram().Count(ctx, Contacts.Register, c.others(at), 1)
}

func (c *Contact) others(at register.Ref[Partner]) register.Filter {
	return register.All{
		register.Eq(&Contacts.Row.Partner, at), register.Eq(&Contacts.Row.Left, false),
		register.Not{Filter: register.ByID(c.ID)},
		register.Alive(),
	}
}

// Check holds the contact's own values.
func (c *Contact) Check(p *register.Problems) {
	switch {
	case c.BirthDay == 0 && c.BirthMonth == "":
	case c.BirthMonth == "":
		p.Add(&c.BirthMonth, "birthday_needs_month")
	case c.BirthDay == 0:
		p.Add(&c.BirthDay, "birthday_needs_day")
	default:
		month := slices.Index(c.BirthMonth.Choices(), string(c.BirthMonth)) + 1
		// 2000 was a leap year: somebody may be born on 29 February.
		if day := time.Date(2000, time.Month(month), int(c.BirthDay), 0, 0, 0, 0, time.UTC); c.BirthDay < 1 || c.BirthDay > 31 || int(day.Month()) != month {
			p.Add(&c.BirthDay, "out_of_range")
		}
	}
	if c.ID != 0 && c.SameAs == register.Ref[Contact](c.ID) {
		p.Add(&c.SameAs, "not_oneself")
	}
}

// Leave asks to choose another main contact first, while there are others.
func (c *Contact) Leave(ctx context.Context, tx register.Tx, _ register.Act) error {
	if !c.Main {
		return nil
	}
	others, err := c.colleagues(ctx, tx, c.Partner)
	if err == nil && others > 0 {
		err = register.Refuse("main_contact_stays")
	}
	return err
}

// Return makes the contact the main one if the partner has none now, and an
// ordinary one if another took its place meanwhile.
func (c *Contact) Return(ctx context.Context, tx register.Tx) error {
	if c.Erased != "" {
		return register.Refuse("erased_record")
	}
	if c.MergedInto != 0 {
		return register.Refuse("merged_record")
	}
	main, err := c.lacksMain(ctx, tx)
	if err != nil || c.Main == (main && !c.Left) {
		return err
	}
	c.Main = main && !c.Left
	return tx.AsProgram().Save(ctx, c)
}

// Moved leaves the mark of the main contact to the one whom the partner that
// took the place of its own has already.
func (c *Contact) Moved(ctx context.Context, tx register.Tx) (bool, error) {
	if !c.Main {
		return true, nil
	}
	main, err := c.lacksMain(ctx, tx)
	c.Main = main
	return true, err
}

// Notices offer repairs of the names, warn of personal codes in the note and
// tell of an address to which no offers are sent.
func (c *Contact) Notices() []Notice {
	return slices.Concat(suppressedNotice("suppressed", c.Suppressed), scriptNotice("surname", c.Surname), scriptNotice("given", c.Given),
		scriptNotice("patronymic", c.Patronymic), personalNotice("note", c.Note))
}

// LeaveCompany notes that a contact works at the partner no more: he stays in
// the history and is offered no longer.
type LeaveCompany struct{ On register.Date }

// Describe lists the input; no day is today.
func (in *LeaveCompany) Describe(f *register.Fields) { f.Date(&in.On) }

// Offered is for those who work there.
func (*LeaveCompany) Offered(c *Contact) bool { return !c.Left && !c.Archived }

// Do notes the day and makes the next working contact the main one.
func (in *LeaveCompany) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	if in.On == "" {
		in.On = tx.Today()
	}
	if in.On > tx.Today() {
		return register.RefuseAt("on", "in_future")
	}
	main := c.Main
	c.Left, c.LeftOn, c.Main = true, in.On, false
	if err := tx.Save(ctx, c); err != nil || !main {
		return err
	}
	next, err := register.First(ctx, tx.AsProgram(), Contacts, c.others(c.Partner))
	if err != nil || next == nil {
		return err
	}
	next.Main = true
	return tx.AsProgram().Save(ctx, next)
}

// ReturnToCompany takes back that a contact left.
type ReturnToCompany struct{}

// Describe lists the input: there is none.
func (*ReturnToCompany) Describe(*register.Fields) {}

// Offered is for those who left.
func (*ReturnToCompany) Offered(c *Contact) bool { return c.Left && !c.Archived }

// Do makes the contact a working one; he becomes the main one if there is none.
func (*ReturnToCompany) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	c.Left, c.LeftOn = false, ""
	return tx.Save(ctx, c)
}

// MakeMainContact makes a contact the main one of its partner.
type MakeMainContact struct{}

// Describe lists the input: there is none.
func (*MakeMainContact) Describe(*register.Fields) {}

// Offered is for working contacts that are not it yet.
func (*MakeMainContact) Offered(c *Contact) bool { return !c.Main && !c.Left && !c.Archived }

// Do moves the mark from whoever has it.
func (*MakeMainContact) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	if c.Left {
		return register.Refuse("contact_left")
	}
	old, err := register.Select(ctx, tx.AsProgram(), Contacts, register.Query{Whole: true, Filter: register.All{
		register.Eq(&Contacts.Row.Partner, c.Partner), register.Eq(&Contacts.Row.Main, true), register.Not{Filter: register.ByID(c.ID)},
	}})
	if err != nil {
		return err
	}
	for _, o := range old {
		o.Main = false
		if err := tx.AsProgram().Save(ctx, o); err != nil {
			return err
		}
	}
	c.Main = true
	return tx.Save(ctx, c)
}

// ContactRole is what a contact means to a sale.
type ContactRole string

// Choices of roles.
func (ContactRole) Choices() []string {
	return []string{"decision_maker", "influencer", "buyer", "accountant", "technical", "user", "other"}
}

// ContactMethod is how a contact wishes to be reached.
type ContactMethod string

// Choices of methods.
func (ContactMethod) Choices() []string { return []string{"phone", "messenger", "email", "meeting"} }
