package demo

import (
	"fmt"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// happening is something between one of the staff and a client.
type happening struct {
	by, kind, client, contact, deal string
	day, hour, minute, minutes      int
	subject, text                   string

	// Of what is over.
	status, result string
	handling       crm.EventHandling
}

func (b *builder) eventOf(h happening) *crm.Event {
	e := &crm.Event{Type: entry(b, crm.EventTypes, h.kind), Subject: h.subject, Text: h.text, Result: h.result, Handling: h.handling}
	if h.client != "" {
		e.Partner = partner(b, h.client)
	}
	switch {
	case h.contact == "" && h.client != "" && b.partners[h.client].Head != 0:
		e.Contacts = register.Refs[crm.Contact]{b.partners[h.client].Head}
	case h.contact != "":
		e.Contacts = register.Refs[crm.Contact]{contact(b, h.client+"/"+h.contact)}
	}
	if h.deal != "" {
		e.Deal = ref[crm.Deal](b.deals[h.deal].ID)
	}
	return e
}

// happened writes down what is over, as soon as it was.
func (b *builder) happened(list []happening) error {
	for _, h := range list {
		begun := b.at(h.day, h.hour, h.minute)
		ended := begun.Add(time.Duration(h.minutes) * time.Minute)
		err := b.by(h.by, ended.Add(2*time.Minute), func() error {
			e := b.eventOf(h)
			e.Status, e.ActualStart = entry(b, crm.EventStatuses, h.status), begun
			if h.minutes > 0 {
				e.ActualEnd = ended
			}
			return b.save(e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// calls are the calls and letters of the last days: done, in vain, and one
// that nobody has answered yet.
func (b *builder) calls() error {
	return b.happened([]happening{
		{by: "M1", kind: "call_out", client: "K01", contact: "Бойко", deal: "gifts", day: b.back(5), hour: 9, minute: 40, minutes: 14, subject: "Склад новорічних наборів", status: "call_out_done", result: "Зупинилися на трьох наборах; чекають візуалізацію."},
		{by: "M1", kind: "call_out", client: "K02", contact: "Гончар", deal: "shops", day: b.back(5), hour: 11, minute: 15, minutes: 0, subject: "Уточнити кількість стендів", status: "call_out_no_answer"},
		{by: "M1", kind: "call_out", client: "K02", contact: "Гончар", deal: "shops", day: b.back(4), hour: 10, minute: 5, minutes: 9, subject: "Уточнити кількість стендів", status: "call_out_done", result: "36 стендів на три магазини, відкриття в лютому."},
		{by: "M1", kind: "call_in", client: "K07", contact: "Дмитренко", deal: "bank", day: b.back(3), hour: 15, minute: 20, minutes: 11, subject: "Питання до тендерної документації", status: "call_in_done", result: "Потрібна довідка про досвід подібних робіт."},
		{by: "M1", kind: "offer", client: "K07", contact: "Кириленко", deal: "bank", day: b.back(2), hour: 17, minute: 30, subject: "Пропозиція на 40 відділень", status: "offer_sent", result: "620 000 грн без ПДВ, монтаж за 6 тижнів."},
		{by: "M1", kind: "call_out", client: "K01", contact: "Ткач", day: b.back(1), hour: 12, minute: 10, minutes: 6, subject: "Акт звірки за квартал", status: "call_out_done", result: "Розбіжностей немає, підпишуть до п’ятниці."},
		{by: "M2", kind: "call_out", client: "K03", contact: "Савицька", deal: "promo", day: b.back(5), hour: 10, minute: 30, minutes: 18, subject: "Графік промотуру", status: "call_out_done", result: "Старт у Львові, за тиждень Київ."},
		{by: "M2", kind: "call_out", client: "K05", contact: "Захарчук", deal: "clinic", day: b.back(4), hour: 14, minute: 0, minutes: 0, subject: "Навігація другого поверху", status: "call_out_not_reached"},
		{by: "M2", kind: "call_out", client: "K04", contact: "Поліщук", deal: "cups", day: b.back(3), hour: 9, minute: 25, minutes: 7, subject: "Наклад чашок", status: "call_out_done", result: "320 штук, два кольори."},
		{by: "M2", kind: "message_in", client: "K03", contact: "Мороз", deal: "promo", day: -3, hour: 11, minute: 48, subject: "Прохання прорахувати нічний монтаж", text: "Доброго дня! Прорахуйте, будь ласка, монтаж уночі з 23:00 до 05:00, другий день резервний.", status: "message_in_received"},
		{by: "M2", kind: "message_out", client: "K04", contact: "Поліщук", deal: "cups", day: b.back(2), hour: 16, minute: 5, subject: "Макет чашки, варіант 2", status: "message_out_sent"},
		{by: "M3", kind: "call_out", client: "L03", contact: "Іваськів", deal: "hotel", day: b.back(4), hour: 11, minute: 0, minutes: 12, subject: "Терміни різдвяного замовлення", status: "call_out_done", result: "Потрібно до 15-го, доставка в Трускавець."},
		{by: "M3", kind: "call_out", client: "L05", contact: "Левицька", day: b.back(3), hour: 13, minute: 30, minutes: 0, subject: "Повторне замовлення", status: "call_out_no_answer"},
		{by: "M3", kind: "visit", client: "L04", contact: "Стець", day: b.back(2), hour: 10, minute: 0, minutes: 40, subject: "Зразки пакетів", status: "visit_held", result: "Обрали крафт 90 г, один колір."},
		{by: "M3", kind: "call_out", client: "L03", contact: "Іваськів", deal: "hotel", day: b.back(1), hour: 15, minute: 45, minutes: 5, subject: "Підтвердження макета", status: "call_out_done", result: "Макет затверджено."},
		{by: "M4", kind: "call_out", client: "P01", contact: "Димитров", deal: "chain", day: b.back(5), hour: 10, minute: 0, minutes: 15, subject: "Размери на стойките", status: "call_out_done", result: "Височина 140 см, по една за магазин."},
		{by: "M4", kind: "call_out", client: "P04", contact: "Илиев", deal: "idea", day: b.back(4), hour: 16, minute: 20, minutes: 0, subject: "Потвърждение на офертата", status: "call_out_no_answer"},
		{by: "M4", kind: "call_out", client: "P03", contact: "Ангелова", day: b.back(3), hour: 11, minute: 30, minutes: 8, subject: "Месечна поръчка", status: "call_out_done", result: "Същото количество, доставка до 5-о число."},
		{by: "M4", kind: "message_out", client: "P01", contact: "Димитров", deal: "chain", day: b.back(2), hour: 9, minute: 50, subject: "Оферта за 14 стойки", status: "message_out_sent"},
		{by: "M4", kind: "call_in", client: "P02", contact: "Колев", deal: "wine", day: b.back(1), hour: 14, minute: 10, minutes: 9, subject: "Хартия за етикетите", status: "call_in_done", result: "Иска да види и структурна хартия."},
		{by: "M5", kind: "call_out", client: "L01", contact: "Пилипів", deal: "bulk", day: b.back(5), hour: 9, minute: 15, minutes: 16, subject: "Бонус за квартал", status: "call_out_done", result: "До порога 300 000 бракує 87 000; думає про додаткову партію."},
		{by: "M5", kind: "call_out", client: "L02", contact: "Федорів", day: b.back(3), hour: 12, minute: 0, minutes: 10, subject: "Залишки заготовок", status: "call_out_done", result: "Вистачить на два тижні."},
		{by: "M5", kind: "call_out", client: "L01", contact: "Пилипів", deal: "bulk", day: b.back(1), hour: 10, minute: 20, minutes: 0, subject: "Підтвердження партії", status: "call_out_not_reached"},
	})
}

// plans are what the staff mean to do today and in the days to come, and a
// call that should have been made.
func (b *builder) plans() error {
	for _, h := range []happening{
		{by: "M2", kind: "call_out", client: "K06", contact: "Рудик", deal: "fest", day: b.back(4), hour: 12, minute: 0, subject: "Повернути фестиваль: умови на літо"},
		{by: "M1", kind: "call_out", client: "K01", contact: "Бойко", deal: "gifts", day: 0, hour: 9, minute: 30, subject: "Показати візуалізацію наборів"},
		{by: "M1", kind: "meeting", client: "K07", contact: "Кириленко", deal: "bank", day: 0, hour: 11, minute: 0, subject: "Захист тендерної пропозиції"},
		{by: "M1", kind: "call_out", client: "K02", contact: "Лисенко", deal: "winter", day: 0, hour: 15, minute: 30, subject: "Макет цінників: затвердити"},
		{by: "M1", kind: "meeting", client: "K02", contact: "Гончар", deal: "shops", day: b.ahead(1), hour: 10, minute: 0, subject: "Огляд приміщення на Позняках"},
		{by: "M1", kind: "message_out", client: "K01", contact: "Яременко", deal: "frame", day: b.ahead(1), hour: 16, minute: 0, subject: "Проєкт рамкової угоди"},
		{by: "M1", kind: "meeting", client: "K01", contact: "Яременко", deal: "frame", day: b.ahead(3), hour: 14, minute: 0, subject: "Рамкова угода: ціни на рік"},
		{by: "M2", kind: "call_out", client: "K03", contact: "Савицька", deal: "promo", day: 0, hour: 10, minute: 0, subject: "Бюджет монтажу"},
		{by: "M2", kind: "call_out", client: "K05", contact: "Захарчук", deal: "clinic", day: 0, hour: 14, minute: 0, subject: "Навігація другого поверху"},
		{by: "M2", kind: "visit", client: "K04", contact: "Поліщук", deal: "cups", day: b.ahead(2), hour: 12, minute: 30, subject: "Зразки чашок"},
		{by: "M3", kind: "call_out", client: "L05", contact: "Левицька", day: 0, hour: 11, minute: 30, subject: "Повторне замовлення"},
		{by: "M3", kind: "meeting", client: "L03", contact: "Іваськів", deal: "hotel", day: b.ahead(2), hour: 13, minute: 0, subject: "Передача сигнальних зразків"},
		{by: "M4", kind: "call_out", client: "P04", contact: "Илиев", deal: "idea", day: 0, hour: 10, minute: 30, subject: "Потвърждение на офертата"},
		{by: "M4", kind: "meeting", client: "P01", contact: "Димитров", deal: "chain", day: 0, hour: 14, minute: 0, subject: "Преглед на стойките в магазина"},
		{by: "M4", kind: "call_out", client: "P03", contact: "Ангелова", day: b.ahead(1), hour: 11, minute: 0, subject: "Коледни сувенири за гостите"},
		{by: "M4", kind: "visit", client: "P02", contact: "Колев", deal: "wine", day: b.ahead(4), hour: 15, minute: 0, subject: "Мостра на етикета на място"},
		{by: "M5", kind: "call_out", client: "L01", contact: "Пилипів", deal: "bulk", day: 0, hour: 9, minute: 0, subject: "Підтвердження партії"},
		{by: "M5", kind: "meeting", client: "L02", contact: "Федорів", day: b.ahead(3), hour: 11, minute: 0, subject: "Умови на наступний рік"},
		{by: "H1", kind: "other", day: 0, hour: 17, minute: 0, subject: "Звіт директорові за тиждень"},
		{by: "H1", kind: "call_out", client: "L01", contact: "Пилипів", deal: "bulk", day: 0, hour: 12, minute: 0, subject: "Бонус за квартал: поговорити самому"},
		{by: "H1", kind: "other", day: b.ahead(2), hour: 16, minute: 0, subject: "Розбір програних угод за квартал"},
		{by: "D1", kind: "meeting", client: "K01", contact: "Яременко", deal: "frame", day: 0, hour: 16, minute: 0, subject: "Обід із власником «Обрію»"},
	} {
		err := b.by(h.by, b.at(b.back(5), 17, 0), func() error {
			e := b.eventOf(h)
			e.PlannedStart = b.at(h.day, h.hour, h.minute)
			return b.save(e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rounds is the head's Monday round, which comes every week.
func (b *builder) rounds() error {
	monday := -21
	for b.today.Add(monday).Weekday() != time.Monday {
		monday++
	}
	first := &crm.Event{Type: entry(b, crm.EventTypes, "other"), Subject: "Планірка відділу продажів", Text: "План тижня, прострочене, великі угоди.", Place: "Переговорна, Київ"}
	for _, name := range []string{"M1", "M2", "M3", "M5"} {
		first.Others = append(first.Others, person(b, name))
	}
	first.PlannedStart, first.PlannedEnd = b.at(monday, 9, 0), b.at(monday, 9, 25)
	err := b.by("H1", b.at(monday-3, 17, 30), func() error {
		if err := b.save(first); err != nil {
			return err
		}
		in := &crm.RecurEvent{}
		in.Every, in.Unit = 1, "week"
		return in.Do(b.ctx, b.tx, first)
	})
	if err != nil {
		return err
	}
	for ; monday < 0; monday += 7 {
		start := b.at(monday, 9, 0)
		err := b.by("H1", start.Add(30*time.Minute), func() error {
			e, err := register.First(b.ctx, b.tx, crm.Events, register.All{
				register.Eq(&crm.Events.Row.Series, first.Series), register.Eq(&crm.Events.Row.SeriesDay, b.day(monday)),
			})
			if err != nil {
				return err
			}
			return (&crm.HoldEvent{ActualStart: start, ActualEnd: start.Add(25 * time.Minute)}).Do(b.ctx, b.tx, e)
		})
		if err != nil {
			return fmt.Errorf("round of day %d: %w", monday, err)
		}
	}
	return nil
}

// habits are the calls and letters by which the sales of the last months came
// about.
func (b *builder) habits() error {
	kinds := []struct{ kind, status, uk, bg string }{
		{"call_out", "call_out_done", "Замовлення на місяць", "Поръчка за месеца"},
		{"message_out", "message_out_sent", "Рахунок і макет на погодження", "Фактура и макет за одобрение"},
		{"call_in", "call_in_done", "Клієнт уточнює терміни", "Клиентът пита за сроковете"},
	}
	var list []happening
	for i, s := range b.sold {
		if s.month < -6 || len(s.client) > 3 {
			continue
		}
		is := kinds[i%len(kinds)]
		h := happening{
			by: s.manager, kind: is.kind, client: s.client, status: is.status, subject: is.uk, hour: 9 + i%8, minute: i % 12 * 5,
			day: b.onWorkday(calendarDays(b, s.month, 4+i%13)), minutes: 4 + i%9,
		}
		if s.manager == "M4" {
			h.subject = is.bg
		}
		list = append(list, h)
	}
	return b.happened(list)
}

// onWorkday is the day itself, or the Friday before a weekend.
func (b *builder) onWorkday(days int) int {
	for b.today.Add(days).Weekday() == time.Saturday || b.today.Add(days).Weekday() == time.Sunday {
		days--
	}
	return days
}

// meeting is the one with the winery: prepared, held and put on record.
func (b *builder) meeting() error {
	var meeting *crm.Event
	var sheet *crm.Preparation
	day := b.back(2)
	err := b.by("M4", b.at(b.back(6), 15, 0), func() error {
		meeting = b.eventOf(happening{kind: "meeting", client: "P02", contact: "Колев", deal: "wine", subject: "Етикети за новата реколта"})
		meeting.PlannedStart, meeting.PlannedEnd = b.at(day, 13, 0), b.at(day, 14, 0)
		meeting.Place = "Винарна Родопа, Асеновград"
		meeting.Goals = "Да изберем хартията и да получим съгласие за пробен етикет."
		meeting.Agenda = register.Parts[crm.AgendaPoint]{
			{Topic: "Новата реколта и бутилките", Speaker: "Петър Колев", Minutes: 15},
			{Topic: "Мостри на хартия и печат", Speaker: "Ива Петрова", Minutes: 25},
			{Topic: "Срокове и цена", Speaker: "Ива Петрова", Minutes: 20},
		}
		meeting.Guests = register.Parts[crm.Guest]{
			{Contact: contact(b, "P02/Колев"), Role: "Взема решението"},
			{Name: "Васил Тодоров", Company: "Винарна Родопа", Role: "Технолог"},
			{User: person(b, "M4"), Role: "Води срещата"},
		}
		return b.save(meeting)
	})
	if err != nil {
		return err
	}
	err = b.by("M4", b.at(b.back(3), 16, 0), func() error {
		sheet = &crm.Preparation{
			Event: ref[crm.Event](meeting.ID), Goal: "Съгласие за пробен етикет и дата за офертата.",
			Attention: "Етикет на структурна хартия в ръката – преди думите.", Questions: "Върху какво работите в момента? Какво не харесахте в миналогодишните етикети?",
			Agree: "Хартия, брой бутилки, дата на мострата.", Benefits: "Печат и подаръчни чанти от едно място; цветът е еднакъв.",
			Objections: register.Parts[crm.Objection]{
				{Objection: "Печатницата в Плевен е по-евтина.", Answer: "С доставката разликата е 2 %, а мострата е безплатна."},
				{Objection: "Сроковете са дълги.", Answer: "Мостра за пет дни, тиражът за две седмици."},
			},
			Closing: "Мострата в сряда или в петък?", Support: "Папка с хартии, етикети на хотел „Тепе“.",
			Techniques: register.Refs[crm.Technique]{
				entry(b, crm.Techniques, "sample"), entry(b, crm.Techniques, "current_project"), entry(b, crm.Techniques, "choice"),
			},
		}
		return b.save(sheet)
	})
	if err != nil {
		return err
	}
	err = b.by("M4", b.at(day, 14, 20), func() error {
		hold := &crm.HoldEvent{
			ActualStart: b.at(day, 13, 5), ActualEnd: b.at(day, 14, 15),
			Result: "Избраха структурна хартия; чакат мостра и оферта.",
		}
		return hold.Do(b.ctx, b.tx, meeting)
	})
	if err != nil {
		return err
	}
	err = b.by("M4", b.at(day, 17, 10), func() error {
		for i := range meeting.Guests {
			meeting.Guests[i].Attended = true
		}
		meeting.Discussion = "Реколтата е 18 000 бутилки в две серии. Миналогодишният етикет се отлепваше при охлаждане. Харесаха структурната хартия; технологът иска проба в хладилник."
		meeting.Agreements = register.Parts[crm.Agreement]{
			{Text: "Мостра на етикета върху структурна хартия", Side: "ours", User: person(b, "G1"), Deadline: b.day(5), Kind: entry(b, crm.CommitmentKinds, "sample")},
			{Text: "Оферта за двете серии", Side: "ours", User: person(b, "M4"), Deadline: b.day(3), Kind: entry(b, crm.CommitmentKinds, "offer")},
		}
		if err := b.save(meeting); err != nil {
			return err
		}
		if err := (&crm.AssignAgreements{}).Do(b.ctx, b.tx, meeting); err != nil {
			return err
		}
		used, err := register.Load(b.ctx, b.tx, crm.Preparations, ref[crm.Preparation](sheet.ID))
		if err != nil {
			return err
		}
		used.Worked = register.Refs[crm.Technique]{entry(b, crm.Techniques, "sample"), entry(b, crm.Techniques, "choice")}
		return b.save(used)
	})
	if err != nil {
		return fmt.Errorf("protocol: %w", err)
	}
	return b.by("G1", b.at(b.back(1), 9, 30), func() error {
		t, err := register.Load(b.ctx, b.tx, crm.Tasks, meeting.Agreements[0].Task)
		if err != nil {
			return err
		}
		if err := (&crm.TakeTask{}).Do(b.ctx, b.tx, t); err != nil {
			return err
		}
		return (&crm.MakeTask{}).Do(b.ctx, b.tx, t)
	})
}

// away are those who are not there, with their deputies.
func (b *builder) away() error {
	for _, a := range []struct {
		by  string
		one *crm.Absence
	}{
		{"H1", &crm.Absence{
			User: person(b, "M5"), Deputy: person(b, "M3"), From: b.day(b.ahead(6)), Till: b.day(b.ahead(10)), Kind: "vacation", Note: "Відпустка; дилери – Марії.",
		}},
		{"D1", &crm.Absence{User: person(b, "W1"), Deputy: person(b, "P1"), From: b.day(-1), Till: b.day(b.ahead(3)), Kind: "sick"}},
	} {
		if err := b.by(a.by, b.at(b.back(3), 9, 15), func() error { return b.save(a.one) }); err != nil {
			return err
		}
	}
	return nil
}
