package crm

import (
	"context"
	"slices"

	"dossier/internal/money"
	"dossier/internal/register"
)

// Product is what is sold: goods, a service or a thing made to order.
type Product struct {
	register.Base
	Name        string
	Sku         string
	Group       register.Ref[ProductGroup]
	Kind        ProductKind
	Unit        register.Ref[Unit]
	Units       register.Parts[OtherUnit]
	Vat         VatRate
	Price       money.Money // usual price of one unit
	PriceBase   int64
	MinPrice    money.Money // below which nobody sells
	Cost        money.Money // planned
	LeadDays    int64
	Analogues   register.Refs[Product]
	Description string
}

// Products is the register of them.
var Products = register.Define[Product]("product", "products")

// Describe lists the fields. Everybody sees what is sold.
func (p *Product) Describe(f *register.Fields) {
	f.Text(&p.Name).Required().Searchable().Indexed().Tracked()
	f.Text(&p.Sku).Max(60).Searchable().Unique().Tracked()
	f.Ref(&p.Group).Tracked()
	f.Choice(&p.Kind).Indexed()
	f.Ref(&p.Unit)
	f.Parts(&p.Units)
	f.Section("price")
	price := f.Money(&p.Price).Class(register.Prices).Tracked()
	f.Base(&p.PriceBase, price)
	f.Money(&p.MinPrice).Class(register.Cost).Tracked()
	f.Money(&p.Cost).Class(register.Cost).Tracked()
	f.Choice(&p.Vat).Tracked()
	f.Int(&p.LeadDays)
	f.Section("more")
	f.Refs(&p.Analogues)
	f.LongText(&p.Description).Searchable()
	f.SortBy(&p.Name)
	f.Directory()
}

// Hint is the SKU.
func (p *Product) Hint(string) string { return p.Sku }

// Change gives a new product its SKU and kind, and counts its price in the
// base currency for lists that are sorted by it.
func (p *Product) Change(ctx context.Context, tx register.Tx, was *Product) error {
	if p.Sku == "" {
		sku, err := unusedCode(ctx, tx, Products.Register, "sku", 5)
		if err != nil {
			return err
		}
		p.Sku = sku
	}
	if p.Kind == "" {
		p.Kind = Goods
	}
	if was == nil || was.Price != p.Price {
		base, err := inBase(ctx, tx, p.Price, tx.Today())
		if err != nil {
			return err
		}
		p.PriceBase = base
	}
	return nil
}

// Check holds the product's own values.
func (p *Product) Check(out *register.Problems) {
	for _, one := range []*money.Money{&p.Price, &p.MinPrice, &p.Cost} {
		if one.Minor < 0 {
			out.Add(one, "too_small")
		}
	}
	if p.LeadDays < 0 || p.LeadDays > 3650 {
		out.Add(&p.LeadDays, "out_of_range")
	}
	for i, u := range p.Units {
		if u.Count <= 0 || u.Of <= 0 {
			out.AddAt(partField("units", i, "count"), "too_small")
		}
		if u.Unit == p.Unit && u.Unit != 0 {
			out.AddAt(partField("units", i, "unit"), "not_oneself")
		}
	}
	if p.ID != 0 && slices.Contains(p.Analogues, register.Ref[Product](p.ID)) {
		out.Add(&p.Analogues, "not_oneself")
	}
}

// Notices offer a repair of the name.
func (p *Product) Notices() []Notice {
	return slices.Concat(scriptNotice("name", p.Name), scriptNotice("sku", p.Sku))
}

// OtherUnit is another unit that a product is sold in: Of of it are Count of
// the product's own, an exact fraction.
type OtherUnit struct {
	register.Part
	Unit  register.Ref[Unit]
	Count int64
	Of    int64
}

// Describe lists the fields.
func (u *OtherUnit) Describe(f *register.Fields) {
	f.Ref(&u.Unit).Required()
	f.Int(&u.Count)
	f.Int(&u.Of)
}

// ProductKind is what sort of thing is sold.
type ProductKind string

// Goods lie in a store; the other kinds are made when ordered.
const Goods ProductKind = "goods"

// Choices of kinds.
func (ProductKind) Choices() []string { return []string{"goods", "service", "made_to_order"} }

// VatRate is the tax that a product bears. Nought, exempt and outside the scope
// are three different things in law.
type VatRate string

// Choices of rates in force in Ukraine and Bulgaria.
func (VatRate) Choices() []string {
	return []string{"vat20", "vat14", "vat9", "vat7", "vat0", "exempt", "outside"}
}
