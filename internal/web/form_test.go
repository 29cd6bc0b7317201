package web_test

import (
	"net/http"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestAFormSaysEverythingAtOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.iryna)
		before := w.audited("create")
		twin := []string{"surname", "Contact", "given", "anna", "phones.0.number", "+380677654320", "partner", ""}
		form := b.get("/contacts/new").is(http.StatusOK)
		refused := form.send("/contacts", twin...).is(http.StatusUnprocessableEntity)
		refused.says("anna Contact", "Fill in this field", "Create anyway")
		if w.audited("create") != before {
			t.Error("something was made")
		}

		// An unreadable value is said together with what is missing.
		deal := b.get("/deals/new").is(http.StatusOK)
		deal.send("/deals", "close_on", "tomorrow or so", "amount", "-5", "amount.currency", "UAH").
			is(http.StatusUnprocessableEntity).says("Enter a date", "tomorrow or so", `id="form-deals-amount-problem"`)

		// Mended, it needs one more look only: the duplicate was seen.
		mended := refused.send("/contacts", "partner", number(w.clients[w.borys].ID))
		mended.is(http.StatusSeeOther)
		if w.audited("create") != before+1 {
			t.Errorf("%d made", w.audited("create")-before)
		}
	})
}

func TestTheApiAsksForDatesAsItWritesThem(t *testing.T) {
	onWorld(t, func(w *world) {
		var token string
		w.write(func(tx *store.Tx) (err error) {
			token, err = tx.CreateToken(w.ctx, store.Token{User: w.iryna.ID, Name: "dates", Scopes: []string{"deal:read", "deal:write"}})
			return err
		})
		program := w.stranger()
		program.header.Set("Authorization", "Bearer "+token)
		program.ask(http.MethodPost, "/api/v1/deals", `{"name":"Kitchens","close_on":"24.11.2026"}`, "Content-Type", "application/json").
			is(http.StatusUnprocessableEntity).says("YYYY-MM-DD").hides("22/11/2026")
		program.get("/api/v1/deals?close_on.ge=24.11.2026").is(http.StatusBadRequest).says("YYYY-MM-DD")
		// A reader of pages is asked in his own way.
		form := w.as(w.iryna).get("/deals/new")
		form.send("/deals", "close_on", "whenever").is(http.StatusUnprocessableEntity).says("22/11/2026").hides("YYYY-MM-DD")
	})
}

func TestTheRuleForPasswordsIsSaidOnce(t *testing.T) {
	onNothing(t, func(w *world) {
		b := w.stranger()
		b.get("/set-up").is(http.StatusOK).says("At least 15 characters")
		refused := b.post("/set-up", setUpSaid("password", "too short", "password_again", "too short")).is(http.StatusUnprocessableEntity)
		if n := strings.Count(refused.body, "15 characters"); n != 1 {
			t.Errorf("the rule is said %d times", n)
		}
		// Another fault leaves it where it was.
		b.post("/set-up", setUpSaid("company", "")).is(http.StatusUnprocessableEntity).says("At least 15 characters")
	})
}

func TestAHistoryOfSignInsWithoutAnySaysSo(t *testing.T) {
	onFile(t, func(w *world) {
		w.as(w.anna).get("/profile/sign-ins").is(http.StatusOK).says("Nobody has signed in with the password yet").hides(`<ul class="boxed"`)
	})
}

func TestACardOfAUserLeadsToHisAccess(t *testing.T) {
	onFile(t, func(w *world) {
		path := "/users/" + number(w.anna.ID)
		link := `href="` + path + `/access"`
		w.as(w.olena).get(path).is(http.StatusOK).says(link)
		w.as(w.borys).get(path).is(http.StatusOK).hides(link)
	})
}

// A new event gets its number by itself, and what nobody may answer is not
// asked; the form of one that is there asks for both.
func TestANewRecordIsNotAskedForItsNumber(t *testing.T) {
	onFile(t, func(w *world) {
		w.as(w.anna).get("/events/new").is(http.StatusOK).hides(`name="number"`)
		w.as(w.anna).get("/deals/" + number(w.deals[w.anna].ID) + "/edit").is(http.StatusOK).says(`name="number"`)
		w.as(w.anna).get("/tasks/new").is(http.StatusOK).hides(`id="about"`)
	})
}

func TestAMoveOnTheBoardCanBeTakenBack(t *testing.T) {
	onWorld(t, func(w *world) {
		deal := w.deals[w.anna]
		stages := w.stages(deal.Kind)
		b := w.as(w.anna).script("main#main")
		moved := b.post("/deals/board/move", said("id", number(deal.ID), "column", number(stages[1].ID), "version", "1")).is(http.StatusOK)
		undo := between(t, moved.header.Get("HX-Trigger"), `"undo":"`, `"`)
		b.post(undo, nil).is(http.StatusNoContent)
		w.read(func(tx *store.Tx) error {
			now, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](deal.ID))
			if err == nil && now.Stage != register.Ref[crm.Stage](stages[0].ID) {
				t.Errorf("the deal is on stage %d, wanted %d", now.Stage, stages[0].ID)
			}
			return err
		})
	})
}

// stages are the stages of a kind of deals in their order.
func (w *world) stages(kind register.Ref[crm.DealKind]) (list []*crm.Stage) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		list, err = register.Select(w.ctx, tx, crm.Stages, register.Query{Filter: register.Eq(&crm.Stages.Row.Kind, kind)})
		return err
	})
	return list
}

// between is the text between two others.
func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	inner, _, ended := strings.Cut(rest, after)
	if !found || !ended {
		t.Fatalf("nothing between %s and %s in %s", before, after, text)
	}
	return inner
}
