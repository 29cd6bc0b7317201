package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/paper"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
)

const scanPath = "/inventory_units/scan"

// inventoryRoutes are the pages of inventory beyond those of every register.
func (s *Server) inventoryRoutes() {
	s.add("GET", scanPath, PageKind, (*call).scan, of(crm.InventoryUnits.Register, register.See))
	s.add("GET", "/inventory_units/labels", PageKind, (*call).labels, of(crm.InventoryUnits.Register, register.See))
	s.add("GET", "/print/placements/{id}", PageKind, (*call).printIssue, of(crm.Placements.Register, register.See))
	s.add("GET", "/print/placements/{id}/return", PageKind, (*call).printReturn, of(crm.Placements.Register, register.See))
}

// inventoryCard is what the card of a unit has: where it is, what it is worth,
// when it is to be seen again.
var inventoryCard = special{
	first: "check",
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "kind", "tag"), k.metaOf(c, "partner", "building-store"))
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.unitFacts(tx, k), nil },
	rail: func(c *call, _ *store.Tx, k *cardOf) ([]page.RailBox, error) {
		id := strconv.FormatInt(k.id, 10)
		return []page.RailBox{{Title: c.p.Text("inventory_unit.label"), Lines: []page.Line{
			{Label: label(c.p, k.reg, k.reg.Field("number")), Value: page.LinkCell(k.rec.(*crm.InventoryUnit).Number, "/inventory_units/labels?id="+id, page.Avatar{})},
		}, Create: &page.Button{Label: c.p.Text("inventory_unit.print_labels"), Icon: "qrcode", Href: "/inventory_units/labels?id=" + id}}}, nil
	},
}

func (c *call) unitFacts(tx *store.Tx, k *cardOf) []page.Fact {
	u := k.rec.(*crm.InventoryUnit)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	var facts []page.Fact
	if c.actor.Sees(k.reg, register.Prices) && u.Cost.Currency != "" {
		facts = append(facts, page.Fact{
			Label: c.p.Text("inventory_unit.value"), Value: c.p.Money(u.Value(tx.Today())), Note: c.p.Text("inventory_unit.value_of", "cost", c.p.Money(u.Cost)),
		})
	}
	if u.PlacedOn != "" {
		facts = append(facts, page.Fact{Label: text("placed_on"), Value: c.p.DateWords(string(u.PlacedOn))})
	}
	if u.ReturnBy != "" {
		f := page.Fact{Label: text("return_by"), Value: c.p.DateWords(string(u.ReturnBy))}
		f.Note, f.Tone = c.untilWords(string(u.ReturnBy), string(tx.Today()))
		facts = append(facts, f)
	}
	if u.CheckBy != "" {
		f := page.Fact{Label: text("check_by"), Value: c.p.DateWords(string(u.CheckBy))}
		f.Note, f.Tone = c.untilWords(string(u.CheckBy), string(tx.Today()))
		facts = append(facts, f)
	}
	if u.GoneOn != "" {
		facts = append(facts, page.Fact{Label: text("gone_on"), Value: c.p.DateWords(string(u.GoneOn)), Note: u.GoneReason})
	}
	return facts
}

// placementCard is what the card of a placement has: its acts.
var placementCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "unit", "tag"), k.metaOf(c, "partner", "building-store"), k.metaOf(c, "responsible", "user"))
	},
	buttons: func(c *call, k *cardOf) []page.Button {
		at := "/print/placements/" + strconv.FormatInt(k.id, 10)
		out := []page.Button{{Label: c.p.Text("placement.print_issue"), Icon: "printer", Href: at}}
		if k.rec.(*crm.Placement).End == crm.EndReturned {
			out = append(out, page.Button{Label: c.p.Text("placement.print_return"), Icon: "printer", Href: at + "/return", Class: wide(1)})
		}
		return out
	},
}

// mostWorth is how many units at one client are added up.
const mostWorth = 1000

// inventoryOf is the inventory at a partner, what must be seen again first.
func (c *call) inventoryOf(tx *store.Tx, partner register.ID) (page.RailBox, error) {
	r := tx.Schema().This(crm.InventoryUnits.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.InventoryUnits, register.Query{
		Filter: register.All{register.Eq(&crm.InventoryUnits.Row.Partner, register.Ref[crm.Partner](partner)), register.Alive()},
		Sort:   []register.Sort{{Field: "check_by"}}, Limit: mostWorth,
	})
	if err != nil || len(list) == 0 {
		return page.RailBox{}, err
	}
	box := page.RailBox{
		Title: c.p.Text("inventory_unit.at_client"), Count: c.p.Integer(int64(len(list))),
		Href: withQuery("/inventory_units", url.Values{"partner.eq": {strconv.FormatInt(partner, 10)}}),
	}
	today := tx.Today()
	sees := c.actor.Sees(r, register.Prices)
	var worth register.Total
	for i, u := range list {
		if value := u.Value(today); sees && value.Currency != "" && u.Status != crm.Reserved {
			worth.Money = addTo(worth.Money, value)
		}
		if i >= mostOfRail {
			continue
		}
		d := page.RailDeal{
			Name: u.Name, Href: address(r, u.ID), Hue: choiceHue(r, r.Field("status"), string(u.Status)), Stage: choice(c.p, r, r.Field("status"), string(u.Status)),
		}
		switch {
		case u.CheckBy != "" && u.CheckBy < today:
			d.Note, d.Tone = c.p.Text("inventory_unit.check_late"), page.Bad
		case u.CheckedOn != "":
			d.Note = c.p.Text("inventory_unit.checked", "day", c.p.DateWords(string(u.CheckedOn)))
		}
		box.Deals = append(box.Deals, d)
	}
	if len(worth.Money) > 0 {
		box.Lines = []page.Line{{Label: c.p.Text("inventory_unit.value"), Value: page.TextCell(c.sumsWhole(worth))}}
	}
	return box, nil
}

// addTo adds an amount to sums of which there is one a currency.
func addTo(sums []money.Money, m money.Money) []money.Money {
	for i := range sums {
		if sums[i].Currency == m.Currency {
			if sum, err := sums[i].Add(m); err == nil {
				sums[i] = sum
			}
			return sums
		}
	}
	return append(sums, m)
}

// scan leads from an inventory number to its unit: what a QR code on a label
// says, or what somebody typed.
func (c *call) scan() error {
	number := strings.TrimSpace(c.r.URL.Query().Get("number"))
	v := page.Scan{Number: number}
	if number != "" {
		var unit *crm.InventoryUnit
		err := c.read(func(tx *store.Tx) (err error) {
			unit, err = register.First(c.r.Context(), tx, crm.InventoryUnits, register.Eq(&crm.InventoryUnits.Row.Number, number))
			return err
		})
		if err != nil {
			return err
		}
		if unit != nil {
			return c.goTo(address(crm.InventoryUnits.Register, unit.ID))
		}
		v.Problem = c.p.Text("inventory_unit.scan_none", "number", number)
	}
	status := http.StatusOK
	if v.Problem != "" {
		status = http.StatusNotFound
	}
	title := c.p.Text("inventory_unit.scan")
	c.render(status, page.ScanPage(c.p, c.shell(title, page.Crumb{Label: many(c.p, c.register()), Href: "/inventory_units"}, page.Crumb{Label: title}), v))
	return nil
}

// mostLabels is how many labels are printed at once.
const mostLabels = 200

// labels are the labels of units, each with a QR code that leads to its card.
func (c *call) labels() error {
	ids := idsOf(c.r.URL.Query()["id"])
	if len(ids) == 0 {
		return refusal{http.StatusBadRequest, "card.nothing_chosen"}
	}
	if len(ids) > mostLabels {
		return register.ErrTooMuch
	}
	v := page.Labels{Title: c.p.Text("inventory_unit.labels"), Back: "/inventory_units"}
	if len(ids) == 1 {
		v.Back = address(crm.InventoryUnits.Register, ids[0])
	}
	err := c.read(func(tx *store.Tx) error {
		units, err := register.Select(c.r.Context(), tx, crm.InventoryUnits, register.Query{Filter: register.ByID(ids...)})
		if err != nil {
			return err
		}
		for _, u := range units {
			picture, err := secret.QR(c.origin()+scanPath+"?"+url.Values{"number": {u.Number}}.Encode(), c.p.Text("inventory_unit.qr", "number", u.Number))
			if err != nil {
				return err
			}
			v.Labels = append(v.Labels, page.UnitLabel{Company: c.company.Load().name, Number: u.Number, Name: u.Name, QR: picture})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(v.Labels) == 0 {
		return register.ErrNotFound
	}
	c.render(http.StatusOK, page.LabelsPage(c.p, c.shell(v.Title, page.Crumb{Label: many(c.p, c.register()), Href: "/inventory_units"}, page.Crumb{Label: v.Title}), v))
	return nil
}

// printIssue answers the act of issue of a placement.
func (c *call) printIssue() error { return c.printAct(false) }

// printReturn answers the act of its return.
func (c *call) printReturn() error { return c.printAct(true) }

func (c *call) printAct(returned bool) error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.print(printed{back: address(crm.Placements.Register, id), make: func(c *call, tx *store.Tx) (*paper.Sheet, error) {
		l, err := register.Load(c.r.Context(), tx, crm.Placements, register.Ref[crm.Placement](id))
		if err != nil {
			return nil, err
		}
		if returned && l.End != crm.EndReturned {
			return nil, register.ErrNotFound
		}
		u, err := register.Load(c.r.Context(), tx, crm.InventoryUnits, l.Unit)
		if err != nil {
			return nil, err
		}
		return c.actSheet(tx, l, u, returned)
	}})
}

// actSheet is an act: who hands what to whom, and the room to sign.
func (c *call) actSheet(tx *store.Tx, l *crm.Placement, u *crm.InventoryUnit, returned bool) (*paper.Sheet, error) {
	r := tx.Schema().This(crm.Placements.Register)
	n, err := namesOf(c.r.Context(), tx, []register.Record{l}, []*register.Field{r.Field("partner"), r.Field("contact"), r.Field("responsible")})
	if err != nil {
		return nil, err
	}
	words := func(name string) string { return n.wholeWords(c.p, r, r.Field(name), r.Field(name).Value(l)) }
	text := func(name string) string { return label(c.p, r, r.Field(name)) }
	title, lead, day, condition := "placement.act_issue", "placement.we_hand", l.PlacedOn, l.Condition
	if returned {
		title, lead, day, condition = "placement.act_return", "placement.we_take", l.EndedOn, l.EndCondition
	}
	units := tx.Schema().This(crm.InventoryUnits.Register)
	head := func(name string) string { return label(c.p, units, units.Field(name)) }
	table := paper.Table{Columns: []paper.Column{{Title: head("number")}, {Title: head("name")}, {Title: head("serial")}, {Title: head("condition")}}}
	cells := []string{u.Number, u.Name, u.Serial, choice(c.p, units, units.Field("condition"), string(condition))}
	if c.actor.Sees(units, register.Prices) {
		table.Columns = append(table.Columns, paper.Column{Title: c.p.Text("inventory_unit.value"), Right: true})
		cells = append(cells, c.p.Money(u.Value(day)))
	}
	table.Rows = [][]string{cells}
	facts := paper.Facts{{Label: text("partner"), Value: words("partner")}}
	for _, name := range []string{"contract", "return_by", "deposit", "promised"} {
		if f := r.Field(name); !returned && shown(c.actor, r, f) && !f.Empty(l) {
			facts = append(facts, paper.Fact{Label: text(name), Value: words(name)})
		}
	}
	note := l.Note
	if returned {
		note = l.EndNote
	}
	us, them := paper.Signature{Role: c.p.Text("placement.from_us"), Name: words("responsible")}, paper.Signature{Role: c.p.Text("placement.to_them"), Name: words("contact")}
	if returned {
		us.Role, them.Role = them.Role, us.Role
		us, them = them, us
	}
	s := &paper.Sheet{
		Title: c.p.Text(title, "number", l.Number), Note: c.p.DateLong(string(day)), Number: "№ " + l.Number,
		Blocks: []paper.Block{paper.Text{Text: c.p.Text(lead)}, facts, table},
	}
	if note = strings.TrimSpace(note); note != "" {
		s.Blocks = append(s.Blocks, paper.Text{Text: note})
	}
	s.Blocks = append(s.Blocks, paper.Signatures{us, them})
	return s, nil
}
