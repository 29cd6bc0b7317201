package crm

import (
	"context"
	"time"

	"dossier/internal/register"
)

// RelationChange is a line of the log of how the relation with a client went:
// from what to what, when and why.
type RelationChange struct {
	register.Base
	Partner   register.Ref[Partner]
	Was       Relation
	Now       Relation
	At        time.Time
	Worse     bool
	Automatic bool                         // told by the sales, not by a person
	Reason    register.Ref[RelationReason] // none is not named yet
	Comment   string
	Author    register.Ref[User] // who set or explained it
}

// RelationChanges is the register of them.
var RelationChanges = register.Define[RelationChange]("relation_change", "relation_changes",
	register.Do[RelationChange, ExplainRelation]("explain"),
)

// Describe lists the fields. Whoever sees the partner sees its log.
func (c *RelationChange) Describe(f *register.Fields) {
	f.Ref(&c.Partner).Required().Guard().ReadOnly()
	f.Choice(&c.Was).ReadOnly().Indexed()
	f.Choice(&c.Now).ReadOnly().Indexed()
	f.Moment(&c.At).ReadOnly().Indexed()
	f.Bool(&c.Worse).ReadOnly().Indexed()
	f.Bool(&c.Automatic).ReadOnly()
	f.Ref(&c.Reason).ReadOnly().Tracked()
	f.Text(&c.Comment).Max(1000).ReadOnly().Tracked()
	f.Ref(&c.Author).ReadOnly()
	f.Newest()
	f.Closed()
	f.Together(&c.Partner, &c.At)
}

// ExplainRelation names the reason of a change that the program found.
type ExplainRelation struct {
	Reason  register.Ref[RelationReason]
	Comment string
}

// Describe lists the input.
func (in *ExplainRelation) Describe(f *register.Fields) {
	f.Ref(&in.Reason).Required()
	f.Text(&in.Comment).Max(1000)
}

// Offered is for changes without a reason.
func (*ExplainRelation) Offered(c *RelationChange) bool { return c.Reason == 0 }

// Do writes the reason into the log.
func (in *ExplainRelation) Do(ctx context.Context, tx register.Tx, c *RelationChange) error {
	if c.Reason != 0 {
		return register.RefuseAt("reason", "reason_is_named")
	}
	c.Reason, c.Comment, c.Author = in.Reason, in.Comment, register.Ref[User](tx.Actor().User())
	if err := tx.AsProgram().Save(ctx, c); err != nil {
		return err
	}
	return c.answered(ctx, tx)
}

// whyWorse asks for the reason of a change for the worse.
var whyWorse = names(
	"Назвати причину погіршення стосунків", "Назвать причину ухудшения отношений",
	"Да се посочи причината за влошените отношения", "Name the reason why the relation became worse",
)

// whyWithin is how many days the responsible has to name it.
const whyWithin = 7

// askWhy gives the responsible of the client the task to name the reason.
func (c *RelationChange) askWhy(ctx context.Context, all register.Tx, client *Partner) error {
	home, err := homeOrganisation(ctx, all)
	if err != nil {
		return err
	}
	return all.Save(ctx, &Task{
		Subject: whyWorse.In(string(home.Language)), Partner: c.Partner, About: c.link(),
		Executors: register.Refs[User]{client.Responsible}, Deadline: all.Now().AddDate(0, 0, whyWithin),
	})
}

func (c *RelationChange) link() register.Link {
	return register.Link{Register: RelationChanges.Name, ID: c.ID}
}

// answered closes the tasks that asked for the reason.
func (c *RelationChange) answered(ctx context.Context, tx register.Tx) error {
	tasks, err := register.Select(ctx, tx.AsProgram(), Tasks, register.Query{
		Filter: register.All{register.Eq(&Tasks.Row.About, c.link()), register.Eq(&Tasks.Row.Open, true)}, Whole: true,
	})
	if err != nil {
		return err
	}
	reason, err := register.Load(ctx, tx, RelationReasons, c.Reason)
	if err != nil {
		return refuseUnknown("reason", err)
	}
	home, err := homeOrganisation(ctx, tx.AsProgram())
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Offers("take") {
			if err := (&TakeTask{}).Do(ctx, tx.AsProgram(), t); err != nil {
				return err
			}
		}
		if err := (&ConfirmTask{Result: reason.Title(string(home.Language))}).Do(ctx, tx.AsProgram(), t); err != nil {
			return err
		}
	}
	return nil
}
