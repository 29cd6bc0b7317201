package crm_test

import (
	"context"
	"errors"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestAViewIsSharedByARightOfItsOwn(t *testing.T) {
	onWorld(t, func(w *world) {
		v := &crm.SavedView{
			Name: "Великі", Register: "deal", Filter: `{"all":[{"field":"outcome","op":"in","value":"open"}]}`, Order: "-amount",
			Columns: register.Parts[crm.Column]{{Field: "number", Width: 90}, {Field: "x_gone"}},
		}
		w.refused(w.save(w.iryna, v), "columns.1.field", "unknown_field")
		v.Columns = v.Columns[:1]
		v.Filter = `{"all":[{"field":"mood","op":"eq","value":"good"}]}`
		w.refused(w.save(w.iryna, v), "filter", "unknown_field")
		v.Filter, v.Order = "", "note"
		w.refused(w.save(w.iryna, v), "order", "not_sortable")
		v.Order = "-amount"
		w.must(w.save(w.iryna, v))

		sees := func(u *crm.User) bool {
			err := w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.SavedViews, register.Ref[crm.SavedView](v.ID))
				return err
			})
			return err == nil
		}
		share := func(in crm.ShareView) {
			w.must(w.as(w.iryna, func(tx register.Tx) error { return in.Do(ctx, tx, v) }))
		}
		if !sees(w.iryna) || sees(w.anna) {
			t.Error("a new view is its owner's alone")
		}
		share(crm.ShareView{Team: register.Ref[crm.Team](w.kyiv.ID)})
		if !sees(w.anna) || sees(w.vira) {
			t.Error("a view of the team is not seen by it alone")
		}
		share(crm.ShareView{Everybody: true})
		if !sees(w.vira) {
			t.Error("a view for everybody is hidden from somebody")
		}
		v.Name = "Чужий"
		if err := w.save(w.vira, v); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("another's view was changed: %v", err)
		}
		if register.May(w.rights(w.anna), crm.SavedViews.Register, "share") {
			t.Error("a manager may share views")
		}
	})
}

func TestACustomFieldKeepsWhatValuesRestOn(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.CustomField{
			Name: "x_size", Register: "partner", Kind: "choice", Labels: register.Names{Uk: "Розмір"},
			Choices: register.Parts[crm.CustomChoice]{{Code: "s", Names: register.Names{Uk: "Малий"}}},
		}
		w.must(w.save(w.admin, c))
		if c.Class != "personal" {
			t.Errorf("the class is %s unless chosen", c.Class)
		}
		again := *c
		again.ID, again.Version, again.Choices = 0, 0, register.Parts[crm.CustomChoice]{{Code: "s", Names: register.Names{Uk: "Малий"}}}
		w.refused(w.save(w.admin, &again), "name", "not_unique")
		kind := *c
		kind.Kind = "several"
		w.refused(w.save(w.admin, &kind), "kind", "custom_field_stays")
		fewer := *c
		fewer.Choices = register.Parts[crm.CustomChoice]{{Code: "l", Names: register.Names{Uk: "Великий"}}}
		w.refused(w.save(w.admin, &fewer), "choices", "custom_choice_stays")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			found, err := crm.ReadCustom(ctx, tx)
			if len(found["partner"]) != 1 || found["partner"][0].Name != "x_size" {
				t.Errorf("%+v", found)
			}
			return err
		}))
		w.must(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, c, true) }))
		w.must(w.do(register.Program, func(tx register.Tx) error {
			found, err := crm.ReadCustom(ctx, tx)
			if len(found) != 0 {
				t.Errorf("an archived field is still described: %+v", found)
			}
			return err
		}))
	})
}

func TestAFileIsReplacedByItsNextVersion(t *testing.T) {
	onWorld(t, func(w *world) {
		a := &crm.Attachment{
			About: register.Link{Register: "partner", ID: w.client(w.anna, "Карпати").ID}, Kind: "contract", Description: "Договір",
			File: w.file("договір.pdf", "перша"),
		}
		w.must(w.save(w.anna, a))
		changed := *a
		changed.File = w.file("договір.pdf", "підмінена")
		w.refused(w.save(w.anna, &changed), "file", "file_stays")
		next := w.file("договір 2.pdf", "друга")
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.ReplaceFile{File: next}).Do(ctx, tx, a) }))
		w.must(w.as(w.anna, func(tx register.Tx) error {
			now, err := register.First(ctx, tx, crm.Attachments, register.Eq(&crm.Attachments.Row.Current, true))
			if err != nil || now == nil || now.File != next || now.Edition != 2 || register.ID(now.Previous) != a.ID || now.Description != "Договір" {
				t.Errorf("%+v, %v", now, err)
			}
			return err
		}))
		w.refused(w.as(w.anna, func(tx register.Tx) error { return (&crm.ReplaceFile{File: next}).Do(ctx, tx, a) }), "", "file_superseded")
	})
}

func TestAnImportGoesFromDraftToItsEnd(t *testing.T) {
	onWorld(t, func(w *world) {
		sheet := func() *crm.Import {
			return &crm.Import{Name: "deals.csv", Register: "deal", File: w.file("deals.csv", "number")}
		}
		if err := w.save(w.anna, sheet()); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("a manager may not import: %v", err)
		}
		i := sheet()
		w.must(w.save(w.iryna, i))
		do := func(in interface {
			Do(context.Context, register.Tx, *crm.Import) error
		},
		) error {
			return w.as(w.iryna, func(tx register.Tx) error { return in.Do(ctx, tx, i) })
		}
		w.refused(do(&crm.StartImport{}), "", "import_not_matched")
		i.Body = "{}"
		w.must(w.save(w.iryna, i))
		w.must(do(&crm.StartImport{}))
		w.refused(do(&crm.StartImport{}), "", "import_started")
		w.refused(do(&crm.UndoImport{}), "", "import_not_undoable")
		w.must(do(&crm.CancelImport{}))
		if i.State != crm.ImportCancelled || i.EndedAt.IsZero() {
			t.Errorf("%+v", i)
		}
		i.Created = 5
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, i) }))
		w.must(do(&crm.UndoImport{}))
		if i.State != crm.ImportUndoing {
			t.Errorf("the state is %s", i.State)
		}
	})
}

func TestAnEntryInUseIsArchivedAndNotDeleted(t *testing.T) {
	onWorld(t, func(w *world) {
		e := &crm.Industry{Entry: crm.Entry{Names: register.Names{Uk: "Бджільництво"}}}
		w.must(w.save(w.admin, e))
		if e.Code != "001" || e.Position == 0 {
			t.Errorf("%+v", e)
		}
		c := w.client(w.anna, "Пасіка")
		c.Industry = register.Ref[crm.Industry](e.ID)
		w.must(w.save(w.anna, c))
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Delete(ctx, e) }), "", "in_use")
		w.must(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, e, true) }))
		var none *crm.LossReason
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			none, err = register.Load(ctx, tx, crm.LossReasons, w.reason(crm.NotSpecified))
			return err
		}))
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Delete(ctx, none) }), "", "not_specified_stays")
	})
}
