package demo

import (
	"dossier/internal/crm"
	"dossier/internal/register"
)

// environments say who has a say in the large deals, and who competes for them.
func (b *builder) environments() error {
	type who struct {
		contact, partner string
		role             crm.ParticipantRole
		attitude         crm.Attitude
		influence        crm.Influence
		comment          string
	}
	for _, e := range []struct {
		deal, by string
		people   []who
		ties     []crm.TieParticipants
		rivals   []crm.DealRival
	}{
		{
			"frame", "M1",
			[]who{
				{"K01/Бойко", "", crm.DecisionMaker, "supporter", "high", "Підпише, якщо ціна ручки не зросте до літа."},
				{"K01/Яременко", "", "user", "advocate", "medium", "Наші зразки роздає своїм агентам."},
				{"", "C1", "competitor", "opponent", "low", "Пропонує разовий демпінг замість рамки."},
			},
			[]crm.TieParticipants{{From: 2, Kind: "reports_to", To: 1}, {From: 3, Kind: "friend", To: 1}},
			[]crm.DealRival{{Partner: partner(b, "C1"), Price: uah(1_380_000), Chance: 250_000, Strengths: "Ціна першої поставки", Weaknesses: "Не тримає ціну рік, немає складу"}},
		},
		{
			"bank", "M1",
			[]who{
				{"K07/Кириленко", "", crm.DecisionMaker, "neutral", "high", "Чекає рішення комітету."},
				{"K02/Гончар", "", crm.Influencer, "supporter", "low", "Радив нас колегам із банку."},
				{"", "C2", "competitor", "opponent", "medium", "Давній постачальник вивісок банку."},
			},
			[]crm.TieParticipants{{From: 2, Kind: "advises", To: 1}, {From: 3, Kind: "foe", To: 2}},
			[]crm.DealRival{
				{Partner: partner(b, "C1"), Price: uah(585_000), Chance: 300_000, Strengths: "Швидкий монтаж", Weaknesses: "Підряд у регіонах"},
				{Partner: partner(b, "C2"), Chance: 150_000, Strengths: "Власний УФ-друк", Weaknesses: "Строки"},
			},
		},
	} {
		d := b.deals[e.deal]
		err := b.by(e.by, b.at(-2, 15, 20), func() error {
			whole, err := register.Load(b.ctx, b.tx, crm.Deals, ref[crm.Deal](d.ID))
			if err != nil {
				return err
			}
			for _, one := range e.people {
				p := crm.DealParticipant{Role: one.role, Attitude: one.attitude, Influence: one.influence, Comment: one.comment}
				if one.contact != "" {
					p.Contact = contact(b, one.contact)
				} else {
					p.Partner = partner(b, one.partner)
				}
				whole.Participants = append(whole.Participants, p)
			}
			whole.Rivals = e.rivals
			if err := b.save(whole); err != nil {
				return err
			}
			for _, t := range e.ties {
				if err := t.Do(b.ctx, b.tx, whole); err != nil {
					return err
				}
			}
			*d = *whole
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
