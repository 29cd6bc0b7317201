package sheettest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/sheet"
)

// text is a plan for a CSV written in the test.
func (c *company) text(m sheet.Mapping, lines ...string) *sheet.Plan {
	c.Helper()
	content := []byte(strings.Join(lines, "\n"))
	s, err := sheet.Open(bytes.NewReader(content), int64(len(content)), "table.csv", m.Options())
	c.must(err)
	return &sheet.Plan{Source: s, Mapping: m, Actor: c.actor, Printer: printer(c.T, lang.Ukrainian)}
}

func partners(columns ...sheet.Column) sheet.Mapping {
	return sheet.Mapping{
		Register: "partner", Key: []string{"name"}, HeaderRow: 1,
		Columns:   append([]sheet.Column{{Header: "name", Field: "name"}}, columns...),
		Constants: []sheet.Constant{{Field: "roles", Value: "client"}},
	}
}

func (c *company) partner(name string) *crm.Partner {
	c.Helper()
	var p *crm.Partner
	c.must(c.do(func(tx register.Tx) (err error) {
		p, err = register.First(c.ctx, tx, crm.Partners, register.Eq(&crm.Partners.Row.Name, name))
		return err
	}))
	if p == nil {
		c.Fatalf("there is no %s", name)
	}
	return p
}

func TestRowsReferToRowsBeforeAndAfterThem(t *testing.T) {
	onCompany(t, func(c *company) {
		m := partners(sheet.Column{Header: "parent", Field: "parent"})
		lines := []string{"name,parent", "Філія,Головна", "Головна,", "Друга,Головна", "Кіт,Ніхто"}
		dry := c.text(m, lines...)
		dry.Dry = true
		c.counts(c.run(dry), 3, 0, 0, 1)
		r := c.run(c.text(m, lines...))
		c.counts(r, 3, 0, 0, 1)
		if got := refusals(r); got != "5 parent sheet.unknown_entry" {
			c.Errorf("refused %q", got)
		}
		head := c.partner("Головна")
		if c.partner("Філія").Parent != register.Ref[crm.Partner](head.ID) || c.partner("Друга").Parent != register.Ref[crm.Partner](head.ID) {
			c.Error("the links are not set")
		}
		c.counts(c.run(c.text(m, lines...)), 0, 0, 3, 1)
	})
}

func TestACircleOfRowsIsKeptWithoutTheLinkThatClosesIt(t *testing.T) {
	onCompany(t, func(c *company) {
		m := partners(sheet.Column{Header: "parent", Field: "parent"})
		r := c.run(c.text(m, "name,parent", "Перша,Друга", "Друга,Перша"))
		if r.New != 2 || r.Unlinked != 1 || len(r.RefusedRows) != 1 || r.RefusedRows[0].Problems[0].Key != "cycle" {
			c.Errorf("the report is %+v", r)
		}
	})
}

func TestKnownRecordsChangeOnlyWhereTheFileSpeaks(t *testing.T) {
	onCompany(t, func(c *company) {
		m := partners(
			sheet.Column{Header: "phone", Field: "phones.0.number"}, sheet.Column{Header: "note", Field: "note", OnlyEmpty: true},
			sheet.Column{Header: "full", Field: "full_name", Clear: true},
		)
		c.counts(c.run(c.text(m, "name,phone,note,full", "Промінь,044 123 45 67,,ТОВ Промінь", "Світло,,перша,")), 2, 0, 0, 0)
		c.must(c.do(func(tx register.Tx) error {
			p, err := register.First(c.ctx, tx, crm.Partners, register.Eq(&crm.Partners.Row.Name, "Промінь"))
			if err != nil {
				return err
			}
			p.Roles = crm.PartnerRoles{"supplier"}
			p.Phones = append(p.Phones, crm.Phone{Number: "+380501234567"})
			return tx.Save(c.ctx, p)
		}))
		r := c.run(c.text(m, "name,phone,note,full", "ПРОМІНЬ,044 765 43 21,,", "Світло,,друга,"))
		c.counts(r, 0, 1, 1, 0)
		p := c.partner("ПРОМІНЬ")
		if len(p.Phones) != 2 || p.Phones[0].Number != "+380447654321" || p.Phones[1].Number != "+380501234567" || len(p.Roles) != 2 || p.FullName != "" {
			c.Errorf("it is now %+v", p)
		}
		if n := c.partner("Світло").Note; n != "перша" {
			c.Errorf("the note is %q", n)
		}
		fields := map[string]bool{}
		for _, ch := range r.ChangedRows[0].Changes {
			fields[ch.Field] = true
		}
		if !fields["name"] || !fields["phones"] || !fields["full_name"] || !fields["roles"] {
			c.Errorf("the changes are %+v", r.ChangedRows[0].Changes)
		}
	})
}

func TestTheFileOfRefusedRowsIsMendedAndBroughtInAgain(t *testing.T) {
	onCompany(t, func(c *company) {
		m := partners(sheet.Column{Header: "industry", Field: "industry"}, sheet.Column{Header: "founded", Field: "founded_on"})
		p := c.text(m, "name,industry,founded", "=Промінь,,1.2.2003", "Світло,немає такої,1.2.2003", "Ніч,,31.2.2003")
		var rejected bytes.Buffer
		p.Refused = &rejected
		c.counts(c.run(p), 1, 0, 0, 2)
		text := rejected.String()
		if !strings.Contains(text, "Причина відмови") || !strings.Contains(text, "industry: Не знайдено: немає такої.") {
			c.Fatalf("the file is\n%s", text)
		}
		mended := strings.NewReplacer("Світло,немає такої", "Світло,", "31.2.2003", "28.2.2003").Replace(text)
		again := c.text(m, strings.Split(strings.TrimSpace(mended), "\r\n")...)
		c.counts(c.run(again), 2, 0, 0, 0)
		c.partner("Світло")
		c.partner("Ніч")
	})
}

func TestEntriesThatNameEachOtherAreMadeTogether(t *testing.T) {
	onCompany(t, func(c *company) {
		m := sheet.Mapping{
			Register: "user", Key: []string{"surname", "given"}, HeaderRow: 1,
			Columns: []sheet.Column{
				{Header: "agent", Person: "given surname"},
				{Header: "manager", Field: "head", Person: "given surname", CreateMissing: true, NewEntry: map[string]string{"team": "{office}"}},
				{Header: "office", Field: "team", CreateMissing: true, NewEntry: map[string]string{"head": "{manager}"}},
			},
		}
		lines := []string{"agent,manager,office", "Anna Snelling,Dustin Brinkmann,Central", "Moses Frase,Dustin Brinkmann,Central"}
		r := c.run(c.text(m, lines...))
		c.counts(r, 2, 0, 0, 0)
		var team *crm.Team
		var head *crm.User
		c.must(c.do(func(tx register.Tx) (err error) {
			if team, err = register.First(c.ctx, tx, crm.Teams, register.Eq(&crm.Teams.Row.Name, "Central")); err != nil {
				return err
			}
			head, err = register.Load(c.ctx, tx, crm.Users, team.Head)
			return err
		}))
		if head.Surname != "Brinkmann" || head.Given != "Dustin" || head.Team != register.Ref[crm.Team](team.ID) {
			c.Errorf("the head is %+v of %+v", head, team)
		}
		c.counts(c.run(c.text(m, lines...)), 0, 0, 2, 0)
	})
}

func TestWhatTheMappingGetsWrongIsSaidBeforeAnythingIsWritten(t *testing.T) {
	onCompany(t, func(c *company) {
		lines := []string{"name,other", "Промінь,x"}
		for key, m := range map[string]sheet.Mapping{
			"sheet.unknown_register": {Register: "cat", Columns: []sheet.Column{{Header: "name", Field: "name"}}},
			"sheet.unknown_field":    partners(sheet.Column{Header: "other", Field: "colour"}),
			"sheet.field_twice":      partners(sheet.Column{Header: "other", Field: "name"}),
			"sheet.missing_columns":  partners(sheet.Column{Header: "third", Field: "note"}),
			"sheet.key_not_filled":   {Register: "partner", Key: []string{"code"}, Columns: []sheet.Column{{Header: "name", Field: "name"}}},
			"sheet.nothing_matched":  {Register: "partner", Columns: []sheet.Column{{Header: "name"}}},
			"sheet.no_people":        {Register: "partner", Columns: []sheet.Column{{Header: "name", Person: "surname given"}}},
		} {
			m.HeaderRow = 1
			_, err := c.text(m, lines...).Run(c.ctx, c.st)
			if f := faultOf(c.T, err); f.Key != key {
				c.Errorf("%v, wanted %s", f, key)
			}
		}
		var p *register.Problems
		_, err := c.text(sheet.Mapping{Register: "deal", HeaderRow: 1, Columns: []sheet.Column{{Header: "name", Field: "outcome"}}}, lines...).Run(c.ctx, c.st)
		if !errors.As(err, &p) || p.List[0].Key != "read_only_field" {
			c.Errorf("a read-only field: %v", err)
		}
		if n := c.count(crm.Partners.Register, nil); n != 0 {
			c.Errorf("%d partners were made", n)
		}
	})
}

func TestWhoMayNotImportImportsNothing(t *testing.T) {
	onCompany(t, func(c *company) {
		var reader *crm.User
		c.must(c.do(func(tx register.Tx) error {
			role, err := register.First(c.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, "read_only"))
			if err != nil {
				return err
			}
			reader = &crm.User{Surname: "Гість", Email: "guest@promin.example", Roles: register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}}
			return tx.Save(c.ctx, reader)
		}))
		p := c.text(partners(), "name", "Промінь")
		c.must(c.do(func(tx register.Tx) error {
			staff, err := crm.ReadStaff(c.ctx, tx.AsProgram())
			if err == nil {
				p.Actor = staff.Rights(reader.ID)
			}
			return err
		}))
		if _, err := p.Run(c.ctx, c.st); !errors.Is(err, register.ErrForbidden) {
			c.Errorf("it ended with %v", err)
		}
	})
}

func TestACancelledImportKeepsTheBatchesThatAreDone(t *testing.T) {
	onCompany(t, func(c *company) {
		lines := []string{"name"}
		for i := range 3000 {
			lines = append(lines, fmt.Sprintf("Фірма %d", i))
		}
		ctx, cancel := context.WithCancel(c.ctx)
		defer cancel()
		p := c.text(partners(), lines...)
		p.Progress = func(r sheet.Report) {
			if r.Rows > 0 {
				cancel()
			}
		}
		r, err := p.Run(ctx, c.st)
		if !errors.Is(err, context.Canceled) {
			c.Fatalf("it ended with %v", err)
		}
		if n := c.count(crm.Partners.Register, nil); n == 0 || n == 3000 || n != r.New {
			c.Errorf("%d of 3000 are there, %d reported", n, r.New)
		}
		again := c.run(c.text(partners(), lines...))
		c.counts(again, 3000-r.New, 0, r.New, 0)
	})
}
