package browser_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestAStageAsksForExactlyWhatIsMissing(t *testing.T) {
	onSmall(t, func(w *world) {
		stage := w.stages["qualification"]
		at := register.Ref[crm.Stage](stage.ID)
		w.save(&crm.StageRequirement{Stage: at, Kind: crm.NeedsField, Field: "note"},
			&crm.StageRequirement{Stage: at, Kind: crm.NeedsPoint, What: "Бюджет погоджено"},
			&crm.StageRequirement{Stage: at, Kind: crm.NeedsDocument, What: "Технічне завдання"})
		b := w.as(t, w.head)
		b.open("/deals/board")
		b.until(`!!document.querySelector('x-board').ready`)
		id := w.deals[0].ID
		b.drag(fmt.Sprintf("#card-%d", id), fmt.Sprintf(`[data-column="%d"] [data-cards]`, stage.ID))
		b.until(`document.getElementById('dialog').open && document.querySelector('#dialog [name=note]')`)
		b.says("#dialog", "Технічне завдання")
		if n := b.count("#dialog .field"); n > 2 {
			t.Errorf("the dialog asks %d questions", n)
		}
		b.accessibleNow()
		b.picture("stage asks")
		b.enter("#dialog [name=note]", "Двоє зон, три полиці")
		b.click("#dialog .button-primary")
		b.settled()

		// What was typed is kept while the rest is asked for again.
		b.until(`document.querySelector('#dialog [name=confirmed]')`)
		b.want(`document.querySelector('#dialog [name=note]').value`, "Двоє зон, три полиці")
		w.save(&crm.Attachment{About: register.Link{Register: "deal", ID: id}, File: w.paper("тз.pdf")})
		b.click("#dialog [name=confirmed]:not([type=hidden])")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.until(fmt.Sprintf(`document.querySelector('[data-column="%d"] #card-%d')`, stage.ID, id))
		code, deal := w.onStage(id)
		if code != "qualification" || deal.Note != "Двоє зон, три полиці" || len(deal.Confirmed) != 1 {
			t.Errorf("the deal is on %s with %q and %v", code, deal.Note, deal.Confirmed)
		}
	})
}

// paper is a stored file.
func (w *world) paper(name string) register.File {
	w.Helper()
	hash, size, err := w.st.PutFile(w.ctx, strings.NewReader("%PDF-1.4"), 1<<20)
	w.must(err)
	return register.File{Hash: hash, Name: name, Type: "application/pdf", Size: size}
}

func TestTheAnswerOfADealIsPutOffByDragging(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/deals/forecast")
		b.until(`!!document.querySelector('x-board').ready`)
		id := w.deals[30].ID
		_, deal := w.onStage(id)
		at, err := time.Parse(time.DateOnly, string(deal.CloseOn))
		w.must(err)
		month := time.Date(at.Year(), at.Month()+2, 1, 0, 0, 0, 0, time.UTC)
		b.accessibleNow()
		b.drag(fmt.Sprintf("#card-%d", id), fmt.Sprintf(`[data-column="%s"] [data-cards]`, month.Format("2006-01")))
		b.until(fmt.Sprintf(`document.querySelector('[data-column="%s"] #card-%d')`, month.Format("2006-01"), id))
		b.until(`!document.querySelector('x-board .htmx-request, x-board [aria-busy=true]')`)
		if _, deal = w.onStage(id); string(deal.CloseOn)[:7] != month.Format("2006-01") {
			t.Errorf("the answer is expected on %s", deal.CloseOn)
		}
		b.open("/deals/map")
		b.says("main", w.stages["offer"].Names.Uk)
	})
}
