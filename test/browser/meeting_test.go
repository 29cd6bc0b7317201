package browser_test

import (
	"fmt"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// A meeting is prepared by phrases taken in, held, written down, and what was
// agreed becomes a task with one press.
func TestAMeetingIsPreparedHeldAndAgreedUpon(t *testing.T) {
	onSmall(t, func(w *world) {
		var meeting crm.Event
		w.do(w.rights(w.anna), func(tx *store.Tx) error {
			kind, err := register.First(w.ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "meeting"))
			if err != nil {
				return err
			}
			meeting = crm.Event{
				Type: register.Ref[crm.EventType](kind.ID), Subject: "Нова лінія", Partner: register.Ref[crm.Partner](w.partners[0].ID),
				PlannedStart: storetest.Noon.Add(-2 * time.Hour),
			}
			return tx.Save(w.ctx, &meeting)
		})
		card := fmt.Sprintf("/events/%d", meeting.ID)
		b := w.as(t, w.anna)
		b.open(card)
		b.press(".meeting-papers", "Підготувати зустріч")
		b.until(`location.pathname === '/preparations/new'`)
		b.until(`document.querySelector('#block-attention x-phrases, x-phrases#block-attention')`)
		b.enter("#block-goal textarea", "Показати зразки")
		b.click("#block-attention .hint:nth-child(2) summary")
		b.click("#block-attention .hint:nth-child(2) .phrase")
		b.until(`document.querySelector('#block-attention textarea').value.length > 20 && document.querySelector('#block-attention .hint:nth-child(2) > input').checked`)
		b.click("#block-objections .hint:nth-child(1) summary")
		b.click("#block-objections .hint:nth-child(1) .phrase")
		b.until(`document.querySelector('#block-objections [name="objections.0.answer"]').value.length > 20`)
		b.enter(`#block-objections [name="objections.0.objection"]`, "Дорого")
		b.accessibleNow()
		b.click(".sheet-progress .button-primary")
		b.until(`location.pathname.match(/^\/preparations\/\d+$/)`)
		b.says(".sheet-progress", "3 з 8")

		b.open(card + "/hold")
		b.click(".form .button-primary")
		b.at(card)
		b.open(card + "/edit?section=meeting")
		b.click(`x-rows[data-name="agreements"] [data-add]`)
		b.enter(`[name="agreements.0.text"]`, "Порахувати доставку")
		b.click(".form .button-primary")
		b.at(card)
		b.press("#agreements", "Зробити задачами й зобовʼязаннями")
		b.until(`document.querySelector('#agreements .meeting-became')`)
		b.says("#agreements", "Порахувати доставку")
		b.accessibleNow()
		b.open("/print" + card)
		b.says("main", "Порахувати доставку")
		b.accessibleNow()
		b.press(".desk-bar", "Зафіксувати протокол")
		b.at(card)
		b.says("main", "Протокол зустрічі №")
		b.calm()
	})
}
