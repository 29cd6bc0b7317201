package web

import (
	"math/big"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// worth is what some deals are worth: their number, their amounts a currency,
// and the same by the probability of each.
type worth struct {
	count  int64
	amount map[string]int64
	likely map[string]*big.Rat // exact; rounded when they are shown
}

// take adds deals that are won with the same chance.
func (w *worth) take(count int64, sums []money.Money, chance *big.Rat) {
	if w.amount == nil {
		w.amount, w.likely = map[string]int64{}, map[string]*big.Rat{}
	}
	w.count += count
	for _, m := range sums {
		w.amount[m.Currency] += m.Minor
		if w.likely[m.Currency] == nil {
			w.likely[m.Currency] = new(big.Rat)
		}
		w.weigh(m, chance)
	}
}

// weigh adds a share of an amount that is counted already.
func (w *worth) weigh(m money.Money, chance *big.Rat) {
	w.likely[m.Currency].Add(w.likely[m.Currency], new(big.Rat).Mul(chance, m.Rat()))
}

// add adds up what is worth something already.
func (w *worth) add(o worth) {
	w.take(o.count, o.sums(), new(big.Rat))
	for currency, share := range o.likely {
		w.likely[currency].Add(w.likely[currency], share)
	}
}

// sums are the amounts in the order of the currencies.
func (w worth) sums() []money.Money {
	var out []money.Money
	for _, currency := range money.Currencies() {
		if minor, ok := w.amount[currency]; ok {
			out = append(out, money.New(minor, currency))
		}
	}
	return out
}

// weighted are the amounts by their probability, half up at the last digit.
func (w worth) weighted() []money.Money {
	var out []money.Money
	for _, m := range w.sums() {
		if share := w.likely[m.Currency]; share.Sign() > 0 {
			if sum, err := money.Round(share, m.Currency); err == nil {
				out = append(out, sum)
			}
		}
	}
	return out
}

// worthByStage adds up the deals of a way by their stages, open ones weighted by
// their chances. What it asks, an index answers alone.
func (c *call) worthByStage(tx *store.Tx, chances chanceOf, filter register.Filter, outcome crm.Outcome) (map[register.ID]worth, error) {
	groups, err := tx.Group(c.r.Context(), crm.Deals.Register, register.Grouping{
		Filter: register.All{filter, register.Eq(&crm.Deals.Row.Outcome, outcome)}, By: []string{"stage", "chance"}, Sum: "amount",
	})
	if err != nil {
		return nil, err
	}
	totals := map[register.ID]worth{}
	for _, g := range groups {
		id := g.Keys[0].(int64)
		w := totals[id]
		chance := new(big.Rat)
		if outcome == crm.Open {
			chance = chances.weight(g.Keys[1].(int64), id)
		}
		w.take(g.Count, g.Total.Money, chance)
		totals[id] = w
	}
	return totals, nil
}

// worthWords are the number, the sums and the weighted sum of deals; sums in
// several currencies come together in the base currency by the rate of today.
func (c *call) worthWords(tx *store.Tx, w worth) ([]string, error) {
	out := []string{c.p.Count("deal.count", w.count)}
	sums := w.sums()
	for _, m := range sums {
		out = append(out, c.p.Money(m))
	}
	if len(sums) > 1 {
		whole, err := c.together(tx, sums)
		if err != nil {
			return nil, err
		}
		if !whole.IsZero() {
			out = append(out, "≈ "+c.p.Money(whole))
		}
	}
	if weighted := w.weighted(); len(weighted) > 0 {
		whole, err := c.together(tx, weighted)
		if err != nil {
			return nil, err
		}
		if !whole.IsZero() {
			out = append(out, c.p.Text("board.weighted_sum", "sum", c.p.Money(whole)))
		}
	}
	return out, nil
}

// shortSums are sums in short, one after another.
func (c *call) shortSums(sums []money.Money) string {
	var all []string
	for _, m := range sums {
		all = append(all, c.p.MoneyShort(m))
	}
	return strings.Join(all, " + ")
}

// together is a sum in the base currency by the rates of today; nothing where
// a rate is missing.
func (c *call) together(tx *store.Tx, sums []money.Money) (money.Money, error) {
	if len(sums) == 1 {
		return sums[0], nil
	}
	var total int64
	for _, m := range sums {
		base, err := crm.InBase(c.r.Context(), tx, m, tx.Today())
		if err != nil {
			return money.Money{}, err
		}
		if base == 0 && m.Minor != 0 {
			return money.Money{}, nil
		}
		total += base
	}
	return money.New(total, c.baseCurrency()), nil
}

// weightedSum is what the open deals among those listed are worth by their
// probabilities.
func (c *call) weightedSum(tx *store.Tx, filter register.Filter) ([]page.FilterSum, error) {
	chances, err := c.chances(tx)
	if err != nil {
		return nil, err
	}
	groups, err := tx.Group(c.r.Context(), crm.Deals.Register, register.Grouping{
		Filter: register.All{filter, register.Eq(&crm.Deals.Row.Outcome, crm.Open)}, By: []string{"stage", "chance"}, Sum: "amount",
	})
	if err != nil {
		return nil, err
	}
	var w worth
	for _, g := range groups {
		stage, _ := g.Keys[0].(int64)
		w.take(g.Count, g.Total.Money, chances.weight(g.Keys[1].(int64), stage))
	}
	sums := w.weighted()
	if len(sums) == 0 {
		return nil, nil
	}
	out := page.FilterSum{Label: c.p.Text("board.weighted_label")}
	for _, m := range sums {
		out.Sums = append(out.Sums, c.p.Money(m))
	}
	if len(sums) > 1 {
		whole, err := c.together(tx, sums)
		if err != nil {
			return nil, err
		}
		if !whole.IsZero() {
			out.Sums = append(out.Sums, "≈ "+c.p.Money(whole))
		}
	}
	return []page.FilterSum{out}, nil
}
