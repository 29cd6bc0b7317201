package demo

import (
	"fmt"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// claims are the four of 7.5: satisfied, late, an opinion, and one that the
// client took up again.
func (b *builder) claims() error {
	faded := &crm.Claim{
		Subject: "Вигорілий ролап", Kind: crm.ClaimOnGoods, Severity: crm.Considerable, Partner: partner(b, "K05"), Contact: contact(b, "K05/Захарчук"), Channel: "phone",
		Reason: entry(b, crm.ClaimReasons, "defect"), Product: b.ware("K05", "ROLLUP"), Text: "Ролап біля входу вигорів за місяць: червоний став рожевим.",
		Demand: "Передрукувати безкоштовно", Team: ref[crm.Team](b.works.ID),
	}
	late := &crm.Claim{
		Subject: "Цінники після старту акції", Kind: crm.ClaimOnGoods, Severity: crm.Severe, Partner: partner(b, "K02"), Contact: contact(b, "K02/Лисенко"), Channel: "email",
		Reason: entry(b, crm.ClaimReasons, "late"), Deal: ref[crm.Deal](b.deals["winter"].ID),
		Text: "Цінники привезли на чотири дні пізніше, акція стартувала без них.", Demand: "Знижка 5 % на партію", Claimed: uah(2_300),
	}
	thanks := &crm.Claim{
		Subject: "Подяка дизайнерці", Kind: crm.Opinion, Severity: "1", Partner: partner(b, "K04"), Contact: contact(b, "K04/Поліщук"), Channel: "messenger",
		Text: "Дякуємо дизайнерці Юлії: макет чашок із першого разу!", Employee: person(b, "G1"),
	}
	colour := &crm.Claim{
		Subject: "Друг цвят на чантите", Kind: crm.ClaimOnGoods, Severity: crm.Considerable, Partner: partner(b, "P02"), Contact: contact(b, "P02/Колев"), Channel: "email",
		Reason: entry(b, crm.ClaimReasons, "colour"), Product: b.ware("P02", "BAG"), Text: "Чантите са с друг оттенък на бордото – по-светли от етикета.",
		Demand: "Нова партида или отстъпка 10 %", Team: ref[crm.Team](b.works.ID), Claimed: eur(260),
	}
	for _, did := range []struct {
		who string
		day int
		do  func() error
	}{
		{"M2", -34, func() error { return b.save(faded) }},
		{"M2", -34, func() error { return (&crm.AcknowledgeClaim{}).Do(b.ctx, b.tx, faded) }},
		{"M2", -33, func() error { return (&crm.TakeClaim{}).Do(b.ctx, b.tx, faded) }},
		{"M2", -30, func() error {
			faded.Steps = register.Parts[crm.ClaimStep]{
				{What: "Перевірити партію чорнила", Executor: person(b, "P1"), Due: b.day(-31), DoneOn: b.day(-31), Result: "Партія без УФ-захисту"},
				{What: "Передрукувати ролап", Executor: person(b, "P1"), Due: b.day(-28)},
			}
			return b.save(faded)
		}},
		{"M2", -28, func() error {
			return (&crm.SatisfyClaim{
				Decision: "Чорнило без захисту – наша вина.", Remedy: "redo", RemedyCost: uah(1_200), Answer: "Передрукували на чорнилі з УФ-захистом, вибачте за клопіт.",
			}).Do(b.ctx, b.tx, faded)
		}},
		{"M2", -25, func() error { faded.Satisfaction = "4"; return b.save(faded) }},
		{"M1", -13, func() error { return b.save(late) }},
		{"M1", -13, func() error { return (&crm.TakeClaim{}).Do(b.ctx, b.tx, late) }},
		{"M1", -12, func() error { return (&crm.AcknowledgeClaim{}).Do(b.ctx, b.tx, late) }},
		{"M2", b.back(4), func() error { return b.save(thanks) }},
		{"M2", b.back(4), func() error { return (&crm.TakeClaim{}).Do(b.ctx, b.tx, thanks) }},
		{"M2", b.back(3), func() error {
			return (&crm.SatisfyClaim{Decision: "Подякували, показали відділу.", Remedy: crm.NoRemedy, Answer: "Дякуємо, Юлії дуже приємно!"}).Do(b.ctx, b.tx, thanks)
		}},
		{"M4", -24, func() error { return b.save(colour) }},
		{"M4", -23, func() error { return (&crm.TakeClaim{}).Do(b.ctx, b.tx, colour) }},
		{"M4", -18, func() error {
			return (&crm.RefuseClaim{Decision: "Отклонението е в рамките на допуска.", Answer: "Измерихме: отклонението е ΔE 2,1 при допуск 3."}).Do(b.ctx, b.tx, colour)
		}},
		{"H1", b.back(3), func() error {
			return (&crm.ObjectClaim{Objection: "Клиентът изпрати снимка до етикета: разликата се вижда.", Deadline: b.day(b.ahead(3))}).Do(b.ctx, b.tx, colour)
		}},
	} {
		if err := b.by(did.who, b.at(did.day, 14, 10), did.do); err != nil {
			return fmt.Errorf("a claim of day %d: %w", did.day, err)
		}
	}
	return nil
}
