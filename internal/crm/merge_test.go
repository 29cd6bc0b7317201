package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// mergePartners makes one partner of several, for a user.
func (w *world) mergePartners(u *crm.User, in *crm.MergePartners, ids ...register.ID) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error {
		recs, err := register.Select(ctx, tx, crm.Partners, register.Query{Filter: register.ByID(ids...), Whole: true})
		if err != nil {
			return err
		}
		return in.DoAll(ctx, tx, recs)
	})
}

func (w *world) undoMerge(u *crm.User, id register.ID) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error {
		m, err := register.Load(ctx, tx, crm.Merges, register.Ref[crm.Merge](id))
		if err != nil {
			return err
		}
		return new(crm.UndoMerge).Do(ctx, tx, m)
	})
}

func (w *world) partner(id register.ID) *crm.Partner {
	w.Helper()
	return loaded(w, crm.Partners, id)
}

func loaded[T any](w *world, of *register.Of[T], id register.ID) (out *T) {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Load(ctx, tx, of, register.Ref[T](id))
		return err
	}))
	return out
}

// image is all that a record says, but not its version nor who wrote it last.
func (w *world) image(r *register.Register, id register.ID) map[string]string {
	w.Helper()
	out := map[string]string{}
	w.must(w.do(register.Program, func(tx register.Tx) error {
		r := tx.Schema().This(r)
		rec, err := tx.Load(ctx, r, id)
		if err != nil {
			return err
		}
		for _, f := range r.Fields {
			out[f.Name] = fmt.Sprint(f.JSON(f.Value(rec)))
		}
		out["archived"] = fmt.Sprint(register.BaseOf(rec).Archived)
		return nil
	}))
	return out
}

func (w *world) same(what string, was, now map[string]string) {
	w.Helper()
	for name, text := range was {
		if now[name] != text {
			w.Errorf("%s: %s was %q and is %q", what, name, text, now[name])
		}
	}
}

// twins are two partners that mean one firm, each with a deal and a contact.
type twins struct {
	a, b         *crm.Partner
	dealA, dealB *crm.Deal
	annaA, annaB *crm.Contact
}

func (w *world) twins() twins {
	w.Helper()
	t := twins{a: w.client(w.anna, "Сімейний кошик"), b: w.client(w.borys, "ТОВ «Сімейний Кошик»")}
	t.a.Phones = register.Parts[crm.Phone]{{Kind: "work", Number: "+380441112233"}}
	t.b.Phones = register.Parts[crm.Phone]{{Kind: "mobile", Number: "+380441112233"}, {Kind: "mobile", Number: "+380501112233"}}
	t.b.Roles = crm.PartnerRoles{crm.ClientRole, crm.SupplierRole}
	t.b.Note, t.a.PaymentDays, t.b.PaymentDays = "з виставки", 0, 30
	w.must(w.save(w.anna, t.a))
	w.must(w.save(w.borys, t.b))
	t.dealA = &crm.Deal{Partner: register.Ref[crm.Partner](t.a.ID)}
	t.dealB = &crm.Deal{Partner: register.Ref[crm.Partner](t.b.ID)}
	t.annaA = &crm.Contact{Surname: "Савчук", Partner: register.Ref[crm.Partner](t.a.ID)}
	t.annaB = &crm.Contact{Surname: "Савчук", Given: "Оксана", Partner: register.Ref[crm.Partner](t.b.ID)}
	w.must(w.save(w.anna, t.dealA, t.annaA))
	w.must(w.save(w.borys, t.dealB, t.annaB))
	return t
}

func TestMergedPartnersAreOneAndMayBeTwoAgain(t *testing.T) {
	onWorld(t, func(w *world) {
		tw := w.twins()
		head := w.partner(tw.b.ID)
		head.Head = register.Ref[crm.Contact](tw.annaB.ID)
		w.must(w.save(w.borys, head))
		note := &crm.Comment{About: register.Link{Register: "partner", ID: tw.b.ID}, Text: "просили знижку"}
		w.must(w.save(w.borys, note))
		rest := []register.Link{
			{Register: "partner", ID: tw.a.ID},
			{Register: "partner", ID: tw.b.ID},
			{Register: "deal", ID: tw.dealA.ID},
			{Register: "deal", ID: tw.dealB.ID},
			{Register: "contact", ID: tw.annaA.ID},
			{Register: "contact", ID: tw.annaB.ID},
			{Register: "comment", ID: note.ID},
		}
		before := map[register.Link]map[string]string{}
		for _, at := range rest {
			before[at] = w.image(w.st.Schema().Named(at.Register), at.ID)
		}

		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID), Take: register.Parts[crm.MergedField]{{Field: "name", From: tw.b.ID}, {Field: "code", From: tw.b.ID}}}
		w.must(w.mergePartners(w.iryna, in, tw.a.ID, tw.b.ID))

		one, gone := w.partner(tw.a.ID), w.partner(tw.b.ID)
		if one.Name != tw.b.Name || one.Code != tw.b.Code || one.Note != "з виставки" || one.PaymentDays != 30 || one.Archived {
			t.Errorf("the one that stays says %q %q %q %d", one.Name, one.Code, one.Note, one.PaymentDays)
		}
		if len(one.Phones) != 2 || one.Phones[1].Number != "+380501112233" || !slices.Contains(one.Roles, crm.SupplierRole) {
			t.Errorf("phones and roles are not united: %v %v", one.Phones, one.Roles)
		}
		if one.Head != register.Ref[crm.Contact](tw.annaB.ID) {
			t.Error("the head did not come over")
		}
		if !gone.Archived || gone.MergedInto != register.Ref[crm.Partner](tw.a.ID) || gone.Code != "" {
			t.Errorf("the other is archived %v, leads to %d, has the code %q", gone.Archived, gone.MergedInto, gone.Code)
		}
		for _, known := range []string{"Сімейний кошик", tw.a.Code} {
			if found := w.found(w.iryna, known); !slices.Contains(found, tw.a.ID) {
				t.Errorf("%q does not find the one that stays: %v", known, found)
			}
		}
		if d := loaded(w, crm.Deals, tw.dealB.ID); d.Partner != register.Ref[crm.Partner](tw.a.ID) {
			t.Error("the deal did not come over")
		}
		if a, b := loaded(w, crm.Contacts, tw.annaA.ID), loaded(w, crm.Contacts, tw.annaB.ID); !a.Main || b.Main || b.Partner != register.Ref[crm.Partner](tw.a.ID) {
			t.Errorf("main contacts: %v %v", a.Main, b.Main)
		}
		if c := loaded(w, crm.Comments, note.ID); c.About.ID != tw.a.ID {
			t.Error("the comment did not come over")
		}
		w.refused(w.as(w.iryna, func(tx register.Tx) error { return tx.Archive(ctx, gone, false) }), "", "merged_record")

		w.must(w.undoMerge(w.iryna, in.Made()))
		for _, at := range rest {
			w.same(fmt.Sprint(at), before[at], w.image(w.st.Schema().Named(at.Register), at.ID))
		}
		w.refused(w.undoMerge(w.iryna, in.Made()), "", "merge_not_undoable")
		if m := loaded(w, crm.Merges, in.Made()); m.State != crm.MergeUndone {
			t.Errorf("the merge is %s", m.State)
		}
	})
}

// found are the partners that a search finds.
func (w *world) found(u *crm.User, words string) (ids []register.ID) {
	w.Helper()
	w.must(w.as(u, func(tx register.Tx) error {
		list, err := register.Select(ctx, tx, crm.Partners, register.Query{Filter: register.All{register.Mentions{Words: words}, register.Alive()}})
		for _, one := range list {
			ids = append(ids, one.ID)
		}
		return err
	}))
	return ids
}

func TestAMergeIsNotTakenBackOverWhatWasChangedSince(t *testing.T) {
	onWorld(t, func(w *world) {
		tw, other := w.twins(), w.client(w.anna, "Інший")
		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		w.must(w.mergePartners(w.iryna, in, tw.a.ID, tw.b.ID))

		deal := loaded(w, crm.Deals, tw.dealB.ID)
		deal.Note = "сказано згодом"
		w.must(w.save(w.iryna, deal))
		deal.Partner = register.Ref[crm.Partner](other.ID)
		w.must(w.save(w.iryna, deal))
		w.refused(w.undoMerge(w.iryna, in.Made()), "", "merge_changed_since")
		if !w.partner(tw.b.ID).Archived {
			t.Error("half of it was taken back")
		}
		deal = loaded(w, crm.Deals, tw.dealB.ID)
		deal.Partner = register.Ref[crm.Partner](tw.a.ID)
		w.must(w.save(w.iryna, deal))
		w.must(w.undoMerge(w.iryna, in.Made()))
		if deal = loaded(w, crm.Deals, tw.dealB.ID); deal.Partner != register.Ref[crm.Partner](tw.b.ID) || deal.Note != "сказано згодом" {
			t.Errorf("the deal is of %d and says %q", deal.Partner, deal.Note)
		}
	})
}

func TestTwoMergesAreTakenBackTheLaterFirst(t *testing.T) {
	onWorld(t, func(w *world) {
		tw, third := w.twins(), w.client(w.anna, "Кошик сімейний")
		w.must(w.save(w.anna, &crm.Deal{Partner: register.Ref[crm.Partner](third.ID)}))
		before := w.image(crm.Partners.Register, tw.b.ID)
		first := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		w.must(w.mergePartners(w.iryna, first, tw.a.ID, tw.b.ID))
		w.refused(w.mergePartners(w.iryna, &crm.MergePartners{Stay: register.Ref[crm.Partner](third.ID)}, third.ID, tw.b.ID), "", "merge_of_archived")
		second := &crm.MergePartners{Stay: register.Ref[crm.Partner](third.ID)}
		w.must(w.mergePartners(w.iryna, second, third.ID, tw.a.ID))
		if into := w.partner(tw.b.ID).MergedInto; into != register.Ref[crm.Partner](third.ID) {
			t.Errorf("what was merged first leads to %d", into)
		}
		w.refused(w.undoMerge(w.iryna, first.Made()), "", "merge_changed_since")
		w.must(w.undoMerge(w.iryna, second.Made()))
		w.must(w.undoMerge(w.iryna, first.Made()))
		w.same("the first", before, w.image(crm.Partners.Register, tw.b.ID))
	})
}

func TestAMergeNeedsTheRightToAllItChanges(t *testing.T) {
	onWorld(t, func(w *world) {
		tw, far := w.twins(), w.client(w.vira, "Сімейний кошик Львів")
		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		for _, who := range []*crm.User{w.anna, w.petro} {
			err := w.mergePartners(who, in, tw.a.ID, tw.b.ID)
			var p *register.Problems
			if !errors.Is(err, register.ErrForbidden) && !errors.As(err, &p) {
				t.Errorf("%s merged: %v", who.Surname, err)
			}
		}
		w.refused(w.mergePartners(w.iryna, in, tw.a.ID), "", "merge_needs_two")
		w.refused(w.mergePartners(w.iryna, in, tw.a.ID, far.ID), "", "merge_needs_two")
		hidden := []*crm.Partner{w.partner(tw.a.ID), w.partner(far.ID)}
		err := w.as(w.iryna, func(tx register.Tx) error { return in.DoAll(ctx, tx, hidden) })
		if !errors.Is(err, register.ErrForbidden) {
			t.Errorf("merged what she does not see: %v", err)
		}
		w.refused(w.mergePartners(w.iryna, in, tw.b.ID, w.client(w.anna, "Інший").ID), "stay", "merge_stays_not")
		stale := &crm.MergePartners{Stay: in.Stay, Read: register.Parts[crm.VersionRead]{{Record: tw.b.ID, Version: w.partner(tw.b.ID).Version}}}
		tw.b = w.partner(tw.b.ID)
		tw.b.Note = "змінено"
		w.must(w.save(w.borys, tw.b))
		if err := w.mergePartners(w.iryna, stale, tw.a.ID, tw.b.ID); !errors.Is(err, register.ErrStale) {
			t.Errorf("merged what was changed meanwhile: %v", err)
		}
	})
}

func TestLinksOfMergedPartnersSayNothingTwice(t *testing.T) {
	onWorld(t, func(w *world) {
		tw, other := w.twins(), w.client(w.anna, "Інший")
		kind := register.Ref[crm.LinkKind](w.codes["link_kind "+w.anyCode("link_kind")])
		link := func(from, to *crm.Partner) *crm.PartnerLink {
			l := &crm.PartnerLink{Partner: register.Ref[crm.Partner](from.ID), To: register.Ref[crm.Partner](to.ID), Kind: kind}
			w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, l) }))
			return l
		}
		kept, twice, self := link(tw.a, other), link(tw.b, other), link(tw.b, tw.a)
		below := w.partner(tw.a.ID)
		below.Parent = register.Ref[crm.Partner](tw.b.ID)
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, below) }))
		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		w.must(w.mergePartners(w.iryna, in, tw.a.ID, tw.b.ID))
		if loaded(w, crm.PartnerLinks, kept.ID).Archived || !loaded(w, crm.PartnerLinks, twice.ID).Archived || !loaded(w, crm.PartnerLinks, self.ID).Archived {
			t.Error("a link says the same twice, or of a partner and itself")
		}
		if parent := w.partner(tw.a.ID).Parent; parent != 0 {
			t.Errorf("the partner belongs to %d", parent)
		}
		w.must(w.undoMerge(w.iryna, in.Made()))
		if l := loaded(w, crm.PartnerLinks, self.ID); l.Archived || l.Partner != register.Ref[crm.Partner](tw.b.ID) || w.partner(tw.a.ID).Parent != register.Ref[crm.Partner](tw.b.ID) {
			t.Error("the link did not come back")
		}
	})
}

// anyCode is the code of some entry of a directory.
func (w *world) anyCode(of string) string {
	var all []string
	for name := range w.codes {
		if len(name) > len(of) && name[:len(of)+1] == of+" " {
			all = append(all, name[len(of)+1:])
		}
	}
	slices.Sort(all)
	return all[0]
}

func TestMergedContactsKeepOneMain(t *testing.T) {
	onWorld(t, func(w *world) {
		firm := w.client(w.anna, "Промінь")
		main := &crm.Contact{Surname: "Савчук", Partner: register.Ref[crm.Partner](firm.ID)}
		twin := &crm.Contact{Surname: "Савчук", Given: "Оксана", Partner: register.Ref[crm.Partner](firm.ID)}
		third := &crm.Contact{Surname: "Бойко", Partner: register.Ref[crm.Partner](firm.ID)}
		w.must(w.save(w.anna, main))
		w.must(w.save(w.anna, twin, third))
		in := &crm.MergeContacts{Stay: register.Ref[crm.Contact](twin.ID)}
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			recs, err := register.Select(ctx, tx, crm.Contacts, register.Query{Filter: register.ByID(main.ID, twin.ID), Whole: true})
			if err != nil {
				return err
			}
			return in.DoAll(ctx, tx, recs)
		}))
		if a, b := loaded(w, crm.Contacts, main.ID), loaded(w, crm.Contacts, twin.ID); a.Main || !b.Main || !a.Archived || b.Archived {
			t.Errorf("main: %v %v, archived: %v %v", a.Main, b.Main, a.Archived, b.Archived)
		}
		w.must(w.undoMerge(w.iryna, in.Made()))
		if a, b := loaded(w, crm.Contacts, main.ID), loaded(w, crm.Contacts, twin.ID); !a.Main || b.Main {
			t.Errorf("after all: %v %v", a.Main, b.Main)
		}
		elsewhere := &crm.Contact{Surname: "Савчук", Partner: register.Ref[crm.Partner](w.client(w.anna, "Інший").ID)}
		w.must(w.save(w.anna, elsewhere))
		apart := []*crm.Contact{loaded(w, crm.Contacts, twin.ID), elsewhere}
		w.refused(w.as(w.iryna, func(tx register.Tx) error { return in.DoAll(ctx, tx, apart) }), "", "merge_of_two_partners")
	})
}

func TestAMergeWithMuchToMoveIsAJobs(t *testing.T) {
	onWorld(t, func(w *world) {
		tw := w.twins()
		w.must(w.do(register.Program, func(tx register.Tx) error {
			for i := range crm.MergeAtOnce {
				if err := tx.Save(ctx, &crm.Comment{About: register.Link{Register: "partner", ID: tw.b.ID}, Text: fmt.Sprint("№ ", i)}); err != nil {
					return err
				}
			}
			return nil
		}))
		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		w.must(w.mergePartners(w.iryna, in, tw.a.ID, tw.b.ID))
		if m := loaded(w, crm.Merges, in.Made()); m.State != crm.MergeMoving || w.partner(tw.b.ID).Archived {
			t.Fatalf("the merge is %s", m.State)
		}
		w.refused(w.mergePartners(w.iryna, &crm.MergePartners{Stay: in.Stay}, tw.a.ID, tw.b.ID), "", "merge_goes_on")
		w.must(crm.MoveMerged(ctx, w.st, w.rights(w.iryna), crm.MergeInput{Merge: in.Made()}))
		m := loaded(w, crm.Merges, in.Made())
		if m.State != crm.Merged || !w.partner(tw.b.ID).Archived {
			t.Fatalf("the merge is %s", m.State)
		}
		told := func(times int) {
			w.Helper()
			w.must(w.do(register.Program, func(tx register.Tx) error {
				n, err := tx.Count(ctx, crm.Notifications.Register, register.All{
					register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](w.iryna.ID)), register.Eq(&crm.Notifications.Row.Kind, crm.MergeEnded),
				}, 0)
				if n != times {
					w.Errorf("the end of the work is told %d times", n)
				}
				return err
			}))
		}
		told(1)
		if at := slices.IndexFunc(m.Moved, func(n crm.Counted) bool { return n.Register == "comment" }); at < 0 || m.Moved[at].Count != crm.MergeAtOnce {
			t.Errorf("it tells of %v", m.Moved)
		}
		w.must(w.undoMerge(w.iryna, in.Made()))
		w.must(crm.TakeBackMerged(ctx, w.st, w.rights(w.iryna), crm.MergeInput{Merge: in.Made()}))
		if m := loaded(w, crm.Merges, in.Made()); m.State != crm.MergeUndone || w.partner(tw.b.ID).Archived {
			t.Errorf("the merge is %s", m.State)
		}
	})
}

func TestViewsMeanTheOneThatStays(t *testing.T) {
	onWorld(t, func(w *world) {
		tw := w.twins()
		filter, err := register.MarshalFilter(w.st.Schema().Named("deal"), register.All{register.Eq(&crm.Deals.Row.Partner, register.Ref[crm.Partner](tw.b.ID))})
		w.must(err)
		view := &crm.SavedView{Name: "Їхні", Register: "deal", Filter: string(filter)}
		w.must(w.save(w.borys, view))
		in := &crm.MergePartners{Stay: register.Ref[crm.Partner](tw.a.ID)}
		w.must(w.mergePartners(w.iryna, in, tw.a.ID, tw.b.ID))
		if now := loaded(w, crm.SavedViews, view.ID).Filter; now == string(filter) {
			t.Errorf("the view still means %s", now)
		}
		w.must(w.undoMerge(w.iryna, in.Made()))
		if now := loaded(w, crm.SavedViews, view.ID).Filter; now != string(filter) {
			t.Errorf("the view means %s", now)
		}
	})
}

func TestAMergeIsTakenBackForThirtyDays(t *testing.T) {
	m := &crm.Merge{State: crm.Merged}
	m.CreatedAt = time.Now().Add(-31 * 24 * time.Hour)
	onWorld(t, func(w *world) {
		m.Stay = register.Link{Register: "partner", ID: 1}
		w.refused(w.as(w.iryna, func(tx register.Tx) error { return new(crm.UndoMerge).Do(ctx, tx, m) }), "", "merge_too_old")
	})
}
