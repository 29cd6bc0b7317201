package demo

import (
	"fmt"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// competitors are what is known of the rivals, and three changes of what they
// do, one with our answer.
func (b *builder) competitors() error {
	err := b.by("H1", b.at(-70, 12, 0), func() error {
		for _, c := range []struct {
			code, standing, level                      string
			index                                      int64
			equipment, projects, strengths, weaknesses string
			year                                       int64
		}{
			{"C1", "leader", "same", 1_020_000, "Широкоформатний друк 5 м, два плотери", "Брендування мережі АЗС", "Швидкий монтаж власними бригадами", "Дрібні замовлення не беруть", 48_000_000},
			{"C2", "rival", "lower", 930_000, "УФ-принтер 2,5 м", "Друк для ритейлу Львова", "Ціна", "Зриви термінів у сезон", 17_500_000},
			{"C3", "follower", "lower", 950_000, "Дигитален печат А3+", "Етикети за винарни", "Близо до клиента", "Няма монтаж", 6_200_000},
		} {
			p, err := register.Load(b.ctx, b.tx, crm.Partners, partner(b, c.code))
			if err != nil {
				return err
			}
			p.Standing, p.PriceLevel, p.PriceIndex = entry(b, crm.CompetitiveStatuses, c.standing), crm.PriceLevel(c.level), c.index
			p.Equipment, p.Projects, p.Strengths, p.Weaknesses = c.equipment, c.projects, c.strengths, c.weaknesses
			p.Volumes = register.Parts[crm.Volume]{{Period: string(b.today.AddMonths(-12)[:4]), Amount: uah(c.year), Source: "Відкрита звітність"}}
			if err := b.save(p); err != nil {
				return err
			}
			b.partners[c.code] = p
		}
		return nil
	})
	if err != nil {
		return err
	}
	cut := &crm.StrategyChange{
		Competitor: partner(b, "C2"), Area: "price", Summary: "Мінус 10 % на широкоформатний друк у Львові", Was: "Ціна нарівні з нашою", Became: "На 10 % нижче нашої",
		Source: "Прайс, який переслав клієнт", Regions: register.Refs[crm.Region]{entry(b, crm.Regions, "UA-46")},
		Clients: register.Refs[crm.Partner]{partner(b, "L03"), partner(b, "L04")}, EffectiveFrom: b.day(-30),
	}
	press := &crm.StrategyChange{
		Competitor: partner(b, "C2"), Area: "technology", Summary: "Новий УФ-принтер 2,5 м", Became: "Друк на склі й дереві без підрядників", Source: "Виставка «РЕКЛАМА»",
	}
	free := &crm.StrategyChange{
		Competitor: partner(b, "C3"), Area: "service", Summary: "Безплатна доставка в Пловдив", Was: "Доставка за сметка на клиента", Became: "Безплатно над 200 €",
		Source: "Агенция Идея", Regions: register.Refs[crm.Region]{entry(b, crm.Regions, "BG-16")}, Clients: register.Refs[crm.Partner]{partner(b, "P04")},
	}
	for _, did := range []struct {
		who string
		day int
		do  func() error
	}{
		{"M3", -28, func() error { return b.save(cut) }},
		{"H1", -26, func() error { return (&crm.AssessChange{Impact: "-2", Confidence: "proven"}).Do(b.ctx, b.tx, cut) }},
		{"H1", -24, func() error {
			return (&crm.ReactToChange{Reaction: "Постійним клієнтам Львова – монтаж у ціні до кінця року; прайс не чіпаємо."}).Do(b.ctx, b.tx, cut)
		}},
		{"M3", -52, func() error { return b.save(press) }},
		{"H1", -50, func() error { return (&crm.AssessChange{Impact: "-1", Confidence: "likely"}).Do(b.ctx, b.tx, press) }},
		{"M4", b.back(2), func() error { return b.save(free) }},
	} {
		if err := b.by(did.who, b.at(did.day, 11, 40), did.do); err != nil {
			return fmt.Errorf("strategy change of day %d: %w", did.day, err)
		}
	}
	return nil
}
