package browser_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// planned is the week after the world's Sunday, 23 to 29 November 2026.
type planned map[string]*crm.Event

// at is a moment of that week by Kyiv's clocks: day 0 is Monday.
func at(t *testing.T, day int, clock string) time.Time {
	t.Helper()
	kyiv, err := calendar.Zone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.ParseClock(clock)
	if err != nil {
		t.Fatal(err)
	}
	return c.On(calendar.Day("2026-11-23").Add(day), kyiv)
}

// week fills Anna's calendar and, thinner, those of her colleagues.
func (w *world) week() planned {
	w.Helper()
	types := map[string]*crm.EventType{}
	statuses := map[string]*crm.EventStatus{}
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		list, err := register.Select(w.ctx, tx, crm.EventTypes, register.Query{})
		for _, one := range list {
			types[one.Code] = one
		}
		if err != nil {
			return err
		}
		all, err := register.Select(w.ctx, tx, crm.EventStatuses, register.Query{})
		for _, one := range all {
			statuses[one.Code] = one
		}
		return err
	}))
	out := planned{}
	plan := func(name, kind, subject string, who *person, client, day int, from, to string) *crm.Event {
		e := &crm.Event{Type: register.Ref[crm.EventType](types[kind].ID), Subject: subject, Responsible: register.Ref[crm.User](who.ID), PlannedStart: at(w.T, day, from)}
		if client >= 0 {
			e.Partner = register.Ref[crm.Partner](w.partners[client].ID)
		}
		if to != "" {
			e.PlannedEnd = at(w.T, day, to)
			if e.PlannedEnd.Before(e.PlannedStart) {
				e.PlannedEnd = at(w.T, day+1, to)
			}
		}
		out[name] = e
		return e
	}
	plan("stand-up", "other", "Планірка відділу", w.anna, -1, 0, "09:00", "09:45")
	plan("call", "call_out", "Уточнити розміри кухні", w.anna, 4, 0, "10:30", "11:00")
	plan("contract", "sale", "Підпис договору", w.anna, 10, 0, "13:00", "14:30")
	plan("line", "meeting", "Зустріч на виробництві: лінія фасадів", w.anna, 0, 1, "11:00", "12:30").Status = register.Ref[crm.EventStatus](statuses["meeting_confirmed"].ID)
	plan("crossing", "call_out", "Перетелефонувати щодо оплати", w.anna, 3, 1, "11:30", "12:15")
	plan("letter", "message_out", "КП № 1151", w.anna, 1, 1, "14:00", "14:20")
	fair := plan("fair", "exhibition", "Виставка «KIFF»", w.anna, -1, 2, "00:00", "")
	fair.AllDay, fair.PlannedEnd = true, at(w.T, 5, "00:00")
	plan("tender", "tender", "Тендер: ліцей № 14", w.anna, 8, 2, "10:00", "12:00")
	plan("meeting", "meeting", "Узгодження проєкту інтер’єру готелю", w.anna, 3, 3, "09:30", "10:30")
	plan("lunch", "other", "Обід із партнером", w.anna, 28, 3, "12:00", "13:00")
	plan("night", "visit", "Нічний монтаж у санаторії", w.anna, 7, 3, "22:00", "02:00")
	plan("offer", "offer", "Презентація каталогу", w.anna, 11, 4, "10:00", "11:30")
	for i, hours := range [][2]string{{"09:00", "10:00"}, {"10:10", "11:00"}, {"11:15", "12:15"}, {"12:20", "13:10"}} {
		plan("row "+hours[0], "meeting", "Огляд об’єкта "+fmt.Sprint(i+1), w.borys, 2+i, 0, hours[0], hours[1])
	}
	plan("vira", "meeting", "Среща с архитектите", w.vira, 17, 0, "15:00", "16:00")
	names := make([]string, 0, len(out))
	for name := range out {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w.save(out[name])
	}
	w.do(register.Program, func(tx *store.Tx) error {
		e, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](out["lunch"].ID))
		if err != nil {
			return err
		}
		return (&crm.CancelEvent{Reason: "Партнер захворів"}).Do(w.ctx, tx, e)
	})
	done := &crm.Event{
		Type: register.Ref[crm.EventType](types["meeting"].ID), Subject: "Знайомство з новим директором", Partner: register.Ref[crm.Partner](w.partners[0].ID), Responsible: register.Ref[crm.User](w.anna.ID),
		ActualStart: at(w.T, -3, "11:00"), ActualEnd: at(w.T, -3, "12:00"), Result: "Домовилися про зразки до п’ятниці", Place: "Офіс клієнта",
	}
	w.save(done)
	out["done"] = done
	return out
}

// event is an event as it is stored now.
func (w *world) event(id register.ID) *crm.Event {
	w.Helper()
	var e *crm.Event
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
		e, err = register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](id))
		return err
	}))
	return e
}

func box(e *crm.Event) string { return fmt.Sprintf(`[data-event="%d"]`, e.ID) }

func TestTheCalendarIsReadInEveryView(t *testing.T) {
	onSmall(t, func(w *world) {
		ev := w.week()
		b := w.as(t, w.anna)
		for _, look := range []struct{ size, theme, language string }{{desktop, "light", "uk"}, {phone, "dark", "bg"}} {
			b.size(look.size)
			b.system(look.theme)
			b.speaks(look.language)
			for _, view := range []string{"week", "day", "month", "list", "work", "people"} {
				b.open("/calendar?view=" + view + "&day=2026-11-23")
				b.settled()
				b.says("main", "Планірка відділу")
				b.accessibleNow()
				for _, fault := range b.wellMade(state{path: "/calendar"}) {
					t.Errorf("%s on %s: %s", view, look.size, fault)
				}
				b.picture("calendar " + view + " " + look.size + " " + look.theme)
			}
		}
		b.size(desktop)
		b.system("light")
		b.speaks("uk")

		// What takes the night stands on both its days.
		b.open("/calendar?view=week&day=2026-11-23")
		if n := b.count(".cal-events " + box(ev["night"])); n != 2 {
			t.Errorf("the event of a night stands on %d days", n)
		}
		if n := b.count(".cal-allday " + box(ev["fair"])); n != 3 {
			t.Errorf("the event of three days stands on %d", n)
		}

		// A click pops the card up: what came of it, who, with whom.
		b.open("/calendar?view=week&day=2026-11-20")
		b.click(box(ev["done"]) + " a")
		b.until(`document.querySelector('#cal-pop:popover-open')`)
		for _, words := range []string{"Домовилися про зразки", "Мельник Анна Сергіївна", "Менеджер з продажу", "Карпатська меблева фабрика", "+38067", "Офіс клієнта"} {
			b.says("#cal-pop", words)
		}
		b.accessibleNow()
		b.picture("calendar card")
		b.keys(kb.Escape)
		b.until(`!document.querySelector('#cal-pop:popover-open')`)
		b.until(fmt.Sprintf(`document.activeElement.closest('%s')`, box(ev["done"])))

		// The legend is a filter.
		b.open("/calendar?view=week&day=2026-11-23")
		b.press(".cal-kinds", "Тендер")
		b.until(`document.querySelectorAll('.cal-event').length === 1`)
		b.says("x-cal", "Тендер: ліцей № 14")

		// The head sees who has too much.
		b.be(w.head)
		b.open("/calendar?view=people&day=2026-11-23")
		b.says("main", "4 зустрічі поспіль")
		b.accessibleNow()
		b.picture("calendar overload")
	})
}

func TestEventsAreDrawnToAnotherTimeAndBack(t *testing.T) {
	onSmall(t, func(w *world) {
		ev := w.week()
		b := w.as(t, w.anna)
		b.open("/calendar?view=week&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		b.settled()
		drag := func(from string, days, minutes float64) {
			t.Helper()
			b.drawn(from, fmt.Sprintf(`document.querySelector('.cal-column').offsetWidth * %v`, days), fmt.Sprintf(`document.querySelector('[data-slots]').offsetHeight / (document.querySelector('x-cal').dataset.last - document.querySelector('x-cal').dataset.first) / 60 * %v`, minutes))
		}
		stands := func(e *crm.Event, start, end time.Time) {
			t.Helper()
			b.until(`document.querySelector('#toasts .toast')`)
			if now := w.event(e.ID); !now.PlannedStart.Equal(start) || !now.PlannedEnd.Equal(end) {
				t.Errorf("%s is at %v to %v, want %v to %v", e.Subject, now.PlannedStart, now.PlannedEnd, start, end)
			}
		}
		undo := func() {
			t.Helper()
			b.click("#toasts [data-undo] button")
			b.until(`document.querySelector('#toasts').innerText.includes('касовано') && !document.querySelector('#toasts [data-undo]:not([hidden])')`)
			b.settled()
			b.run(`document.querySelectorAll('#toasts .toast').forEach(one => one.remove())`)
		}

		call := ev["call"]
		drag(box(call), 2, 60)
		stands(call, at(t, 2, "11:30"), at(t, 2, "12:00"))
		b.says("#toasts", "Уточнити розміри кухні")
		b.until(fmt.Sprintf(`document.querySelector('[data-day="2026-11-25"] %s')`, box(call)))
		b.picture("calendar moved")
		undo()
		if now := w.event(call.ID); !now.PlannedStart.Equal(at(t, 0, "10:30")) || len(now.Reschedules) != 0 {
			t.Errorf("what was taken back is at %v, %d times moved", now.PlannedStart, len(now.Reschedules))
		}
		b.until(fmt.Sprintf(`document.querySelector('[data-day="2026-11-23"] %s')`, box(call)))

		drag(box(ev["contract"])+" [data-grip]", 0, 30)
		stands(ev["contract"], at(t, 0, "13:00"), at(t, 0, "15:00"))
		undo()

		// Escape leaves it where it was; so does what is over.
		drag(box(ev["lunch"]), 1, 0)
		if now := w.event(ev["lunch"].ID); !now.PlannedStart.Equal(at(t, 3, "12:00")) {
			t.Errorf("a cancelled event was moved to %v", now.PlannedStart)
		}

		// By the days of a month it keeps its hour.
		b.open("/calendar?view=month&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		b.drag(box(call), `[data-day="2026-11-26"] h2`)
		stands(call, at(t, 3, "10:30"), at(t, 3, "11:00"))
		undo()

		// The head hands it over by drawing it to another column.
		b.be(w.head)
		b.open("/calendar?view=people&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		drag(box(call), -1, 0)
		b.until(`document.querySelector('#toasts .toast')`)
		if now := w.event(call.ID); register.ID(now.Responsible) != w.borys.ID {
			t.Errorf("the event is of %d", now.Responsible)
		}
	})
}

func TestAnEventBeginsWhereOneDraws(t *testing.T) {
	onSmall(t, func(w *world) {
		w.week()
		b := w.as(t, w.anna)
		b.open("/calendar?view=week&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		hour := `document.querySelector('[data-slots]').offsetHeight / (document.querySelector('x-cal').dataset.last - document.querySelector('x-cal').dataset.first)`
		b.run(`(box => { const mark = document.createElement('i'); mark.id = 'mark'; const hour = ` + hour + `;
			const sheet = new CSSStyleSheet(); sheet.replaceSync('#mark { position: absolute; inset-inline: 20px; block-size: 2px; pointer-events: none; inset-block-start: ' + ((15 - document.querySelector('x-cal').dataset.first) * hour) + 'px }');
			document.adoptedStyleSheets.push(sheet); box.append(mark) })(document.querySelector('[data-day="2026-11-24"] [data-slots]'))`)
		b.drawn("#mark", "0", hour+" * 1.5")
		b.until(`document.querySelector('#drawer[open] form')`)
		b.settled()
		for name, text := range map[string]string{"planned_start": "24.11.2026 15:00", "planned_end": "24.11.2026 16:30"} {
			if got := b.read(fmt.Sprintf(`document.querySelector('#drawer [name=%s]').value`, name)); got != text {
				t.Errorf("%s of the new event is %q, want %q", name, got, text)
			}
		}
		b.accessibleNow()
		b.picture("calendar new")

		// What makes no sense is said at its field, and the rest stays as typed.
		b.enter("#drawer [name=subject]", "Замір")
		b.enter("#drawer [name=planned_end]", "24.11.2026 14:00")
		b.click("#drawer .button-primary")
		b.until(`document.querySelector('#drawer [aria-invalid=true]')`)
		b.want(`document.querySelector('#drawer [name=subject]').value`, "Замір")
		b.picture("calendar new refused")
		b.keys(kb.Escape)
		b.until(`!document.querySelector('#drawer[open]')`)

		// Without a mouse it begins on the day one stands on.
		b.open("/calendar?view=day&day=2026-11-25")
		b.until(`document.querySelector('x-cal').ready`)
		b.place("KeyN", "т")
		b.until(`document.querySelector('#drawer[open] form [name=planned_start]')?.value.startsWith('25.11.2026')`)
	})
}

func TestTheCalendarIsWalkedByKeys(t *testing.T) {
	onSmall(t, func(w *world) {
		w.week()
		b := w.as(t, w.anna)
		b.open("/calendar?view=week&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		press := func(code, letter, name, want string, with ...chromedp.Modifier) {
			t.Helper()
			b.place(code, letter, with...)
			b.until(fmt.Sprintf(`new URLSearchParams(location.search).get('%s') === '%s'`, name, want))
			b.settled()
		}
		press("ArrowRight", "ArrowRight", "day", "2026-11-24")
		b.until(`document.querySelector('[data-day="2026-11-24"] [aria-current=date]')`)
		press("ArrowLeft", "ArrowLeft", "day", "2026-11-23")
		press("ArrowLeft", "ArrowLeft", "day", "2026-11-22")
		press("ArrowRight", "ArrowRight", "day", "2026-11-29", shift)
		press("Digit3", "3", "view", "month")
		press("ArrowUp", "ArrowUp", "day", "2026-11-22")
		press("Digit1", "1", "view", "day")
		press("Digit4", "4", "view", "list")
		press("Digit2", "2", "view", "week")
		b.place("ArrowRight", "ArrowRight")
		b.until(`new URLSearchParams(location.search).get('day') === '2026-11-23'`)
		b.settled()
		b.place("KeyT", "е")
		b.until(`!new URLSearchParams(location.search).get('day')`)
		b.until(`document.querySelector('.is-today')`)

		// An event is reached, opened and moved without a mouse.
		b.open("/calendar?view=day&day=2026-11-23")
		b.until(`document.querySelector('x-cal').ready`)
		b.run(`document.querySelector('.cal-event a').focus()`)
		b.keys(kb.Enter)
		b.until(`document.querySelector('#cal-pop:popover-open')`)
		b.press("#cal-pop", "Перенести")
		b.until(`document.querySelector('#dialog[open] [name=planned_start]')`)
	})
}

// drawn moves the mouse with the button down by so many pixels, said as
// expressions of the page.
func (b *tab) drawn(from, right, down string) {
	b.Helper()
	b.run(fmt.Sprintf(`(() => { const el = document.querySelector(%q); el.scrollIntoView({block: 'center', inline: 'nearest'}); const box = el.getBoundingClientRect();
		document.getElementById('drawn-to')?.remove(); const to = document.createElement('i'); to.id = 'drawn-to';
		const x = box.left + box.width / 2 + (%s), y = box.top + Math.min(box.height / 2, 60) + (%s);
		const sheet = new CSSStyleSheet(); sheet.replaceSync('#drawn-to { position: fixed; inline-size: 2px; block-size: 2px; pointer-events: none; inset: ' + (y - 1) + 'px auto auto ' + (x - 1) + 'px }');
		document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; document.body.append(to) })()`, from, right, down))
	b.drag(from, "#drawn-to")
}

func TestAnEventRecursByItsDialogUntilItIsEnded(t *testing.T) {
	onSmall(t, func(w *world) {
		call := w.week()["call"]
		b := w.as(t, w.anna)
		series := func() (out []*crm.Event) {
			t.Helper()
			w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
				out, err = register.Select(w.ctx, tx, crm.Events, register.Query{
					Filter: register.All{register.Some(&crm.Events.Row.Series), register.Alive()}, Sort: []register.Sort{{Field: "start"}},
				})
				return err
			}))
			return out
		}
		asks := func(e *crm.Event, what string) {
			t.Helper()
			b.open(fmt.Sprintf("/events/%d", e.ID))
			b.click("main header [data-menu]")
			b.press("#menu", what)
			b.until(`document.querySelector('#dialog[open] form')`)
			b.settled()
		}
		sure := func() {
			t.Helper()
			b.click("#dialog .button-primary, #dialog .button-danger")
		}
		done := func(words string) {
			t.Helper()
			b.until(fmt.Sprintf(`document.querySelector('#toasts').innerText.includes(%q)`, words))
			b.settled()
		}

		// Once a week is offered; nonsense is refused where it stands, and stays as typed.
		asks(call, "Повторювати")
		b.want(`document.querySelector('#dialog [name=unit]').value`, "week")
		b.want(`document.querySelector('#dialog [name=every]').value`, "1")
		b.enter("#dialog [name=every]", "250")
		b.enter("#dialog [name=count]", "3")
		sure()
		b.until(`document.querySelector('#dialog [name=every][aria-invalid=true]')`)
		b.want(`document.querySelector('#dialog [name=count]').value`, "3")
		b.accessibleNow()
		b.picture("recurrence refused")
		b.enter("#dialog [name=every]", "1")
		b.enter("#dialog [name=count]", "4")
		sure()
		done("повторюватиметься")
		all := series()
		if len(all) != 4 || !all[3].PlannedStart.Equal(at(t, 21, "10:30")) {
			t.Fatalf("%d events in the series", len(all))
		}

		// One is moved by the mouse and is an exception; the others stay.
		b.open("/calendar?view=week&day=2026-11-30")
		b.until(`document.querySelector('x-cal').ready`)
		b.settled()
		b.drawn(box(all[1]), `document.querySelector('.cal-column').offsetWidth`, "0")
		b.until(`document.querySelector('#toasts .toast')`)
		if now := series(); !now[1].PlannedStart.Equal(at(t, 8, "10:30")) || !now[2].PlannedStart.Equal(all[2].PlannedStart) {
			t.Errorf("the second is at %v, the third at %v", now[1].PlannedStart, now[2].PlannedStart)
		}

		// The rule is asked as it is, and another holds from this event on.
		asks(all[2], "Змінити повторення")
		b.want(`document.querySelector('#dialog [name=count]').value`, "4")
		b.enter("#dialog [name=every]", "2")
		b.enter("#dialog [name=count]", "3")
		sure()
		done("Повторення змінено")
		now := series()
		if len(now) != 5 || !now[4].PlannedStart.Equal(at(t, 42, "10:30")) {
			t.Errorf("%d events, the last at %v", len(now), now[len(now)-1].PlannedStart)
		}

		asks(now[2], "Завершити серію")
		sure()
		done("Серію завершено")
		if left := series(); len(left) != 3 {
			t.Errorf("%d events are left", len(left))
		}
		b.open("/calendar?view=week&day=2026-12-07")
		b.until(`document.querySelector('x-cal').ready`)
		b.click(box(now[2]) + " a")
		b.until(`document.querySelector('#cal-pop:popover-open')`)
		b.says("#cal-pop", "серію завершено")
		b.picture("series ended")
	})
}
