package crm

import (
	"context"
	"fmt"
	"slices"

	"dossier/internal/register"
)

// HandOverPortfolio gives all clients of an employee to another one, for good:
// partners, and with them deals in work, planned events, open tasks, promises
// and claims. What was done stays with those who did it.
type HandOverPortfolio struct {
	To register.Ref[User]
}

// Describe lists the input.
func (in *HandOverPortfolio) Describe(f *register.Fields) { f.Ref(&in.To).Required() }

// PortfolioJob hands a portfolio over.
const PortfolioJob = "portfolio"

// PortfolioInput is what PortfolioJob is about.
type PortfolioInput struct{ From, To register.ID }

// Do leaves the work to a job: a portfolio may be large.
func (in *HandOverPortfolio) Do(ctx context.Context, tx register.Tx, u *User) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	if register.ID(in.To) == u.ID {
		return register.RefuseAt("to", "not_oneself")
	}
	about := register.Link{Register: Users.Name, ID: u.ID}
	if err := tx.Audit(ctx, "user.hand_over", about, map[string]any{"to": int64(in.To)}); err != nil {
		return err
	}
	return tx.Enqueue(ctx, register.Job{
		Kind: PortfolioJob, Key: fmt.Sprintf("%s:%d", PortfolioJob, u.ID), At: tx.Now(), Input: PortfolioInput{u.ID, register.ID(in.To)},
	})
}

// handedAtOnce is how many records one unit of work hands over.
const handedAtOnce = 50

// HandOver gives everything of one employee that goes on to another, some at a
// time. Done twice it does nothing more.
func HandOver(ctx context.Context, work register.Work, in PortfolioInput) error {
	from, to := register.Ref[User](in.From), register.Ref[User](in.To)
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			clients, err := register.Select(ctx, tx, Partners, register.Query{
				Filter: register.Eq(&Partners.Row.Responsible, from), Limit: handedAtOnce, Whole: true,
			})
			if err != nil {
				return err
			}
			for _, c := range clients {
				c.Responsible = to
				if err := tx.Save(ctx, c); err != nil {
					return err
				}
			}
			if more = len(clients) == handedAtOnce; more {
				return nil
			}
			n, err := handOverWork(ctx, tx, 0, from, to)
			more = n > 0
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// handOverWork gives what one employee has to do with a partner, with all of
// them when none is named, to another one. It says how many records it gave;
// at most handedAtOnce of each kind.
func handOverWork(ctx context.Context, all register.Tx, with register.Ref[Partner], from, to register.Ref[User]) (int, error) {
	total := 0
	of := func(owner, partner register.Filter, open ...register.Filter) register.Query {
		f := append(register.All{owner, register.Alive()}, open...)
		if with != 0 {
			f = append(f, partner)
		}
		return register.Query{Filter: f, Limit: handedAtOnce, Whole: true}
	}
	deals, err := register.Select(ctx, all, Deals, of(
		register.Eq(&Deals.Row.Responsible, from), register.Eq(&Deals.Row.Partner, with), register.Eq(&Deals.Row.Outcome, Open)))
	if err != nil {
		return 0, err
	}
	if err := (&TransferDeals{To: to}).DoAll(ctx, all, deals); err != nil {
		return 0, err
	}
	events, err := register.Select(ctx, all, Events, of(
		register.Eq(&Events.Row.Responsible, from), register.Eq(&Events.Row.Partner, with), register.Eq(&Events.Row.Class, Planned)))
	if err != nil {
		return 0, err
	}
	if err := (&TransferEvents{To: to}).DoAll(ctx, all, events); err != nil {
		return 0, err
	}
	claims, err := register.Select(ctx, all, Claims, of(
		register.Eq(&Claims.Row.Responsible, from), register.Eq(&Claims.Row.Partner, with),
		register.Any{register.Eq(&Claims.Row.Status, ClaimRegistered), register.Eq(&Claims.Row.Status, ClaimInProcessing)}))
	if err != nil {
		return 0, err
	}
	if err := (&TransferClaims{To: to}).DoAll(ctx, all, claims); err != nil {
		return 0, err
	}
	tasks, err := register.Select(ctx, all, Tasks, of(
		register.Is{Field: "executors", Op: register.Has, Value: register.ID(from)}, register.Eq(&Tasks.Row.Partner, with), register.Eq(&Tasks.Row.Open, true)))
	if err != nil {
		return 0, err
	}
	for _, t := range tasks {
		if err := t.pass(ctx, all, from, to); err != nil {
			return 0, err
		}
	}
	total = len(deals) + len(events) + len(claims) + len(tasks)
	return total, nil
}

// pass puts another executor in the place of one who leaves a task, which goes
// on where it stands.
func (t *Task) pass(ctx context.Context, all register.Tx, from, to register.Ref[User]) error {
	at := slices.Index(t.Executors, from)
	if at < 0 {
		return nil
	}
	t.Executors = slices.Delete(slices.Clone(t.Executors), at, at+1)
	if !slices.Contains(t.Executors, to) {
		t.Executors = append(t.Executors, to)
	}
	t.Handovers = append(t.Handovers, Handover{To: to, At: all.Now()})
	t.moving = true
	defer func() { t.moving = false }()
	if err := all.Save(ctx, t); err != nil {
		return err
	}
	return followTask(ctx, all, t, "")
}
