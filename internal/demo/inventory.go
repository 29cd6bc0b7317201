package demo

import (
	"fmt"

	"dossier/internal/crm"
)

// inventory are six stands and two lightboxes: at clients, in stock, in repair
// and gone.
func (b *builder) inventory() error {
	units := map[string]*crm.InventoryUnit{}
	err := b.by("W1", b.at(-400, 10, 0), func() error {
		for _, u := range []struct {
			key, kind, name, serial string
			cost                    int64
			bought                  int
		}{
			{"stand1", "stand", "Стенд підлоговий 1", "ST-24-011", 4_200, -400},
			{"stand2", "stand", "Стенд підлоговий 2", "ST-24-012", 4_200, -400},
			{"stand3", "stand", "Стенд підлоговий 3", "ST-24-013", 4_200, -400},
			{"stand4", "stand", "Стенд підлоговий 4", "ST-24-014", 4_200, -400},
			{"stand5", "stand", "Стенд підлоговий 5", "ST-23-004", 3_900, -780},
			{"stand6", "stand", "Стенд підлоговий 6", "ST-22-001", 3_600, -1150},
			{"box1", "lightbox", "Лайтбокс 60×90, 1", "LB-24-001", 7_800, -400},
			{"box2", "lightbox", "Лайтбокс 60×90, 2", "LB-24-002", 7_800, -400},
		} {
			one := &crm.InventoryUnit{Name: u.name, Kind: entry(b, crm.InventoryKinds, u.kind), Serial: u.serial, Cost: uah(u.cost), BoughtOn: b.day(u.bought)}
			if u.bought < -500 {
				one.Condition = "worn"
			}
			if err := b.save(one); err != nil {
				return err
			}
			units[u.key] = one
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, did := range []struct {
		who string
		day int
		do  func() error
	}{
		{"M1", -200, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "K02-1"), Contact: contact(b, "K02/Гончар"), ReturnBy: b.day(165), Promised: uah(20_000)}).Do(b.ctx, b.tx, units["stand1"])
		}},
		{"M1", -200, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "K02-2"), Contact: contact(b, "K02/Гончар"), ReturnBy: b.day(165), Promised: uah(20_000)}).Do(b.ctx, b.tx, units["stand2"])
		}},
		{"M1", -200, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "K02-3"), Contact: contact(b, "K02/Гончар"), ReturnBy: b.day(165), Promised: uah(20_000)}).Do(b.ctx, b.tx, units["stand3"])
		}},
		{"M4", -120, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "P01"), Contact: contact(b, "P01/Димитров"), ReturnBy: b.day(20), Deposit: eur(80)}).Do(b.ctx, b.tx, units["stand4"])
		}},
		{"M3", -150, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "L03"), Contact: contact(b, "L03/Іваськів"), ReturnBy: b.day(60)}).Do(b.ctx, b.tx, units["stand5"])
		}},
		{"M1", -90, func() error {
			return (&crm.IssueUnit{Partner: partner(b, "K01"), Contact: contact(b, "K01/Бойко"), ReturnBy: b.day(270)}).Do(b.ctx, b.tx, units["box1"])
		}},
		{"M1", b.back(9), func() error {
			return (&crm.CheckUnit{Found: true, Condition: "good", Contents: 800_000, Remark: "Стоїть біля каси."}).Do(b.ctx, b.tx, units["stand1"])
		}},
		{"M1", b.back(9), func() error {
			return (&crm.CheckUnit{Found: true, Condition: "worn", Contents: 550_000, Remark: "Половина полиць – чужий товар."}).Do(b.ctx, b.tx, units["stand2"])
		}},
		{"M1", b.back(8), func() error {
			return (&crm.CheckUnit{Remark: "У залі немає; директор магазину шукає на складі."}).Do(b.ctx, b.tx, units["stand3"])
		}},
		{"M3", b.back(12), func() error {
			return (&crm.RepairUnit{Note: "Зламана нижня полиця."}).Do(b.ctx, b.tx, units["stand5"])
		}},
		{"W1", -60, func() error {
			return (&crm.WriteOffUnit{Reason: "Строк служби вийшов, каркас деформований."}).Do(b.ctx, b.tx, units["stand6"])
		}},
	} {
		if err := b.by(did.who, b.at(did.day, 13, 30), did.do); err != nil {
			return fmt.Errorf("inventory of day %d: %w", did.day, err)
		}
	}
	return nil
}
