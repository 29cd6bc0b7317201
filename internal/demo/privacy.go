package demo

import (
	"fmt"

	"dossier/internal/crm"
)

// privacy is what people agreed to, one who agreed no longer, and one who asks
// what is known of him.
func (b *builder) privacy() error {
	agreed := map[string]*crm.Consent{}
	for _, one := range []struct {
		by, who, purpose, way string
		day                   int
	}{
		{"M1", "K01/Бойко", "marketing_email", "email", -210},
		{"M1", "K02/Гончар", "marketing_email", "meeting", -180},
		{"M2", "K03/Савицька", "marketing_messenger", "messenger", -150},
		{"M2", "K04/Поліщук", "marketing_email", "email", -240},
		{"M2", "K04/Поліщук", "marketing_phone", "call", -240},
		{"M3", "L03/Іваськів", "marketing_email", "paper", -120},
		{"M4", "P01/Димитров", "marketing_email", "email", -160},
		{"M4", "P02/Колев", "marketing_phone", "meeting", -95},
		{"M5", "L01/Пилипів", "marketing_phone", "call", -300},
	} {
		c := &crm.Consent{
			Contact: contact(b, one.who), Purpose: entry(b, crm.ProcessingPurposes, one.purpose), Way: crm.ConsentWay(one.way),
			Language: "uk", Edition: "1.0", Text: "Погоджуюся отримувати пропозиції «Барвографа» і знаю, що можу відмовитися будь-коли.",
		}
		if one.by == "M4" {
			c.Language, c.Text = "bg", "Съгласен съм да получавам предложения от „Барвограф България“ и знам, че мога да се откажа по всяко време."
		}
		if err := b.by(one.by, b.at(one.day, 12, 15), func() error { return b.save(c) }); err != nil {
			return fmt.Errorf("consent of %s: %w", one.who, err)
		}
		agreed[one.who+" "+one.purpose] = c
	}
	err := b.by("M2", b.at(b.back(4), 16, 30), func() error {
		return (&crm.WithdrawConsent{Way: "call", Note: "Просить не надсилати розсилок."}).Do(b.ctx, b.tx, agreed["K04/Поліщук marketing_email"])
	})
	if err != nil {
		return err
	}
	// The letter came today, and the law gives thirty days.
	return b.by("D1", b.now, func() error {
		return b.save(&crm.DataRequest{
			Kind: "access", Contact: contact(b, "L05/Левицька"), Applicant: "Левицька Оксана Тарасівна", Channel: "email",
			Scope: "Які мої персональні дані ви зберігаєте й кому їх передавали?", Responsible: person(b, "D1"),
		})
	})
}
