package demo

import (
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// asked is a lead of the demo company and what became of it.
type asked struct {
	who      string // of the staff
	day      int
	lead     *crm.Lead
	channel  string
	source   string
	region   string
	answers  string // codes of the questions answered by yes
	call     string // what was said when it was first called back
	reason   string // why nothing came of it
	client   string // whom it became
	person   string
	newcomer bool // nobody has taken it yet
}

// leads are the ten of 7.5: four of an exhibition, two of the web, two calls, a
// recommendation and spam; and the rules by which new ones are given out.
func (b *builder) leads() error {
	const exhibition = "РЕКЛАМА-2026"
	passed := "need decider budget no_competitor"
	for _, one := range []asked{
		{
			who: "M1", day: -40, channel: "exhibition", source: "exhibition", region: "UA-30", answers: passed, call: "Домовилися про зустріч щодо цінників", client: "K02", person: "K02/Лисенко",
			lead: &crm.Lead{Company: "Сімейний кошик", Name: "Лисенко Ганна", Phone: "+380501112201", Text: "Цінники й стійки для мережі", Campaign: exhibition, Expected: uah(180_000)},
		},
		{
			who: "M3", day: -39, channel: "exhibition", source: "exhibition", region: "UA-46", answers: passed, call: "Потрібні таблички на 40 кімнат, бюджет є",
			lead: &crm.Lead{Company: "Готель «Стара вежа»", Name: "Дорош Остап", Phone: "+380671112202", Email: "dorosh@stara-vezha.example", Text: "Таблички на номери, вивіска на фасад", Campaign: exhibition, Expected: uah(95_000)},
		},
		{
			who: "M2", day: -39, channel: "exhibition", source: "exhibition", region: "UA-30", answers: "need no_competitor", call: "Власник у відпустці, передзвонити в понеділок",
			lead: &crm.Lead{Company: "Пекарня «Колосок»", Name: "Гай Оксана", Phone: "+380931112203", Text: "Пакети з логотипом", Campaign: exhibition},
		},
		{
			who: "M2", day: -38, channel: "exhibition", source: "exhibition", region: "UA-32", answers: "need decider deadline no_competitor", call: "Відкриття в січні, хочуть макет до свят",
			lead: &crm.Lead{Company: "Фітнес-клуб «Атлет»", Name: "Білик Роман", Phone: "+380661112204", Text: "Світлова вивіска і навігація", Campaign: exhibition, Expected: uah(140_000)},
		},
		{
			who: "M4", day: -30, channel: "web_form", source: "site", answers: passed, call: "Интересуват ги чанти за есента", client: "P02", person: "P02/Колев",
			lead: &crm.Lead{Company: "Родопа Принт", Name: "Колев", Email: "kolev@rodopa.example", Text: "Запитване за чанти с печат"},
		},
		{
			who: "D1", day: b.back(1), channel: "web_form", source: "site", region: "UA-30", newcomer: true,
			lead: &crm.Lead{Company: "Зоомагазин «Лапка»", Name: "Терещенко Ніна", Email: "nina@lapka.example", Text: "Наліпки на вітрину, 12 магазинів", Expected: uah(30_000)},
		},
		{
			who: "M2", day: -26, channel: "call", source: "outdoor", region: "UA-30", answers: passed, call: "Потрібен ролап біля входу", client: "K05", person: "K05/Захарчук",
			lead: &crm.Lead{Company: "Медея", Name: "Захарчук", Phone: "+380501112205", Text: "Ролап і вивіска для клініки"},
		},
		{
			who: "M2", day: -12, channel: "call", source: "search", region: "UA-30", call: "Грошей на рекламу цього року немає", reason: "no_budget",
			lead: &crm.Lead{Company: "Школа танців «Ритм»", Name: "Сова Дарина", Phone: "+380971112206", Text: "Банер на набір у групи"},
		},
		{
			who: "M1", day: b.back(2), channel: "recommendation", source: "recommendation", region: "UA-30", answers: "need", call: "Надіслати приклади для стоматологій",
			lead: &crm.Lead{Company: "Клініка «Добродій»", Name: "Левко Ігор", Phone: "+380631112207", Text: "Брендування приймальні, порадив Обрій"},
		},
		{
			who: "M1", day: b.back(3), channel: "email", source: "web", reason: "spam",
			lead: &crm.Lead{Name: "SEO-агенція", Email: "offer@seo-top.example", Text: "Виведемо ваш сайт у топ за тиждень"},
		},
	} {
		if err := b.enquiry(one); err != nil {
			return err
		}
	}
	return b.by("H1", b.at(b.back(1), 12, 0), func() error {
		west := &crm.DistributionRule{
			Entry:  crm.Entry{Names: register.Names{Uk: "Захід – Марії", Ru: "Запад – Марии", Bg: "Запад – на Мария", En: "The west to Mariia"}},
			Region: register.Ref[crm.Region](b.codes["region UA-46"]), Way: crm.ToEmployee, Employee: person(b, "M3"),
		}
		rest := &crm.DistributionRule{
			Entry: crm.Entry{Names: register.Names{Uk: "Решта – Києву", Ru: "Остальные – Киеву", Bg: "Останалите – на Киев", En: "The rest to Kyiv"}},
			Way:   crm.ByLoad, Team: b.people["M1"].Team,
		}
		if err := b.save(west); err != nil {
			return err
		}
		return b.save(rest)
	})
}

// enquiry lets one lead go its way.
func (b *builder) enquiry(a asked) error {
	l := a.lead
	l.Channel, l.AdSource = entry(b, crm.LeadChannels, a.channel), entry(b, crm.AdSources, a.source)
	if a.region != "" {
		l.Region = entry(b, crm.Regions, a.region)
	}
	if err := b.by(a.who, b.at(a.day, 10, 0), func() error { return b.save(l) }); err != nil || a.newcomer {
		return err
	}
	steps := []func() error{}
	if a.call != "" || a.reason != "spam" {
		steps = append(steps, func() error { return (&crm.TakeLead{}).Do(b.ctx, b.tx, l) }, func() error {
			return b.save(&crm.Event{
				Type: entry(b, crm.EventTypes, "call_out"), Lead: register.Ref[crm.Lead](l.ID), ActualStart: b.tx.Now().Add(-10 * time.Minute).Truncate(time.Minute),
				Minutes: 8, Text: a.call,
			})
		})
	}
	if a.answers != "" {
		steps = append(steps, func() error { return b.answer(l, a.answers) })
	}
	if len(a.answers) > len("need no_competitor") {
		steps = append(steps, func() error { return (&crm.QualifyLead{}).Do(b.ctx, b.tx, l) })
	}
	if a.reason != "" {
		steps = append(steps, func() error {
			return (&crm.DisqualifyLead{Reason: entry(b, crm.LeadReasons, a.reason)}).Do(b.ctx, b.tx, l)
		})
	}
	if a.client != "" {
		steps = append(steps, func() error {
			return (&crm.ConvertLead{Partner: partner(b, a.client), Contact: contact(b, a.person)}).Do(b.ctx, b.tx, l)
		})
	}
	for i, step := range steps {
		if err := b.by(a.who, b.at(a.day, 10, 40+3*i), step); err != nil {
			return err
		}
	}
	if err := crm.NoteReaction(b.ctx, b.st, l.ID); err != nil {
		return err
	}
	return nil
}

// answer says yes to the questions with these codes.
func (b *builder) answer(l *crm.Lead, codes string) error {
	in := &crm.AnswerLead{}
	for _, code := range strings.Fields(codes) {
		in.Answers = append(in.Answers, crm.LeadAnswer{Question: entry(b, crm.ChecklistQuestions, code), Answer: crm.AnswerYes})
	}
	return in.Do(b.ctx, b.tx, l)
}
