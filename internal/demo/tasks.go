package demo

import (
	"context"
	"fmt"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// doing is an act on a task.
type doing interface {
	Do(ctx context.Context, tx register.Tx, t *crm.Task) error
}

// step is what an executor did on a day with his task.
type step struct {
	day int
	do  doing
}

// tasks are tasks in every status.
func (b *builder) tasks() error {
	for _, t := range []struct {
		from, to       string
		given, due     int
		priority       string
		client, deal   string
		subject, text  string
		points         []string
		done           int // of the points
		steps          []step
		repeat         crm.Repeat
		plannedMinutes int64
	}{
		{from: "M1", to: "G1", given: b.back(3), due: b.ahead(1), priority: "high", client: "K01", deal: "gifts", subject: "Візуалізація трьох новорічних наборів", points: []string{"Набір «Класика»", "Набір «Кава»", "Набір «Дорога»"}, done: 2, steps: []step{{b.back(2), &crm.TakeTask{}}}, plannedMinutes: 240},
		{from: "M1", to: "P1", given: b.back(4), due: b.ahead(4), client: "K02", deal: "shops", subject: "Прорахувати завантаження під 36 стендів"},
		{from: "M1", to: "P1", given: b.back(6), due: b.ahead(2), client: "K01", subject: "Виготовити сигнальні чашки", steps: []step{{b.back(5), &crm.TakeTask{}}, {b.back(4), &crm.MakeTask{}}}},
		{from: "M2", to: "G1", given: b.back(5), due: b.back(1), priority: "high", client: "K03", deal: "promo", subject: "Макети банерів для двох міст", steps: []step{{b.back(4), &crm.TakeTask{}}}},
		{from: "M2", to: "M2", given: b.back(5), due: b.ahead(3), client: "K04", deal: "cups", subject: "Узгодити колір чашок", steps: []step{{b.back(5), &crm.TakeTask{}}, {b.back(2), &crm.AwaitClient{}}}},
		{from: "M2", to: "M2", given: b.back(8), due: b.back(2), client: "K06", deal: "fest", subject: "Повернути «Літо Фест»: пропозиція на літо"},
		{from: "M3", to: "W1", given: b.back(7), due: b.back(3), client: "L03", deal: "hotel", subject: "Доставка зразків у Трускавець", steps: []step{{b.back(6), &crm.TakeTask{}}, {b.back(4), &crm.ConfirmTask{Result: "Передано адміністраторові готелю.", SpentMinutes: 90}}}},
		{from: "M3", to: "M3", given: b.back(9), due: b.back(4), client: "L05", subject: "Запропонувати річне обслуговування", steps: []step{{b.back(8), &crm.TakeTask{}}, {b.back(5), &crm.RefuseTask{RefusedBy: crm.ByClient, Reason: "Поки не на часі."}}}},
		{from: "M4", to: "M4", given: b.back(3), due: 0, priority: "high", client: "P04", deal: "idea", subject: "Да се провери защо Илиев не отговаря"},
		{from: "M4", to: "G1", given: b.back(4), due: b.ahead(2), client: "P01", deal: "chain", subject: "Чертеж на стойката с размери", steps: []step{{b.back(3), &crm.TakeTask{}}}},
		{from: "M5", to: "A1", given: b.back(4), due: 0, client: "L01", subject: "Звірка взаєморозрахунків за квартал", steps: []step{{b.back(3), &crm.TakeTask{}}}},
		{from: "M5", to: "M5", given: b.back(6), due: b.back(3), client: "L02", subject: "Спільний прайс із «Явором»", steps: []step{{b.back(6), &crm.CancelTask{Reason: "Домовилися повернутися навесні."}}}},
		{from: "H1", to: "M1", given: b.back(2), due: 0, priority: "high", client: "K07", deal: "bank", subject: "Довідка про досвід подібних робіт для тендера", steps: []step{{b.back(1), &crm.TakeTask{}}}},
		{from: "H1", to: "K1", given: b.back(5), due: b.ahead(8), subject: "Переглянути скрипт повторного дзвінка"},
		{from: "H1", to: "M3", given: b.back(6), due: b.ahead(1), subject: "Звіт за тиждень", repeat: "week", steps: []step{{b.back(1), &crm.TakeTask{}}, {b.back(1), &crm.ConfirmTask{Result: "Надіслано."}}}},
		{from: "D1", to: "H1", given: b.back(4), due: b.ahead(5), subject: "План відділу на наступний рік", points: []string{"За менеджерами", "За регіонами", "За групами товарів"}, done: 1, steps: []step{{b.back(3), &crm.TakeTask{}}}},
	} {
		one := &crm.Task{
			Subject: t.subject, Text: t.text, Executors: register.Refs[crm.User]{person(b, t.to)}, Priority: crm.Priority(t.priority),
			Deadline: b.at(t.due, 18, 0), Repeat: t.repeat, PlannedMinutes: t.plannedMinutes,
		}
		if t.client != "" {
			one.Partner = partner(b, t.client)
		}
		if t.deal != "" {
			one.Deal = ref[crm.Deal](b.deals[t.deal].ID)
		}
		for _, p := range t.points {
			one.Checklist = append(one.Checklist, crm.ChecklistItem{Text: p})
		}
		if err := b.by(t.from, b.at(t.given, 10, 45), func() error { return b.save(one) }); err != nil {
			return err
		}
		if err := b.follow(t.to, one, t.steps); err != nil {
			return err
		}
		for i := range t.done {
			err := b.by(t.to, b.at(b.back(1), 12, 20+i), func() error {
				return (&crm.TickTask{Item: one.Checklist[i].ID, Ticked: true}).Do(b.ctx, b.tx, one)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// follow does with a task what its executor did.
func (b *builder) follow(who string, t *crm.Task, steps []step) error {
	for i, s := range steps {
		if _, cancels := s.do.(*crm.CancelTask); cancels {
			who = "M5"
		}
		if err := b.by(who, b.at(s.day, 13, 10*i), func() error { return s.do.Do(b.ctx, b.tx, t) }); err != nil {
			return fmt.Errorf("task %s: %w", t.Subject, err)
		}
	}
	return nil
}

// promises are commitments of both sides: open, kept, late and refused.
func (b *builder) promises() error {
	for _, c := range []struct {
		by, client, contact, deal string
		kind                      string
		side                      crm.Side
		made, due                 int
		subject                   string
		to                        string
		steps                     []step
	}{
		{by: "M1", client: "K02", contact: "Гончар", kind: "sample", side: crm.OurSide, made: -40, due: -32, to: "P1", subject: "Зразок стенда в магазин на Оболоні", steps: []step{{-39, &crm.TakeTask{}}, {-38, &crm.MakeTask{}}, {-33, &crm.ConfirmTask{Result: "Стенд стоїть у магазині.", HandedOn: b.day(-33)}}}},
		{by: "M1", client: "K01", contact: "Бойко", kind: "test_article", side: crm.OurSide, made: -30, due: -22, to: "P1", subject: "Пробний наклад чашок", steps: []step{{-28, &crm.TakeTask{}}, {-27, &crm.MakeTask{}}, {-19, &crm.ConfirmTask{Result: "Передано 10 чашок.", HandedOn: b.day(-19)}}}},
		{by: "M2", client: "K05", contact: "Захарчук", kind: "other", side: crm.OurSide, made: -25, due: -18, to: "M2", subject: "Виїзд для замірів другого поверху", steps: []step{{-24, &crm.TakeTask{}}, {-20, &crm.RefuseTask{RefusedBy: crm.ByUs, Reason: "Не було вільного замірника."}}}},
		{by: "M3", client: "L03", contact: "Іваськів", kind: "sample", side: crm.OurSide, made: b.back(6), due: b.back(1), to: "G1", subject: "Зразок сумки з вишивкою", steps: []step{{b.back(5), &crm.TakeTask{}}}},
		{by: "M1", client: "K07", contact: "Дмитренко", deal: "bank", kind: "other", side: crm.TheirSide, made: b.back(3), due: b.ahead(2), subject: "Адреси 40 відділень із розмірами фасадів"},
		{by: "M2", client: "K03", contact: "Мороз", deal: "promo", kind: "contract", side: crm.TheirSide, made: b.back(8), due: b.back(2), subject: "Підписаний договір на промотур"},
		{by: "M4", client: "P01", contact: "Стоянова", kind: "other", side: crm.TheirSide, made: -16, due: -9, subject: "Потвърждение на салдото"},
		{by: "M3", client: "L04", contact: "Стець", kind: "other", side: crm.TheirSide, made: -14, due: -10, subject: "Логотип у векторі"},
	} {
		in := &crm.Promise{
			Subject: c.subject, Kind: entry(b, crm.CommitmentKinds, c.kind), Side: c.side, Partner: partner(b, c.client), Contact: contact(b, c.client+"/"+c.contact),
			Due: b.day(c.due),
		}
		if c.to != "" {
			in.Responsible = person(b, c.to)
		}
		if c.deal != "" {
			in.Deal = ref[crm.Deal](b.deals[c.deal].ID)
		}
		var made *crm.Commitment
		var task *crm.Task
		err := b.by(c.by, b.at(c.made, 12, 40), func() error {
			err := in.DoAll(b.ctx, b.tx, nil)
			if err != nil {
				return err
			}
			made, err = register.Load(b.ctx, b.tx, crm.Commitments, ref[crm.Commitment](in.Leads().ID))
			if err == nil && made.Task != 0 {
				task, err = register.Load(b.ctx, b.tx, crm.Tasks, made.Task)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("promise %s: %w", c.subject, err)
		}
		if c.side == crm.OurSide {
			if err := b.follow(c.to, task, c.steps); err != nil {
				return err
			}
			continue
		}
		kept := map[string]int{"Потвърждение на салдото": -10, "Логотип у векторі": -7}
		if on, ok := kept[c.subject]; ok {
			err := b.by(c.by, b.at(on, 15, 0), func() error { return (&crm.KeepCommitment{}).Do(b.ctx, b.tx, made) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// talks are remarks, in which colleagues are called.
func (b *builder) talks() error {
	for _, t := range []struct {
		by     string
		day    int
		hour   int
		about  register.Link
		text   string
		called []string
	}{
		{"M1", b.back(3), 16, b.linkPartner("K01"), "Бойко любить конкретику: одразу кошторис, потім картинки.", nil},
		{"H1", b.back(2), 9, b.linkDeal("bank"), "@Мельник, поріг знижки 7 %. Більше – через мене.", []string{"M1"}},
		{"M1", b.back(2), 10, b.linkDeal("bank"), "@Ковальчук, зрозуміла. РекламаМайстер дає 9 %, тиснемо на строки монтажу.", []string{"H1"}},
		{"M2", b.back(1), 17, b.linkDeal("promo"), "@Савчук, чи потягнемо два міста за тиждень?", []string{"P1"}},
		{"P1", b.back(1), 18, b.linkDeal("promo"), "Так, якщо макети будуть до середи.", nil},
		{"M4", b.back(1), 16, b.linkPartner("P02"), "Колев решава сам, но слуша технолога си.", nil},
	} {
		err := b.by(t.by, b.at(t.day, t.hour, 5), func() error {
			c := &crm.Comment{About: t.about, Text: t.text}
			for _, name := range t.called {
				c.Mentions = append(c.Mentions, person(b, name))
			}
			return b.save(c)
		})
		if err != nil {
			return fmt.Errorf("remark %q: %w", strings.SplitN(t.text, ".", 2)[0], err)
		}
	}
	return nil
}

func (b *builder) linkPartner(name string) register.Link {
	return register.Link{Register: crm.Partners.Name, ID: b.partners[name].ID}
}

func (b *builder) linkDeal(key string) register.Link {
	return register.Link{Register: crm.Deals.Name, ID: b.deals[key].ID}
}
