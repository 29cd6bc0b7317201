package crm_test

import (
	"errors"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestANewDealIsNumberedAndStandsAtTheFirstStage(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{Amount: money.Of(9000, "UAH")}
		w.must(w.save(w.anna, d))
		if d.Number != "000001" || d.Stage != w.stage("interest") || d.Outcome != crm.Open || d.StartedOn != "2026-11-22" {
			t.Errorf("%+v", d)
		}
		if register.ID(d.Responsible) != w.anna.ID || d.AmountBase != 900_000 {
			t.Errorf("responsible %d, in the base currency %d", d.Responsible, d.AmountBase)
		}
	})
}

func TestEveryRoadToLostNeedsAReasonAndAPartner(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{}
		w.must(w.save(w.anna, d))
		lose := func(fn func(tx register.Tx) error) {
			err := w.as(w.anna, fn)
			w.refused(err, "loss_reason", "lost_deal_needs_reason")
		}
		lose(func(tx register.Tx) error { return (&crm.LoseDeal{}).Do(ctx, tx, d) })
		lose(func(tx register.Tx) error { return (&crm.MoveDeal{Stage: w.stage("lost")}).Do(ctx, tx, d) })
		lose(func(tx register.Tx) error {
			again, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](d.ID))
			if err != nil {
				return err
			}
			again.Stage = w.stage("lost")
			return tx.Save(ctx, again)
		})
		d = w.again(d)
		w.refused(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.LoseDeal{LossReason: w.reason("price")}).Do(ctx, tx, d)
		}), "partner", "closed_deal_needs_partner")

		d = w.again(d)
		d.Partner = register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		d.Stage = w.stage("offer")
		w.must(w.save(w.anna, d))
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.LoseDeal{LossReason: w.reason("price")}).Do(ctx, tx, d)
		}))
		if d.Outcome != crm.Lost || d.ClosedOn != "2026-11-22" || d.LostAt != w.stage("offer") {
			t.Errorf("%+v", d)
		}
	})
}

// again is the deal as it is stored.
func (w *world) again(d *crm.Deal) *crm.Deal {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		d, err = register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](d.ID))
		return err
	}))
	return d
}

func TestADealLostToACompetitorSaysToWhom(t *testing.T) {
	onWorld(t, func(w *world) {
		rival := &crm.Partner{Name: "Суперник", Roles: crm.PartnerRoles{crm.CompetitorRole}}
		w.must(w.save(w.iryna, rival))
		d := &crm.Deal{Partner: register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)}
		w.must(w.save(w.anna, d))
		lose := func(to register.ID) error {
			d = w.again(d)
			return w.as(w.anna, func(tx register.Tx) error {
				return (&crm.LoseDeal{LossReason: w.reason("competitor"), LostTo: register.Ref[crm.Partner](to)}).Do(ctx, tx, d)
			})
		}
		w.refused(lose(0), "lost_to", "lost_to_whom")
		w.refused(lose(register.ID(d.Partner)), "lost_to", "not_a_competitor")
		w.must(lose(rival.ID))
	})
}

func TestAClosedDealStaysUntilItIsReopened(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{Partner: register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID), Amount: money.Of(100, "UAH")}
		w.must(w.save(w.anna, d))
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, d) }))
		d.Amount = money.Of(200, "UAH")
		w.refused(w.save(w.anna, d), "amount", "deal_is_closed")
		d = w.again(d)
		d.Note = "Подзвонити за рік"
		w.must(w.save(w.anna, d))

		d.Stage = w.stage("offer")
		w.refused(w.save(w.anna, d), "stage", "deal_is_closed")
		d = w.again(d)
		if register.May(w.rights(w.anna), crm.Deals.Register, "reopen") {
			t.Error("a manager may reopen")
		}
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.ReopenDeal{Reason: "Клієнт передумав"}).Do(ctx, tx, d)
		}))
		if d.Outcome != crm.Open || d.ClosedOn != "" || d.ReopenReason != "Клієнт передумав" {
			t.Errorf("%+v", d)
		}
		d.Amount = money.Of(200, "UAH")
		w.must(w.save(w.anna, w.withVersion(d)))
	})
}

func (w *world) withVersion(d *crm.Deal) *crm.Deal {
	d.Version = w.again(d).Version
	return d
}

func TestClosedDealsAreImportedWithTheirOwnDays(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Cancity")
		bring := func(d *crm.Deal) error {
			return w.st.Do(ctx, w.rights(w.admin), register.ByImport, func(tx register.Tx) error { return tx.Save(ctx, d) })
		}
		d := &crm.Deal{
			Number: "1C1I7A6R", Partner: register.Ref[crm.Partner](client.ID), Stage: w.stage("won"), Amount: money.Of(1054, "USD"),
			StartedOn: "2016-10-20", ClosedOn: "2017-03-01", Responsible: register.Ref[crm.User](w.vira.ID),
		}
		w.must(bring(d))
		if d.Outcome != crm.Won || d.ClosedOn != "2017-03-01" {
			t.Errorf("%+v", d)
		}
		interested := &crm.Deal{Number: "A", Stage: w.stage("interest")}
		w.must(bring(interested))
		if interested.StartedOn != "" || interested.Responsible != 0 {
			t.Errorf("the sheet did not say when and whose: %+v", interested)
		}
		w.refused(bring(&crm.Deal{Number: "B", Stage: w.stage("offer"), ClosedOn: "2017-03-01"}), "closed_on", "open_deal_has_no_closing_day")
		w.refused(bring(&crm.Deal{Number: "C", Stage: w.stage("won"), Partner: d.Partner, StartedOn: "2017-03-02", ClosedOn: "2017-03-01"}),
			"closed_on", "ends_before_it_begins")
		w.refused(bring(&crm.Deal{Number: "1C1I7A6R", Stage: w.stage("interest")}), "number", "not_unique")
	})
}

func TestADealThatIsRecordedLaterCameToItsStageOnItsOwnDay(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Cancity")
		visits := func(d *crm.Deal) (out []store.Visit) {
			w.Helper()
			w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) (err error) {
				out, err = tx.Visits(ctx, crm.Deals.Register, store.VisitsAsked{Field: "stage", Of: register.ByID(d.ID), Before: hour(1), Limit: 9})
				return err
			}))
			return out
		}
		won := &crm.Deal{Number: "A", Partner: register.Ref[crm.Partner](client.ID), Stage: w.stage("won"), StartedOn: "2016-10-20", ClosedOn: "2017-03-01"}
		open := &crm.Deal{Number: "B", Stage: w.stage("offer"), StartedOn: "2026-11-02"}
		for _, d := range []*crm.Deal{won, open} {
			w.must(w.st.Do(ctx, w.rights(w.admin), register.ByImport, func(tx register.Tx) error { return tx.Save(ctx, d) }))
		}
		if got := visits(won); len(got) != 1 || got[0].At.Format(time.DateOnly) != "2017-03-01" {
			t.Errorf("won on %v", got)
		}
		if got := visits(open); len(got) != 1 || got[0].At.Format(time.DateOnly) != "2026-11-02" {
			t.Errorf("offered on %v", got)
		}
		// What moves it later happens now, and a deal of today begins now.
		open = w.again(open)
		open.Stage = w.stage("interest")
		w.must(w.save(w.admin, open))
		if got := visits(open); len(got) != 2 || !got[0].At.Equal(hour(0)) || got[0].From != register.ID(w.stage("offer")) {
			t.Errorf("moved at %v", got)
		}
		// A later sheet tells when one began, and when one was won.
		bring := func(d *crm.Deal) {
			w.Helper()
			w.must(w.st.Do(ctx, w.rights(w.admin), register.ByImport, func(tx register.Tx) error { return tx.Save(ctx, d) }))
		}
		late := &crm.Deal{Number: "C", Partner: register.Ref[crm.Partner](client.ID), Stage: w.stage("offer")}
		bring(late)
		if got := visits(late); len(got) != 1 || !got[0].At.Equal(hour(0)) {
			t.Errorf("of no day, offered at %v", got)
		}
		late = w.again(late)
		late.StartedOn = "2026-10-05"
		bring(late)
		if got := visits(late); len(got) != 1 || got[0].At.Format(time.DateOnly) != "2026-10-05" {
			t.Errorf("began on %v", got)
		}
		late = w.again(late)
		late.Stage, late.ClosedOn = w.stage("won"), "2026-10-20"
		bring(late)
		if got := visits(late); len(got) != 2 || got[0].At.Format(time.DateOnly) != "2026-10-20" || got[1].At.Format(time.DateOnly) != "2026-10-05" {
			t.Errorf("won on %v", got)
		}
		// Both at once, of a deal recorded today: no visit ends before it began.
		both := &crm.Deal{Number: "D", Partner: register.Ref[crm.Partner](client.ID), Stage: w.stage("offer")}
		bring(both)
		both = w.again(both)
		both.Stage, both.StartedOn, both.ClosedOn = w.stage("won"), "2026-09-01", "2026-09-11"
		bring(both)
		if got := visits(both); len(got) != 2 || got[0].At.Format(time.DateOnly) != "2026-09-11" || got[1].At.Format(time.DateOnly) != "2026-09-01" {
			t.Errorf("won on %v", got)
		}
		only := &crm.Deal{Number: "E", Partner: register.Ref[crm.Partner](client.ID), Stage: w.stage("offer")}
		bring(only)
		only = w.again(only)
		only.Stage, only.ClosedOn = w.stage("won"), "2026-09-11"
		bring(only)
		if got := visits(only); len(got) != 2 || got[0].At.Format(time.DateOnly) != "2026-09-11" || got[1].At.After(got[0].At) {
			t.Errorf("won at %v", got)
		}
		today := &crm.Deal{}
		w.must(w.save(w.anna, today))
		if got := visits(today); len(got) != 1 || !got[0].At.Equal(hour(0)) {
			t.Errorf("begun at %v", got)
		}
	})
}

func TestAmountsAreSortedByTheRateOfTheDay(t *testing.T) {
	onWorld(t, func(w *world) {
		w.must(w.save(w.admin, &crm.Rate{Currency: "usd", Day: "2026-11-01", Price: 415_000}, &crm.Rate{Currency: "USD", Day: "2026-11-20", Price: 420_000}))
		w.refused(w.save(w.admin, &crm.Rate{Currency: "USD", Day: "2026-11-20", Price: 1}), "day", "not_unique")
		small, big := &crm.Deal{Amount: money.Of(4000, "UAH")}, &crm.Deal{Amount: money.Of(100, "USD")}
		w.must(w.save(w.anna, big, small))
		if big.AmountBase != 420_000 {
			t.Errorf("100 dollars are %d kopiykas", big.AmountBase)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, crm.Deals, register.Query{Sort: []register.Sort{{Field: "amount"}}})
			if len(list) != 2 || list[0].ID != small.ID {
				t.Errorf("out of order: %v", list)
			}
			return err
		}))
	})
}

func TestPricedLinesMakeTheAmount(t *testing.T) {
	onWorld(t, func(w *world) {
		p := &crm.Product{Name: "Візитки", Price: money.Of(12, "UAH")}
		w.must(w.save(w.admin, p))
		d := &crm.Deal{Lines: register.Parts[crm.DealLine]{
			{Product: register.Ref[crm.Product](p.ID), Quantity: 2_500, Price: 125_000},
			{Product: register.Ref[crm.Product](p.ID), Quantity: 1_000, Price: 10_050},
		}}
		w.must(w.save(w.anna, d))
		if d.Amount != money.New(3226, "UAH") || d.Lines[0].Amount != money.New(3125, "UAH") {
			t.Errorf("%v of %v", d.Amount, d.Lines)
		}
		d.Lines[0].Quantity = 0
		w.refused(w.save(w.anna, d), "lines.0.quantity", "too_small")
	})
}

func TestAKindWithoutStagesKnowsOutcomesAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		var project *crm.DealKind
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			project, err = register.First(ctx, tx, crm.DealKinds, register.Eq(&crm.DealKinds.Row.Code, "project"))
			return err
		}))
		kind := register.Ref[crm.DealKind](project.ID)
		w.refused(w.save(w.anna, &crm.Deal{Kind: kind, Stage: w.stage("offer")}), "stage", "kind_without_stages")
		d := &crm.Deal{Kind: kind, Partner: register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)}
		w.must(w.save(w.anna, d))
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, d) }))
		w.must(w.as(w.iryna, func(tx register.Tx) error { return (&crm.ReopenDeal{Reason: "Помилка"}).Do(ctx, tx, d) }))
		if d.Outcome != crm.Open || d.Stage != 0 {
			t.Errorf("%+v", d)
		}
		project.Mode = crm.ManualStages
		w.refused(w.save(w.admin, project), "mode", "deal_kind_has_deals")
	})
}

func TestOnlyTheProcessMovesItsDeals(t *testing.T) {
	onWorld(t, func(w *world) {
		kind := &crm.DealKind{Entry: crm.Entry{Names: register.Names{Uk: "За регламентом"}}, Mode: crm.ProcessStages}
		w.must(w.save(w.admin, kind))
		first := &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: "Заявка"}}, Kind: register.Ref[crm.DealKind](kind.ID)}
		next := &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: "Макет"}}, Kind: register.Ref[crm.DealKind](kind.ID)}
		w.must(w.save(w.admin, first, next))
		d := &crm.Deal{Kind: register.Ref[crm.DealKind](kind.ID)}
		w.must(w.save(w.anna, d))
		w.refused(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.MoveDeal{Stage: register.Ref[crm.Stage](next.ID)}).Do(ctx, tx, d)
		}), "stage", "stage_moved_by_process")
		d = w.again(d)
		w.must(w.st.Do(ctx, register.Program, register.ByProcess, func(tx register.Tx) error {
			return (&crm.MoveDeal{Stage: register.Ref[crm.Stage](next.ID)}).Do(ctx, tx, d)
		}))
		w.refused(w.save(w.anna, &crm.Deal{Kind: d.Kind, Stage: w.stage("offer")}), "stage", "stage_of_another_kind")
		next.Outcome = crm.Lost
		w.refused(w.save(w.admin, next), "", "stage_has_deals")
	})
}

// tenders is a second pipeline of the usual kind: announced, submitted, won,
// lost.
func (w *world) tenders() (register.Ref[crm.Pipeline], []register.Ref[crm.Stage]) {
	w.Helper()
	var sale *crm.DealKind
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		sale, err = register.First(ctx, tx, crm.DealKinds, register.Eq(&crm.DealKinds.Row.Code, "sale"))
		return err
	}))
	p := &crm.Pipeline{Entry: crm.Entry{Names: register.Names{Uk: "Тендери"}}, Kind: register.Ref[crm.DealKind](sale.ID)}
	w.must(w.save(w.admin, p))
	var stages []register.Ref[crm.Stage]
	for i, outcome := range []crm.Outcome{crm.Open, crm.Open, crm.Won, crm.Lost} {
		name := []string{"Оголошено", "Подано", "Виграно", "Програно"}[i]
		one := &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: name}}, Pipeline: register.Ref[crm.Pipeline](p.ID), Outcome: outcome}
		w.must(w.save(w.admin, one))
		if one.Kind != p.Kind {
			w.Errorf("%s is of kind %d", name, one.Kind)
		}
		stages = append(stages, register.Ref[crm.Stage](one.ID))
	}
	return register.Ref[crm.Pipeline](p.ID), stages
}

func TestADealGoesOneOfSeveralPipelines(t *testing.T) {
	onWorld(t, func(w *world) {
		pipeline, stages := w.tenders()
		usual := &crm.Deal{}
		w.must(w.save(w.anna, usual))
		if usual.Pipeline != 0 || usual.Stage != w.stage("interest") {
			t.Errorf("the usual way is the kind's own: %+v", usual)
		}
		d := &crm.Deal{Pipeline: pipeline, Partner: register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)}
		w.must(w.save(w.anna, d))
		if d.Stage != stages[0] || d.Kind != usual.Kind {
			t.Errorf("a pipeline begins with its first stage: %+v", d)
		}
		w.refused(w.save(w.anna, &crm.Deal{Pipeline: pipeline, Stage: w.stage("offer")}), "stage", "stage_of_another_pipeline")
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.MoveDeal{Stage: w.stage("offer")}).Do(ctx, tx, d) }))
		if d.Pipeline != 0 {
			t.Errorf("the pipeline is that of the stage: %+v", d)
		}
		d.Pipeline = pipeline
		w.must(w.save(w.anna, d))
		if d.Stage != stages[0] {
			t.Errorf("another pipeline begins with its first stage: %+v", d)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, d) }))
		if d.Stage != stages[2] || d.Outcome != crm.Won || d.Pipeline != pipeline {
			t.Errorf("it is won where it went: %+v", d)
		}
	})
}

func TestAPipelineKeepsTheKindOfItsStages(t *testing.T) {
	onWorld(t, func(w *world) {
		pipeline, stages := w.tenders()
		kind := &crm.DealKind{Entry: crm.Entry{Names: register.Names{Uk: "Сервіс"}}, Mode: crm.ManualStages}
		w.must(w.save(w.admin, kind))
		w.must(w.as(w.admin, func(tx register.Tx) error {
			p, err := register.Load(ctx, tx, crm.Pipelines, pipeline)
			if err != nil {
				return err
			}
			p.Kind = register.Ref[crm.DealKind](kind.ID)
			w.refused(tx.Save(ctx, p), "kind", "pipeline_has_stages")
			return nil
		}))
		w.refused(w.save(w.admin, &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: "Заявка"}}, Kind: register.Ref[crm.DealKind](kind.ID), Pipeline: pipeline}),
			"pipeline", "pipeline_of_another_kind")
		w.must(w.save(w.anna, &crm.Deal{Stage: stages[1]}))
		w.must(w.as(w.admin, func(tx register.Tx) error {
			stage, err := register.Load(ctx, tx, crm.Stages, stages[1])
			if err != nil {
				return err
			}
			stage.Pipeline = 0
			w.refused(tx.Save(ctx, stage), "", "stage_has_deals")
			return nil
		}))
	})
}

func TestAProbabilityThatSomebodySaysNeedsAReason(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{Chance: 800_000}
		w.refused(w.save(w.anna, d), "chance_reason", "chance_needs_reason")
		d.ChanceReason = "Директор обіцяв"
		w.must(w.save(w.anna, d))
		if p, source := d.Probability(&crm.Stage{Probability: 100_000}); p != 800_000 || source != crm.ChanceSaid {
			t.Errorf("%d by %s", p, source)
		}
		d.Chance = 0
		if p, source := d.Probability(&crm.Stage{Probability: 100_000}); p != 100_000 || source != crm.ChanceOfStage {
			t.Errorf("%d by %s", p, source)
		}
		d = w.again(d)
		d.Chance = 1_000_000
		w.refused(w.save(w.anna, d), "chance", "chance_out_of_range")
	})
}

func TestADealLeavesItsStagesWithItsKind(t *testing.T) {
	onWorld(t, func(w *world) {
		pipeline, _ := w.tenders()
		kinds := map[string]register.Ref[crm.DealKind]{}
		process := &crm.DealKind{Entry: crm.Entry{Code: "process", Names: register.Names{Uk: "За регламентом"}}, Mode: crm.ProcessStages}
		w.must(w.save(w.admin, process))
		first := &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: "Заявка"}}, Kind: register.Ref[crm.DealKind](process.ID)}
		next := &crm.Stage{Entry: crm.Entry{Names: register.Names{Uk: "Макет"}}, Kind: register.Ref[crm.DealKind](process.ID)}
		w.must(w.save(w.admin, first, next))
		w.must(w.do(register.Program, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, crm.DealKinds, register.Query{})
			for _, k := range list {
				kinds[k.Code] = register.Ref[crm.DealKind](k.ID)
			}
			return err
		}))
		d := &crm.Deal{Pipeline: pipeline}
		w.must(w.save(w.anna, d))
		d.Kind = kinds["project"]
		w.must(w.save(w.anna, d))
		if d.Stage != 0 || d.Pipeline != 0 || d.Outcome != crm.Open {
			t.Errorf("a project has no stages: %+v", d)
		}
		w.refused(w.save(w.anna, &crm.Deal{Kind: kinds["process"], Stage: register.Ref[crm.Stage](next.ID)}), "stage", "stage_moved_by_process")
		d.Kind = kinds["process"]
		w.must(w.save(w.anna, d))
		if d.Stage != register.Ref[crm.Stage](first.ID) {
			t.Errorf("a process begins at its beginning: %+v", d)
		}
		d.Kind = kinds["sale"]
		w.refused(w.save(w.anna, d), "kind", "stage_moved_by_process")
	})
}

func TestADealHandedOverLeavesItsFormerOwnersSight(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{}
		w.must(w.save(w.anna, d))
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.TransferDeals{To: register.Ref[crm.User](w.borys.ID)}).DoAll(ctx, tx, []*crm.Deal{d})
		}))
		for u, want := range map[*crm.User]error{w.anna: register.ErrNotFound, w.borys: nil} {
			err := w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](d.ID))
				return err
			})
			if !errors.Is(err, want) {
				t.Errorf("%s: %v", u.Surname, err)
			}
		}
	})
}
