package demo

import (
	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// tenderStages are the stages of a tender in their order.
var tenderStages = []string{"announced", "documents", "submitted", "auction"}

// pipelines give sales a second way beside the usual one: tenders, which are
// announced, answered with documents and decided by an auction.
func (b *builder) pipelines() error {
	p := &crm.Pipeline{
		Entry: crm.Entry{Code: "tender", Names: register.Names{Uk: "Тендери", Ru: "Тендеры", Bg: "Търгове", En: "Tenders"}},
		Kind:  entry(b, crm.DealKinds, "sale"),
	}
	if err := b.save(p); err != nil {
		return err
	}
	for _, s := range []struct {
		code          string
		names         register.Names
		outcome       crm.Outcome
		hue           crm.Hue
		norm, percent int64
	}{
		{"announced", register.Names{Uk: "Оголошено", Ru: "Объявлено", Bg: "Обявен", En: "Announced"}, crm.Open, "gray", 5, 10},
		{"documents", register.Names{Uk: "Збір документів", Ru: "Сбор документов", Bg: "Събиране на документи", En: "Gathering documents"}, crm.Open, "sky", 7, 20},
		{"submitted", register.Names{Uk: "Пропозицію подано", Ru: "Предложение подано", Bg: "Подадена оферта", En: "Offer submitted"}, crm.Open, "violet", 14, 35},
		{"auction", register.Names{Uk: "Аукціон", Ru: "Аукцион", Bg: "Търг", En: "Auction"}, crm.Open, "amber", 5, 60},
		{"tender_won", register.Names{Uk: "Переможець", Ru: "Победитель", Bg: "Спечелен", En: "Awarded"}, crm.Won, "green", 0, 100},
		{"tender_lost", register.Names{Uk: "Переміг інший", Ru: "Победил другой", Bg: "Спечелен от друг", En: "Awarded to another"}, crm.Lost, "red", 0, 0},
	} {
		one := &crm.Stage{
			Entry: crm.Entry{Code: s.code, Names: s.names}, Pipeline: register.Ref[crm.Pipeline](p.ID), Outcome: s.outcome, Hue: s.hue,
			NormDays: s.norm, Probability: s.percent * 10_000,
		}
		if err := b.save(one); err != nil {
			return err
		}
	}
	if err := b.learn(); err != nil {
		return err
	}
	for _, q := range []*crm.StageRequirement{
		{Stage: entry(b, crm.Stages, "submitted"), Kind: crm.NeedsField, Field: "amount"},
		{Stage: entry(b, crm.Stages, "submitted"), Kind: crm.NeedsField, Field: "close_on"},
		{Stage: entry(b, crm.Stages, "auction"), Kind: crm.NeedsPoint, What: "Нижню межу ціни погоджено з керівником"},
		{Stage: entry(b, crm.Stages, "agreement"), Kind: crm.NeedsField, Field: "contact"},
		{Stage: entry(b, crm.Stages, "won"), Kind: crm.NeedsField, Field: "amount"},
	} {
		if err := b.save(q); err != nil {
			return err
		}
	}
	return nil
}

// tenders are the deals of that way.
func (b *builder) tenders() error {
	for _, d := range []struct {
		by, client, contact, name, sku string
		amount                         money.Money
		stage, begun, stretch, answer  int
		chance                         int64
		why                            string
	}{
		{"M1", "K07", "Кириленко", "Тендер: навігація у 12 відділеннях", "LIGHTBOX", uah(418_000), 2, 19, 5, 21, 550_000, "Єдині подали зразок і креслення кріплень."},
		{"M1", "K02", "Гончар", "Тендер: цінникотримачі для мережі", "STAND", uah(264_000), 3, 22, 6, 5, 0, ""},
		{"M2", "K05", "Захарчук", "Закупівля: таблички для кабінетів", "BANNER", uah(58_600), 1, 9, 5, 17, 0, ""},
		{"M3", "L03", "Іваськів", "Закупівля: сувеніри до ювілею міста", "MUG", uah(97_500), 0, 3, 2, 30, 150_000, "Бюджет ще не затверджено."},
	} {
		one := &crm.Deal{
			Name: d.name, Partner: partner(b, d.client), Contact: contact(b, d.client+"/"+d.contact), Kind: entry(b, crm.DealKinds, "sale"),
			Pipeline: entry(b, crm.Pipelines, "tender"), Product: b.ware(d.client, d.sku), Amount: d.amount, CloseOn: b.day(d.answer),
			Chance: d.chance, ChanceReason: d.why,
		}
		if d.stage == 3 {
			point, err := b.point("Нижню межу ціни погоджено з керівником", d.by, -d.begun)
			if err != nil {
				return err
			}
			one.Confirmed = register.Refs[crm.StageRequirement]{point}
		}
		if err := b.lead(d.by, one, tenderStages, d.begun, d.stage, d.stretch); err != nil {
			return err
		}
	}
	return nil
}

// point is a point that a stage asks to be confirmed.
func (b *builder) point(what, who string, day int) (point register.Ref[crm.StageRequirement], err error) {
	err = b.by(who, b.at(day, 11, 0), func() error {
		q, err := register.First(b.ctx, b.tx, crm.StageRequirements, register.Eq(&crm.StageRequirements.Row.What, what))
		if err == nil {
			point = register.Ref[crm.StageRequirement](q.ID)
		}
		return err
	})
	return point, err
}
