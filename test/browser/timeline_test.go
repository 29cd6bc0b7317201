package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// A call is written at the head of the history: another kind keeps the words,
// a colleague is completed after @, Ctrl+Enter saves.
func TestACallIsWrittenAtTheHeadOfTheHistory(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		card := fmt.Sprintf("/partners/%d", w.partners[0].ID)
		b.open(card)
		mention := "@" + string([]rune(w.borys.Surname)[:3])
		b.enter("#composer-text", mention) // before what helps with it can have come
		b.until(`document.querySelector('.mention-list:popover-open [data-word]')`)
		b.keys(kb.Escape)
		b.enter("#composer-text", "Погодили специфікацію. ")
		b.press(".composer-kinds", "Дзвінок")
		b.until(`document.querySelector('#composer [name=status]')`)
		b.want(`document.getElementById('composer-text').value.trim()`, "Погодили специфікацію.")
		b.run(`{ const area = document.getElementById('composer-text'); area.focus(); area.setSelectionRange(area.value.length, area.value.length) }`)
		b.insert(" " + mention)
		b.until(`document.querySelector('.mention-list:popover-open [data-word]')`)
		b.accessibleNow()
		b.keys(kb.Enter)
		b.until(fmt.Sprintf(`document.getElementById('composer-text').value.includes('@%s ')`, w.borys.Surname))
		b.choose("#composer [name=status]", "Не відповідає")
		b.keys(kb.Enter, ctrl)
		b.says(".timeline-day:not(.timeline-planned)", "Погодили специфікацію")
		b.says(".moment-event", "Не відповідає")
		b.want(`document.getElementById('composer-text').value`, "")
		w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
			list, err := register.Select(w.ctx, tx, crm.Events, register.Query{Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1, Whole: true})
			if len(list) != 1 || list[0].Class != crm.NotHeld || len(list[0].Others) != 1 || register.ID(list[0].Others[0]) != w.borys.ID || !strings.HasPrefix(list[0].Text, "Погодили") {
				t.Errorf("the call is %+v", list)
			}
			return err
		}))
		b.calm()
	})
}

// A record is made by a right click beside the rows of any list, and a row has
// it among what it offers.
func TestANewRecordIsARightClickAway(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.admin)
		b.open("/industries")
		b.run(`document.querySelector('.register .head').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 400, clientY: 300 }))`)
		b.says("#menu", "Нова галузь")
		b.press("#menu", "Нова галузь")
		b.at("/industries/new")
		b.open("/contacts")
		b.run(`document.querySelector('tbody tr td').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 400, clientY: 300 }))`)
		b.says("#menu", "Історія")
		b.says("#menu", "Відкрити вкладення")
		b.says("#menu", "Нова контактна особа")
	})
}
