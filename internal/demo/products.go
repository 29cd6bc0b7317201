package demo

import (
	"strings"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// products are the goods of 7.2 in their groups.
func (b *builder) products() error {
	groups := map[string]register.Ref[crm.ProductGroup]{}
	for _, g := range []struct{ code, uk, ru, bg, en string }{
		{"SOUV", "Сувеніри", "Сувениры", "Сувенири", "Souvenirs"},
		{"PRINT", "Широкоформатний друк", "Широкоформатная печать", "Широкоформатен печат", "Wide-format print"},
		{"POS", "POS-обладнання", "POS-оборудование", "POS оборудване", "POS equipment"},
		{"TEXTILE", "Текстиль", "Текстиль", "Текстил", "Textile"},
	} {
		row := &crm.ProductGroup{Entry: crm.Entry{Code: g.code, Names: register.Names{Uk: g.uk, Ru: g.ru, Bg: g.bg, En: g.en}}}
		if err := b.save(row); err != nil {
			return err
		}
		groups[g.code] = register.Ref[crm.ProductGroup](row.ID)
	}
	for _, p := range []struct {
		sku, name, group, kind string
		price, cost            int64 // in hryvnias
		lead                   int64
	}{
		{"PEN", "Ручка з логотипом", "SOUV", "made_to_order", 24, 11, 5},
		{"MUG", "Чашка з друком", "SOUV", "made_to_order", 120, 62, 7},
		{"NOTE", "Блокнот А5 з друком", "SOUV", "made_to_order", 95, 48, 7},
		{"BANNER", "Банер, кв. м", "PRINT", "made_to_order", 1850, 980, 3},
		{"STICKER", "Наліпки, аркуш А4", "PRINT", "made_to_order", 45, 18, 2},
		{"ROLLUP", "Ролап з друком", "PRINT", "made_to_order", 2100, 1250, 4},
		{"STAND", "Рекламний стенд", "POS", "made_to_order", 4200, 2600, 12},
		{"LIGHTBOX", "Лайтбокс", "POS", "made_to_order", 7800, 4900, 14},
		{"DISPENSER", "Диспенсер настільний", "POS", "goods", 560, 310, 0},
		{"TSHIRT", "Футболка з друком", "TEXTILE", "made_to_order", 260, 140, 6},
		{"BAG", "Сумка з друком", "TEXTILE", "made_to_order", 130, 68, 6},
	} {
		one := &crm.Product{
			Name: p.name, Sku: p.sku, Group: groups[p.group], Kind: crm.ProductKind(p.kind), Unit: entry(b, crm.Units, "pcs"), Vat: "vat20",
			Price: uah(p.price), Cost: uah(p.cost), LeadDays: p.lead,
		}
		if err := b.save(one); err != nil {
			return err
		}
		b.goods[p.sku] = one
	}
	return b.branchProducts()
}

// branchProducts are what the branch sells under names that its clients read,
// in euro at the fixed rate of the demo.
func (b *builder) branchProducts() error {
	for _, p := range []struct{ sku, name string }{
		{"MUG", "Чаша с печат"},
		{"BANNER", "Транспарант, кв. м"},
		{"STICKER", "Стикери, лист А4"},
		{"STAND", "Рекламна стойка"},
		{"DISPENSER", "Настолен диспенсър"},
		{"BAG", "Чанта с печат"},
	} {
		home := b.goods[p.sku]
		one := &crm.Product{
			Name: p.name, Sku: p.sku + branch, Group: home.Group, Kind: home.Kind, Unit: home.Unit, Vat: home.Vat,
			Price: money.Money{Minor: home.Price.Minor / 50, Currency: "EUR"}, Cost: money.Money{Minor: home.Cost.Minor / 50, Currency: "EUR"},
			LeadDays: home.LeadDays,
		}
		if err := b.save(one); err != nil {
			return err
		}
		b.goods[one.Sku] = one
	}
	return nil
}

// branch is the end of the SKUs of Plovdiv.
const branch = "-BG"

// ware is the product that a client buys, from the branch when it serves him.
func (b *builder) ware(client, sku string) register.Ref[crm.Product] {
	if strings.HasPrefix(client, "P") {
		sku += branch
	}
	return ref[crm.Product](b.goods[sku].ID)
}

func uah(hryvnias int64) money.Money { return money.Money{Minor: hryvnias * 100, Currency: "UAH"} }
