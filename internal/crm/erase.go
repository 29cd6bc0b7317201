package crm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// Erasing is an erasure while it is done. Each of its steps may be done again,
// so that one that was cut off is begun anew; until the last the person
// himself is still known, and what is looked for with him. What goes for good
// is counted, and its contents are noted, in the unit of work in which it goes;
// what stays linked to the person is counted in the last.
type Erasing struct {
	Who     register.Link
	Made    time.Time       // when the record was made
	Number  int64           // of the pseudonym
	Also    []register.Link // whose texts speak of the person
	Spare   []register.Link // whose texts do not, whatever they look like
	Erasure register.ID     // nought after a backup was put back that does not know it

	person *person
	files  []string                // contents that no record that was erased says any more
	counts register.Parts[Counted] // of the unit of work
	taken  []string                // in the unit of work
}

// erasedAtOnce is how many records a unit of work erases.
const erasedAtOnce = 50

// spreadAtOnce is how many records are looked through in a unit of work.
const spreadAtOnce = 300

// ReadErasing reads what was confirmed; nil when it is not to be done, or is.
func ReadErasing(ctx context.Context, work register.Work, id register.ID) (e *Erasing, err error) {
	err = work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		asked, err := register.Load(ctx, tx, Erasures, register.Ref[Erasure](id))
		if err != nil || asked.State != ErasureGoing {
			return err
		}
		e = &Erasing{Who: asked.Who, Number: asked.Pseudonym, Erasure: id}
		for _, m := range asked.Chosen {
			if l := (register.Link{Register: m.Register, ID: m.Record}); m.Keep {
				e.Spare = append(e.Spare, l)
			} else {
				e.Also = append(e.Also, l)
			}
		}
		for _, f := range asked.Files {
			e.files = append(e.files, f.Hash)
		}
		return e.Read(ctx, tx)
	})
	return e, err
}

// Read reads who is meant; register.ErrNotFound when there is no such person,
// or he is erased.
func (e *Erasing) Read(ctx context.Context, tx register.Tx) (err error) {
	if e.person, err = personOf(ctx, tx, e.Who); err != nil {
		return err
	}
	made := register.BaseOf(e.person.who).CreatedAt
	if e.Made.IsZero() {
		e.Made = made
	}
	if !made.Equal(e.Made) || e.person.erased() == ErasedForGood {
		return register.ErrNotFound
	}
	return nil
}

// Traces are what texts of the person are known by.
func (e *Erasing) Traces() Traces { return e.person.Traces }

// Own are the records that the person is.
func (e *Erasing) Own() []register.Record { return e.person.records() }

// Files are the contents that were taken from records, of an erasure that was
// cut off also those of before.
func (e *Erasing) Files() []string { return e.files }

// do does a unit of work, and keeps with it what it counted and took. One that
// could not be kept may be done again.
func (e *Erasing) do(ctx context.Context, work register.Work, what func(register.Tx) error) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		e.counts, e.taken = nil, nil
		if err := what(tx); err != nil {
			return err
		}
		e.files = append(e.files, e.taken...)
		if e.Erasure == 0 || len(e.counts)+len(e.taken) == 0 {
			return nil
		}
		asked, err := register.Load(ctx, tx, Erasures, register.Ref[Erasure](e.Erasure))
		if err != nil {
			return err
		}
		for _, n := range e.counts {
			asked.Report = addCount(asked.Report, n.Register, n.Count)
		}
		for _, hash := range e.taken {
			asked.Files = append(asked.Files, ErasedFile{Hash: hash})
		}
		return tx.Save(ctx, asked)
	})
}

// count adds a record that goes, or from which the person goes.
func (e *Erasing) count(of *register.Register) { e.counts = addCount(e.counts, of.Name, 1) }

// takeFiles notes the contents that a record said.
func (e *Erasing) takeFiles(rec register.Record, of *register.Register) {
	for _, f := range of.Fields {
		if f.Kind == register.FileOf {
			if hash := f.Value(rec).(register.File).Hash; hash != "" {
				e.taken = append(e.taken, hash)
			}
		}
	}
}

// Linked erases what is linked to the person, and what somebody said to be
// about him.
func (e *Erasing) Linked(ctx context.Context, work register.Work) error {
	var registers []*register.Register
	err := e.do(ctx, work, func(tx register.Tx) error {
		registers = tx.Schema().Registers
		for _, l := range e.Also {
			if err := e.chosen(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range registers {
		f := e.person.linked(r)
		if f == nil || erasedHow(r) == erasedByHand || r.Name == Erasures.Name { // that it was asked for goes last
			continue
		}
		if err := e.linkedOf(ctx, work, r, f); err != nil {
			return fmt.Errorf("erase %s: %w", r.Path, err)
		}
	}
	return nil
}

// chosen takes the person out of a record that somebody said to be about him.
func (e *Erasing) chosen(ctx context.Context, tx register.Tx, l register.Link) error {
	r := tx.Schema().Named(l.Register)
	if r == nil || e.person.is(l) {
		return nil
	}
	rec, err := tx.Load(ctx, r, l.ID)
	if err != nil {
		return unlessGone(err)
	}
	if err := e.countSaid(ctx, tx, r, rec, e.person.MaskAll); err != nil {
		return err
	}
	return tx.Erase(ctx, rec, e.person.saidIn(r))
}

// countSaid counts a record that a mask changes, unless it is linked to the
// person and counted as such.
func (e *Erasing) countSaid(ctx context.Context, tx register.Tx, r *register.Register, rec register.Record, mask func(string) string) error {
	if !says(r, rec, mask) {
		return nil
	}
	if f := e.person.linked(r); f != nil {
		n, err := tx.Count(ctx, r, register.All{f, register.ByID(register.BaseOf(rec).ID)}, 1)
		if err != nil || n > 0 {
			return err
		}
	}
	e.count(r)
	return nil
}

// says reports whether a mask changes a text of a record.
func says(r *register.Register, rec register.Record, mask func(string) string) (some bool) {
	eachText(r.Fields, rec, func(f *register.Field, text string) { some = some || !f.Unique && mask(text) != text })
	return some
}

func (e *Erasing) linkedOf(ctx context.Context, work register.Work, r *register.Register, f register.Filter) error {
	how := erasedHow(r)
	for last, more := register.ID(0), true; more; {
		err := e.do(ctx, work, func(tx register.Tx) error {
			next := register.Is{Field: "id", Op: register.Greater, Value: last}
			sort := register.Sort{Field: "id"}
			if how == EraseAway { // they go, the latest first: a file refers to the one before it
				sort.Down = true
				next = register.Is{Field: "id", Op: register.Greater, Value: register.ID(0)}
			}
			recs, err := tx.Select(ctx, r, register.Query{Filter: register.All{f, next}, Sort: []register.Sort{sort}, Limit: erasedAtOnce, Whole: true})
			if err != nil {
				return err
			}
			more = len(recs) == erasedAtOnce
			for _, rec := range recs {
				last = register.BaseOf(rec).ID
				if e.person.is(register.Link{Register: r.Name, ID: last}) {
					continue
				}
				if err := e.eraseOne(ctx, tx, r, rec, how); err != nil {
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

// eraseOne does to a record that leads to the person what is done to its kind.
func (e *Erasing) eraseOne(ctx context.Context, tx register.Tx, r *register.Register, rec register.Record, how ErasureHow) error {
	if how == EraseTexts && !e.person.alone(rec) {
		how = EraseSaid
	}
	switch how {
	case EraseAway:
		return e.eraseAway(ctx, tx, r, rec)
	case EraseTexts:
		if err := e.eraseRemarks(ctx, tx, register.Link{Register: r.Name, ID: register.BaseOf(rec).ID}); err != nil {
			return err
		}
		e.takeFiles(rec, r)
		return tx.Erase(ctx, rec, func(rec register.Record) { emptyTexts(r.Fields, rec) })
	case EraseSome:
		for _, name := range erasedFields[r.Name] {
			if f := r.Field(name); f.Kind == register.FileOf {
				e.takeFiles(rec, r)
			}
		}
		return tx.Erase(ctx, rec, e.person.someOf(r))
	}
	return tx.Erase(ctx, rec, e.person.saidIn(r))
}

// eraseAway removes a record with what was said of it.
func (e *Erasing) eraseAway(ctx context.Context, tx register.Tx, r *register.Register, rec register.Record) error {
	if !r.Passing {
		if err := e.eraseRemarks(ctx, tx, register.Link{Register: r.Name, ID: register.BaseOf(rec).ID}); err != nil {
			return err
		}
	}
	e.takeFiles(rec, r)
	e.count(r)
	return tx.EraseWhole(ctx, rec)
}

// eraseRemarks removes the comments and files of a record.
func (e *Erasing) eraseRemarks(ctx context.Context, tx register.Tx, about register.Link) error {
	for _, r := range []*register.Register{tx.Schema().This(Comments.Register), tx.Schema().This(Attachments.Register)} {
		recs, err := tx.Select(ctx, r, register.Query{
			Filter: register.Is{Field: "about", Op: register.Equal, Value: about}, Sort: []register.Sort{{Field: "id", Down: true}}, Whole: true,
		})
		if err != nil {
			return err
		}
		for _, rec := range recs {
			if err := e.eraseAway(ctx, tx, r, rec); err != nil {
				return err
			}
		}
	}
	return nil
}

// DropSheets takes from an import the sheets that it read and made.
func (e *Erasing) DropSheets(ctx context.Context, work register.Work, one *Import) error {
	return e.do(ctx, work, func(tx register.Tx) error {
		of := tx.Schema().This(Imports.Register)
		e.takeFiles(one, of)
		e.count(of)
		return tx.Erase(ctx, one, func(rec register.Record) {
			i := rec.(*Import)
			i.File, i.Rejects, i.Name = register.File{}, register.File{}, e.person.MaskAll(i.Name)
		})
	})
}

// alone reports whether nobody but the person took part in an event. Of one
// with others only what is said of him goes.
func (p *person) alone(rec register.Record) bool {
	mine := func(c register.Ref[Contact]) bool { return slices.Contains(p.ids(), register.ID(c)) }
	switch rec := rec.(type) {
	case *Event:
		return !slices.ContainsFunc(rec.Contacts, func(c register.Ref[Contact]) bool { return !mine(c) }) &&
			!slices.ContainsFunc(rec.Guests, func(g Guest) bool { return g.User == 0 && !mine(g.Contact) })
	case *EventSeries:
		return !slices.ContainsFunc(rec.Contacts, func(c register.Ref[Contact]) bool { return !mine(c) })
	}
	return false
}

// nothingSaid stands where a text may not be empty.
const nothingSaid = "—"

// emptyTexts empties the texts and files of a record and its parts; numbers
// and codes stay, which are no two records' own.
func emptyTexts(fields []*register.Field, rec any) {
	for _, f := range fields {
		switch {
		case f.Unique:
		case isText(f) && f.Required && !f.Empty(rec):
			f.Set(rec, nothingSaid)
		case isText(f), f.Kind == register.FileOf, f.Kind == register.NamesOf:
			f.Set(rec, nil)
		case f.Kind == register.PartsOf:
			parts := f.Value(rec).([]any)
			for _, part := range parts {
				emptyTexts(f.Target.Fields, part)
			}
			f.Set(rec, parts)
		}
	}
	if rec, ok := rec.(register.Record); ok {
		register.BaseOf(rec).Kept = nil
	}
}

func isText(f *register.Field) bool {
	switch f.Kind {
	case register.Text, register.LongText, register.Email, register.Phone:
		return true
	}
	return false
}

// saidIn takes what is said of the person from the texts of a record; of
// parts that are the person's own, as a guest, all of their texts.
func (p *person) saidIn(r *register.Register) func(register.Record) {
	return func(rec register.Record) { maskTexts(r.Fields, rec, p.MaskAll, p.isIn) }
}

// isIn reports whether a part of a record refers to the person.
func (p *person) isIn(f *register.Field, part any) bool {
	return f.Kind == register.Reference && f.Target != nil && f.Target.Name == Contacts.Name && slices.Contains(p.ids(), f.Value(part).(register.ID))
}

func maskTexts(fields []*register.Field, rec any, mask func(string) string, own func(*register.Field, any) bool) {
	for _, f := range fields {
		switch {
		case f.Unique:
		case isText(f):
			if text := f.Value(rec).(string); text != "" {
				if now := mask(text); now != text {
					f.Set(rec, now)
				}
			}
		case f.Kind == register.FileOf:
			if file := f.Value(rec).(register.File); file.Name != "" {
				file.Name = mask(file.Name)
				f.Set(rec, file)
			}
		case f.Kind == register.NamesOf:
			all := f.Value(rec).(register.Names).All()
			for i := range all {
				all[i] = mask(all[i])
			}
			f.Set(rec, register.NamesFrom(all))
		case f.Kind == register.PartsOf:
			parts := f.Value(rec).([]any)
			for _, part := range parts {
				if own != nil && slices.ContainsFunc(f.Target.Fields, func(g *register.Field) bool { return own(g, part) }) {
					emptyOptional(f.Target.Fields, part)
				}
				maskTexts(f.Target.Fields, part, mask, nil)
			}
			f.Set(rec, parts)
		}
	}
}

func emptyOptional(fields []*register.Field, part any) {
	for _, f := range fields {
		if isText(f) && !f.Required {
			f.Set(part, nil)
		}
	}
}

// someOf empties the fields that are about the person, and takes from the
// other texts what is said of him.
func (p *person) someOf(r *register.Register) func(register.Record) {
	return func(rec register.Record) {
		for _, name := range erasedFields[r.Name] {
			f := r.Field(name)
			switch {
			case f.Kind == register.PartsOf:
				parts := f.Value(rec).([]any)
				for _, part := range parts {
					emptyTexts(f.Target.Fields, part)
				}
				f.Set(rec, parts)
			case f.Required:
				f.Set(rec, nothingSaid)
			default:
				f.Set(rec, nil)
			}
		}
		maskTexts(r.Fields, rec, p.MaskAll, p.isIn)
	}
}

// Spread takes the person's name and addresses out of the texts of all other
// records, as far as they are nobody else's.
func (e *Erasing) Spread(ctx context.Context, work register.Work) error {
	var registers []*register.Register
	err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error { registers = tx.Schema().Registers; return nil })
	if err != nil {
		return err
	}
	for _, r := range registers {
		if !spokenIn(r) && r.Name != Contacts.Name && r.Name != SavedViews.Name && r.Name != Merges.Name {
			continue
		}
		for last, more := register.ID(0), true; more; {
			err := e.do(ctx, work, func(tx register.Tx) error {
				recs, err := tx.Select(ctx, r, register.Query{
					Filter: register.Is{Field: "id", Op: register.Greater, Value: last}, Sort: []register.Sort{{Field: "id"}}, Limit: spreadAtOnce, Whole: true,
				})
				if err != nil {
					return err
				}
				more = len(recs) == spreadAtOnce
				for _, rec := range recs {
					last = register.BaseOf(rec).ID
					if err := e.spreadOne(ctx, tx, r, rec); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return fmt.Errorf("erase what %s say: %w", r.Path, err)
			}
		}
	}
	return nil
}

func (e *Erasing) spreadOne(ctx context.Context, tx register.Tx, r *register.Register, rec register.Record) error {
	at := register.Link{Register: r.Name, ID: register.BaseOf(rec).ID}
	if e.person.is(at) || slices.Contains(e.Spare, at) {
		return nil
	}
	if !says(r, rec, e.person.Mask) {
		return nil
	}
	if err := e.countSaid(ctx, tx, r, rec, e.person.Mask); err != nil {
		return err
	}
	return tx.Erase(ctx, rec, func(rec register.Record) { maskTexts(r.Fields, rec, e.person.Mask, nil) })
}

// Finish erases the person himself, keeps his addresses from being written to
// again, and reports. After it nobody is known any more by whom anything could
// be found.
func (e *Erasing) Finish(ctx context.Context, work register.Work) error {
	return e.do(ctx, work, func(tx register.Tx) error {
		linked, err := e.person.lines(ctx, tx)
		if err != nil {
			return err
		}
		for _, l := range linked {
			e.counts = addCount(e.counts, l.Register.Name, int64(l.Count))
		}
		home, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		language := "uk"
		if home.Country == "bg" {
			language = "bg"
		}
		called := pseudonymOf(language, e.Number)
		if err := e.suppress(ctx, tx); err != nil {
			return err
		}
		for _, c := range e.person.contacts {
			if err := e.finishContact(ctx, tx, c, called); err != nil {
				return err
			}
		}
		for _, c := range e.person.counterparties {
			bound, err := boundByLaw(ctx, tx, c)
			if err != nil {
				return err
			}
			if bound {
				continue
			}
			e.count(Counterparties.Register)
			if err := tx.Erase(ctx, c, func(rec register.Record) { rec.(*Counterparty).erase(called) }); err != nil {
				return err
			}
		}
		for _, l := range e.person.leads {
			if err := e.finishLead(ctx, tx, l, called); err != nil {
				return err
			}
		}
		if e.person.partner != nil {
			e.count(Partners.Register)
			if err := tx.Erase(ctx, e.person.partner, func(rec register.Record) { rec.(*Partner).erase(called) }); err != nil {
				return err
			}
		}
		return e.report(ctx, tx)
	})
}

// suppress keeps the person's own addresses from being written to.
func (e *Erasing) suppress(ctx context.Context, tx register.Tx) error {
	phones, emails := e.person.addresses()
	own := slices.DeleteFunc(slices.Concat(phones, emails), func(s string) bool { return slices.Contains(e.person.shared, s) })
	return tx.Suppress(ctx, own...)
}

func (e *Erasing) finishContact(ctx context.Context, tx register.Tx, c *Contact, called string) error {
	e.count(Contacts.Register)
	c, err := register.Load(ctx, tx, Contacts, register.Ref[Contact](c.ID))
	if err != nil {
		return err
	}
	if c.Main && !c.Left && !c.Archived {
		if err := (&LeaveCompany{}).Do(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := tx.Erase(ctx, c, func(rec register.Record) { rec.(*Contact).erase(called, e.Number) }); err != nil {
		return err
	}
	if c, err = register.Load(ctx, tx, Contacts, register.Ref[Contact](c.ID)); err != nil || c.Archived {
		return err
	}
	c.Main = false // nobody else works there any more
	if err := tx.Save(ctx, c); err != nil {
		return err
	}
	return tx.Archive(ctx, c, true)
}

// finishLead erases a lead. Nobody works on it any more; that it came, and how,
// stays for statistics.
func (e *Erasing) finishLead(ctx context.Context, tx register.Tx, l *Lead, called string) error {
	e.count(Leads.Register)
	if err := tx.Erase(ctx, l, func(rec register.Record) { rec.(*Lead).erase(called, e.Number, e.person.MaskAll) }); err != nil {
		return err
	}
	l, err := register.Load(ctx, tx, Leads, register.Ref[Lead](l.ID))
	if err != nil || !l.Opened() {
		return err
	}
	none, err := register.First(ctx, tx, LeadReasons, register.Eq(&LeadReasons.Row.Code, NotSpecified))
	if err != nil || none == nil {
		return err
	}
	l.Status, l.Reason, l.acting = DisqualifiedLead, register.Ref[LeadReason](none.ID), true
	return tx.Save(ctx, l)
}

// erase leaves of a lead where it came from and when.
func (l *Lead) erase(called string, number int64, mask func(string) string) {
	l.Name, l.Company, l.Phone, l.Email, l.Text = called, mask(l.Company), "", "", ""
	l.ReasonNote, l.ReopenReason, l.Custom, l.Kept = "", "", nil, nil
	l.Erased, l.Pseudonym, l.Suppressed = ErasedForGood, number, false
}

// erase leaves of a contact his place among records.
func (c *Contact) erase(called string, number int64) {
	c.Surname, c.Given, c.Patronymic, c.Position, c.Sex = called, "", "", "", ""
	c.Phones, c.Emails, c.Messengers, c.Method, c.BestTime, c.Marketing = nil, nil, nil, "", "", nil
	c.Birthday, c.BirthMonth, c.BirthDay = "", "", 0
	c.Note, c.Formerly, c.Custom, c.Kept = "", "", nil, nil
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = 0, 0, 0, 0
	c.Erased, c.Pseudonym, c.Suppressed = ErasedForGood, number, false
}

// erase leaves of a private person what his sales are counted by.
func (c *Partner) erase(called string) {
	c.Name, c.FullName, c.FoundedOn, c.Anniversary = called, "", "", ""
	c.Phones, c.Emails, c.Sites, c.Messengers, c.Addresses = nil, nil, nil, nil, nil
	c.ClassReason, c.DeliveryTerms, c.PaperWording, c.Note, c.Formerly = "", "", "", "", ""
	c.Equipment, c.Projects, c.Strengths, c.Weaknesses = "", "", "", ""
	c.Custom, c.Kept, c.Suppressed = nil, nil, false
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = 0, 0, 0, 0
	c.Erased = ErasedForGood
}

// erase leaves of a natural person's requisites the country and the kind.
func (c *Counterparty) erase(called string) {
	c.Name, c.ShortName, c.Code, c.PersonCode, c.VatNumber, c.CodeReason = called, "", "", "", "", ""
	c.LegalAddress, c.PostalAddress, c.Accounts = "", "", nil
	c.Signatory, c.SignatoryPosition, c.BasisNumber, c.BasisOn, c.GoodsPerson, c.Note = "", "", "", "", "", ""
	c.Custom, c.Kept = nil, nil
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = 0, 0, 0, 0
}

// report ends the erasure: it says how much was erased, and nothing of what.
func (e *Erasing) report(ctx context.Context, tx register.Tx) error {
	if err := finishRetention(ctx, tx, e.person); err != nil {
		return err
	}
	if err := tx.Enqueue(ctx, register.Job{Kind: CompactJob, Key: CompactJob, At: tx.Now()}); err != nil {
		return err
	}
	if e.Erasure == 0 {
		return e.reportAgain(ctx, tx)
	}
	asked, err := register.Load(ctx, tx, Erasures, register.Ref[Erasure](e.Erasure))
	if err != nil {
		return err
	}
	asked.State, asked.DoneAt = ErasureDone, tx.Now()
	for _, n := range e.counts {
		asked.Report = addCount(asked.Report, n.Register, n.Count)
	}
	asked.Files, e.counts = nil, nil
	slices.SortFunc(asked.Report, func(a, b Counted) int { return strings.Compare(a.Register, b.Register) })
	if err := tx.Save(ctx, asked); err != nil {
		return err
	}
	others, err := register.Select(ctx, tx, Erasures, register.Query{Whole: true, Filter: e.person.linked(tx.Schema().This(Erasures.Register))})
	if err != nil {
		return err
	}
	for _, one := range others {
		if err := tx.Erase(ctx, one, e.person.someOf(tx.Schema().This(Erasures.Register))); err != nil {
			return err
		}
	}
	return tx.Audit(ctx, "erasure.done", e.Who, map[string]any{"erasure": e.Erasure})
}

// CompactJob writes the database anew without what was erased.
const CompactJob = "erasure.compact"

// reportAgain ends an erasure that was done before, and forgotten by a backup
// that was put back: what was asked for is done, and the number is not given
// to another.
func (e *Erasing) reportAgain(ctx context.Context, tx register.Tx) error {
	asked, err := register.Select(ctx, tx, Erasures, register.Query{Whole: true, Filter: register.All{
		register.Eq(&Erasures.Row.Who, e.Who), register.In(&Erasures.Row.State, ErasureAsked, ErasureGoing),
	}})
	if err != nil {
		return err
	}
	for _, one := range asked {
		one.State, one.DoneAt, one.Pseudonym = ErasureDone, tx.Now(), e.Number
		if err := tx.Save(ctx, one); err != nil {
			return err
		}
	}
	for n := int64(0); n < e.Number; {
		if n, err = tx.Next(ctx, pseudonyms); err != nil {
			return err
		}
	}
	return tx.Audit(ctx, "erasure.again", e.Who, nil)
}

// pseudonyms is the series by which erased people are numbered.
const pseudonyms = "pseudonym"
