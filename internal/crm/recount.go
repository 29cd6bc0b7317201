package crm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
)

// RecountJob counts the amounts in a currency anew after its rates changed.
const RecountJob = "recount"

// RecountInput says in which currency.
type RecountInput struct {
	Currency string `json:"currency"`
}

// mostRecounted is how many records one unit of work counts, so that others
// may write in between.
const mostRecounted = 500

// recount has amounts in a currency counted anew once the rate holds, which a
// rate of tomorrow does not yet. That is a job and no part of saving the rate:
// a company may have a hundred thousand deals in euro, and a sheet brings the
// rates of a year at once, for which one job waits.
func (r *Rate) recount(ctx context.Context, tx register.Tx, currency string) error {
	job := register.Job{Kind: RecountJob, Key: RecountJob + ":" + currency, Input: RecountInput{currency}}
	if r.Day > tx.Today() {
		home, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		zone, err := time.LoadLocation(home.Zone)
		if err != nil {
			return register.RefuseAt("day", "unreadable")
		}
		if job.At, err = time.ParseInLocation(time.DateOnly, string(r.Day), zone); err != nil {
			return register.RefuseAt("day", "unreadable_date")
		}
		job.Key += ":" + string(r.Day)
	}
	return tx.Enqueue(ctx, job)
}

// Recount counts the amounts in a currency in the base currency by the rates
// of now: of closed deals by that of their closing day, of open deals and of
// goods by today's. Who reads or changes them is not disturbed: nobody said
// anything new, so versions and histories stay as they are.
func Recount(ctx context.Context, work register.Work, in RecountInput) error {
	var rates rateList
	var home string
	err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		main, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		home = main.Currency
		rates, err = register.Select(ctx, tx, Rates, register.Query{Filter: register.Eq(&Rates.Row.Currency, in.Currency), Sort: []register.Sort{{Field: "day"}}})
		return err
	})
	if err != nil || len(rates) == 0 || home == in.Currency || home == "" || home == "EUR" && in.Currency == "BGN" {
		return err
	}
	count := func(tx register.Tx, rec register.Record, m money.Money, day register.Date, base *int64) error {
		was := *base
		if m.Minor == 0 {
			return nil
		}
		var err error
		if *base, err = rates.on(day).of(m, home); err != nil || *base == was {
			return err
		}
		return tx.Derive(ctx, rec)
	}
	err = recountAll(ctx, work, Deals, "amount", in.Currency, func(tx register.Tx, d *Deal) error {
		return count(tx, d, d.Amount, cmp.Or(d.ClosedOn, tx.Today()), &d.AmountBase)
	})
	if err != nil {
		return err
	}
	return recountAll(ctx, work, Products, "price", in.Currency, func(tx register.Tx, p *Product) error {
		return count(tx, p, p.Price, tx.Today(), &p.PriceBase)
	})
}

// recountAll walks the records with an amount in the currency, some in each
// unit of work.
func recountAll[T any](ctx context.Context, work register.Work, of *register.Of[T], field, currency string, count func(register.Tx, *T) error) error {
	for last := register.ID(0); ; {
		var list []*T
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) (err error) {
			list, err = register.Select(ctx, tx, of, register.Query{Limit: mostRecounted, Sort: []register.Sort{{Field: "id"}}, Filter: register.All{
				register.Is{Field: field, Op: register.AtLeast, Value: money.New(1, currency)},
				register.Is{Field: "id", Op: register.Greater, Value: last},
			}})
			for _, one := range list {
				if err != nil {
					return err
				}
				err = count(tx, one)
			}
			return err
		})
		if err != nil || len(list) < mostRecounted {
			return err
		}
		last = register.BaseOf(any(list[len(list)-1]).(register.Record)).ID
	}
}

// rateList is the rates of one currency in the order of their days.
type rateList []*Rate

// on is the rate of a day: the last one published by then, or else the first
// after it.
func (l rateList) on(day register.Date) *Rate {
	at, _ := slices.BinarySearchFunc(l, day, func(r *Rate, day register.Date) int {
		if r.Day <= day {
			return -1
		}
		return 1
	})
	return l[max(at-1, 0)]
}
