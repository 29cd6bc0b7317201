package web

import (
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
)

// taskBoard is the tasks by status, what is due first above.
var taskBoard = &statusBoard{
	register: crm.Tasks.Register, path: "/tasks",
	open: []string{string(crm.TaskAssigned), string(crm.TaskInProcessing), string(crm.TaskInProduction), string(crm.TaskWaiting)},
	ends: []string{string(crm.TaskConfirmed), string(crm.TaskRefused), string(crm.TaskCancelled)},
	sort: register.Sort{Field: "deadline"}, refs: []string{"partner", "executors"},
	moves: func(rec register.Record, to string) register.Act { return rec.(*crm.Task).Moves(crm.TaskStatus(to)) },
	card: func(c *call, n names, r *register.Register, rec register.Record) page.BoardCard {
		return c.taskCard(n, r, rec.(*crm.Task))
	},
}

func (c *call) taskCard(n names, r *register.Register, t *crm.Task) page.BoardCard {
	card := page.BoardCard{
		ID: strconv.FormatInt(t.ID, 10), Version: versionOf(t), Href: address(r, t.ID), Menu: address(r, t.ID) + "/menu?move=1",
		Client: n.title(c.p, crm.Partners.Register, register.ID(t.Partner)), Name: t.Subject,
	}
	if card.Client == "" {
		card.Client = "№ " + t.Number
	} else {
		card.Avatar = avatar(crm.Partners.Register, n["partner"][register.ID(t.Partner)], card.Client)
		card.Avatar.Size = page.Small
	}
	if t.Priority == crm.High {
		card.Chips = append(card.Chips, page.Chip{Label: choice(c.p, r, r.Field("priority"), string(t.Priority)), Tone: page.Bad})
	}
	if t.Promised {
		card.Chips = append(card.Chips, page.Chip{Label: label(c.p, r, r.Field("promised")), Tone: page.Info})
	}
	if done, all := t.Ticked(); all > 0 {
		card.Chips = append(card.Chips, page.Chip{Icon: "list-check", Label: c.p.Text("task.ticked", "done", c.p.Integer(int64(done)), "all", c.p.Integer(int64(all)))})
	}
	if !t.Deadline.IsZero() {
		card.Next.Icon = "calendar"
		card.Next.Text, card.Next.Tone = c.deadlineWords(t)
		card.AgeTone = card.Next.Tone
	}
	if len(t.Executors) > 0 {
		if person := n["user"][register.ID(t.Executors[0])]; person != nil {
			name := c.title(crm.Users.Register, person)
			card.Person = avatar(crm.Users.Register, person, name)
			card.Person.Name, card.Person.Size = name, page.Small
		}
	}
	return card
}

// taskMoves are the columns a card of the board may be moved to.
func (c *call) taskMoves(k *cardOf) []page.MenuItem { return taskBoard.menu(c, k) }
