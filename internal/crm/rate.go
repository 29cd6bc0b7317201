package crm

import (
	"context"
	"math/big"
	"strings"

	"dossier/internal/money"
	"dossier/internal/register"
)

// Rate is what so many units of a currency cost in the base currency from a
// day on, as national banks publish it.
type Rate struct {
	register.Base
	Currency string
	Day      register.Date
	Units    int64
	Price    money.Price // of all the units together
}

// Rates is the register of them.
var Rates = register.Define[Rate]("rate", "rates")

// Describe lists the fields.
func (r *Rate) Describe(f *register.Fields) {
	f.Text(&r.Currency).Max(3).Required().Indexed().Tracked()
	f.Date(&r.Day).Required().Indexed().Tracked()
	f.Int(&r.Units).Tracked()
	f.Price(&r.Price).Required().Tracked()
	f.Directory()
	f.Newest()
}

// Title is the currency and the day.
func (r *Rate) Title(string) string { return r.Currency + " " + string(r.Day) }

// Change refuses a second rate of the same day, and has what the rate is for
// counted anew.
func (r *Rate) Change(ctx context.Context, tx register.Tx, was *Rate) error {
	r.Currency = strings.ToUpper(strings.TrimSpace(r.Currency))
	if r.Units == 0 {
		r.Units = 1
	}
	n, err := tx.AsProgram().Count(ctx, Rates.Register, register.All{
		register.Eq(&Rates.Row.Currency, r.Currency), register.Eq(&Rates.Row.Day, r.Day), register.Not{Filter: register.ByID(r.ID)},
	}, 1)
	switch {
	case err != nil:
		return err
	case n > 0:
		return register.RefuseAt("day", "not_unique")
	case was != nil && was.Currency == r.Currency && was.Day == r.Day && was.Units == r.Units && was.Price == r.Price:
		return nil
	case was != nil && was.Currency != r.Currency:
		if err := was.recount(ctx, tx, was.Currency); err != nil {
			return err
		}
	}
	return r.recount(ctx, tx, r.Currency)
}

// Leave has what the rate was for counted without it.
func (r *Rate) Leave(ctx context.Context, tx register.Tx, act register.Act) error {
	if act != register.Delete {
		return nil
	}
	return r.recount(ctx, tx, r.Currency)
}

// Undone has what the rate is for counted anew.
func (r *Rate) Undone(ctx context.Context, tx register.Tx) error {
	return r.recount(ctx, tx, r.Currency)
}

// Check holds the rate's own values.
func (r *Rate) Check(p *register.Problems) {
	checkCurrency(p, "currency", r.Currency)
	if r.Units <= 0 {
		p.Add(&r.Units, "too_small")
	}
	if r.Price <= 0 {
		p.Add(&r.Price, "too_small")
	}
}

// InBase is inBase for sums that pages show together.
func InBase(ctx context.Context, tx register.Tx, m money.Money, day register.Date) (int64, error) {
	return inBase(ctx, tx, m, day)
}

// inBase is an amount in minor units of the base currency by the rate of a
// day: the last one published by then, or else the first after it. Nought when
// no rate is known; only order and sums over currencies rest on it.
func inBase(ctx context.Context, tx register.Tx, m money.Money, day register.Date) (int64, error) {
	if m.IsZero() || m.Minor == 0 {
		return 0, nil
	}
	home, err := homeOrganisation(ctx, tx)
	switch {
	case err != nil || home.Currency == "":
		return 0, err
	case home.Currency == m.Currency:
		return m.Minor, nil
	case home.Currency == "EUR" && m.Currency == "BGN":
		euro, err := money.LevToEuro(m)
		return euro.Minor, tooLarge(err)
	}
	rate, err := rateOf(ctx, tx, m.Currency, day)
	if err != nil || rate == nil {
		return 0, err
	}
	return rate.of(m, home.Currency)
}

// of is an amount by this rate in minor units of the base currency.
func (r *Rate) of(m money.Money, home string) (int64, error) {
	exact := new(big.Rat).Mul(m.Rat(), big.NewRat(int64(r.Price), 10_000))
	base, err := money.Round(exact.Quo(exact, big.NewRat(r.Units, 1)), home)
	return base.Minor, tooLarge(err)
}

func rateOf(ctx context.Context, tx register.Tx, currency string, day register.Date) (*Rate, error) {
	of := register.Eq(&Rates.Row.Currency, currency)
	for _, q := range []register.Query{
		{Filter: register.All{of, register.Le(&Rates.Row.Day, day)}, Sort: []register.Sort{{Field: "day", Down: true}}, Limit: 1},
		{Filter: of, Sort: []register.Sort{{Field: "day"}}, Limit: 1},
	} {
		found, err := register.Select(ctx, tx.AsProgram(), Rates, q)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	return nil, nil
}

func tooLarge(err error) error {
	if err != nil {
		return register.Refuse("too_large")
	}
	return nil
}
