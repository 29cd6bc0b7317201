package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
)

// Who signs in to a base made to be measured: one who sees everything, and one
// who sees his own.
const (
	benchEmail  = "bench@dossier.example"
	benchSeller = "manager1@dossier.example"
)

// size is how much there is of a base. Deals are half as many as partners where
// it does not say, and else a multiple of that.
type size struct{ partners, events, deals int64 }

// times is how many times the usual number of deals each partner has.
func (s size) times() int64 { return max(2*s.deals/max(s.partners, 1), 1) }

// allDeals is how many deals there are, as far as whole partners have them.
func (s size) allDeals() int64 { return before(s.partners+1, dealsOf[:]) * s.times() }

func (s size) tasks() int64       { return s.events / eventsOfTask }
func (s size) commitments() int64 { return s.tasks() / tasksOfCommitment }

// benchSeed makes a base of a given size.
func benchSeed(ctx context.Context, args []string) error {
	fs := newFlags("bench seed", "--partners N --password WORD [flags]")
	var at place
	at.in(fs)
	partners := fs.Int64("partners", 0, "how many partners; twice as many contacts, half as many deals")
	events := fs.Int64("events", 0, "how many events of two years; a fifth as many tasks, a twenty-fifth as many commitments")
	deals := fs.Int64("deals", 0, "how many deals, where that is more than half of the partners: a multiple of it")
	seed := fs.Uint64("seed", 1, "the same number makes the same base")
	password := fs.String("password", "", "of the administrator "+benchEmail)
	if err := parse(fs, args); err != nil {
		return err
	}
	if *partners <= 0 || *partners > 100_000_000 {
		return usageError("say how many partners: --partners 100000")
	}
	if *events < 0 || *events > 100_000_000 {
		return usageError("say how many events: --events 500000")
	}
	if *deals < 0 || *deals > 100_000_000 {
		return usageError("say how many deals: --deals 1000000")
	}
	if *password == "" {
		return usageError("give the administrator a --password")
	}
	st, _, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	began := time.Now()
	made := size{*partners, *events, *deals}
	if err := seedBase(ctx, st, made, *seed, *password); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d partners, %d contacts, %d deals, %d events, %d tasks and %d commitments in %s; %s and %s sign in\n",
		*partners, before(*partners+1, contactsOf[:]), made.allDeals(), *events, made.tasks(), made.commitments(),
		time.Since(began).Round(time.Second), benchEmail, benchSeller)
	return nil
}

// base is what every partner of a base is made from: the people, stages and
// directories of the company.
type base struct {
	today        time.Time
	users        []register.ID
	statuses     []register.ID
	industries   []register.ID
	regions      map[string][]register.ID // by country
	sources      []register.ID
	activities   []register.ID
	products     []register.ID
	productNames map[register.ID]string
	losses       []register.ID
	kind         register.Ref[crm.DealKind]
	open         []register.ID // stages in their order
	won, lost    register.ID
	zone         *time.Location
	times        int64 // the usual number of deals that each partner has

	eventTypes, eventStatuses, commitmentKinds []register.ID

	company *crm.Organisation
	known   map[string]map[register.ID]register.Record // rows of directories, by register
	rates   []register.Record
}

// seedBase makes a company with people and directories, one by one, and then
// so many partners with their contacts, deals and dealings, in bulk.
func seedBase(ctx context.Context, st *store.Store, n size, seed uint64, password string) error {
	if err := seedCompany(ctx, st, n.partners, seed, password); err != nil {
		return err
	}
	b, err := readBase(ctx, st)
	if err != nil {
		return err
	}
	b.times = n.times()
	regs := []*register.Register{crm.Partners.Register, crm.Contacts.Register, crm.Deals.Register}
	if n.events > 0 {
		regs = append(regs, crm.Events.Register, crm.Tasks.Register, crm.Commitments.Register)
	}
	return st.Fill(ctx, regs, func(f *store.Filling) error {
		for _, one := range []struct {
			many int64
			make maker
		}{
			{n.partners, b.readyFamilies(seed)},
			{n.events, b.readyEvents(seed, n.events, n.partners)},
			{n.tasks(), b.readyTasks(seed, n.tasks(), n.partners)},
		} {
			if err := fill(ctx, st, f, one.many, one.make); err != nil {
				return err
			}
		}
		return errors.Join(
			f.Number(ctx, "partner.code", n.partners), f.Number(ctx, "deal.number", n.allDeals()),
			f.Number(ctx, "event.number", n.events), f.Number(ctx, "task.number", n.tasks()), f.Number(ctx, "commitment.number", n.commitments()),
		)
	})
}

// maker makes the rows of one number.
type maker func(ctx context.Context, st *store.Store, f *store.Filling, n int64) (*store.Rows, error)

// batch is how many numbers are made and written together.
const batch = 500

// fill makes the rows of so many numbers on all processors and writes them in
// their order.
func fill(ctx context.Context, st *store.Store, f *store.Filling, many int64, ready maker) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type made struct {
		rows *store.Rows
		err  error
	}
	workers := runtime.GOMAXPROCS(0)
	turns := make(chan chan made, 2*workers) // the batches in their order
	var working sync.WaitGroup
	defer working.Wait()
	defer cancel()
	free := make(chan struct{}, workers)
	working.Go(func() {
		defer close(turns)
		for first := int64(1); first <= many; first += batch {
			turn := make(chan made, 1)
			select {
			case turns <- turn:
			case <-ctx.Done():
				return
			}
			free <- struct{}{}
			working.Go(func() {
				defer func() { <-free }()
				all := &store.Rows{}
				for n := first; n <= min(first+batch-1, many); n++ {
					rows, err := ready(ctx, st, f, n)
					if err != nil {
						turn <- made{nil, err}
						return
					}
					all.Append(rows)
				}
				turn <- made{all, ctx.Err()}
			})
		}
	})
	for turn := range turns {
		one := <-turn
		if one.err != nil {
			return one.err
		}
		if err := f.Put(ctx, one.rows); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// readyFamilies makes the rows of the partners of these numbers.
func (b *base) readyFamilies(seed uint64) maker {
	return func(ctx context.Context, st *store.Store, f *store.Filling, n int64) (*store.Rows, error) {
		one := b.family(seed, n)
		rows, err := f.Ready(ctx, &seeding{base: b, st: st, family: &one}, one.records()...)
		if err != nil {
			return nil, err
		}
		for i, d := range one.deals {
			rows.Visited(d, crm.Deals.Register, "stage", one.stages[i], one.moments[i])
		}
		return rows, nil
	}
}

// records are those of the family, what is referred to before what refers.
func (f family) records() []register.Record {
	out := []register.Record{f.partner}
	for _, c := range f.contacts {
		out = append(out, c)
	}
	for _, d := range f.deals {
		out = append(out, d)
	}
	return out
}

// seeding answers the questions that the rules of partners, contacts, deals
// and dealings ask, from memory. A rule that asks more panics, and is then to be
// answered here too.
type seeding struct {
	register.Tx
	base   *base
	st     *store.Store
	family *family
	people int // contacts of the family that have been made

	numbers map[string]int64 // that records are given, by series
}

func (s *seeding) Now() time.Time           { return s.base.today }
func (s *seeding) Today() register.Date     { return register.DayOf(s.base.today, s.st.Zone()) }
func (s *seeding) Actor() register.Actor    { return register.Program }
func (s *seeding) Cause() register.Cause    { return register.ByImport }
func (s *seeding) Schema() *register.Schema { return s.st.Schema() }
func (s *seeding) AsProgram() register.Tx   { return s }

// Load finds rows of directories and of the family. The head of a group is
// one that has none above it, which is all that a rule asks of it.
func (s *seeding) Load(_ context.Context, r *register.Register, id register.ID) (register.Record, error) {
	switch r.Name {
	case crm.Partners.Name:
		switch register.Ref[crm.Partner](id) {
		case register.Ref[crm.Partner](s.family.partner.ID):
			return s.family.partner, nil
		case s.family.partner.Parent:
			return &crm.Partner{Base: register.Base{ID: id}}, nil
		}
	case crm.Contacts.Name:
		for _, c := range s.family.contacts {
			if c.ID == id {
				return c, nil
			}
		}
	case crm.Deals.Name:
		for _, d := range s.family.deals {
			if d.ID == id {
				return d, nil
			}
		}
	}
	if rec := s.base.known[r.Name][id]; rec != nil {
		return rec, nil
	}
	return nil, register.ErrNotFound
}

// Select answers with the company, or with the rate of a currency.
func (s *seeding) Select(_ context.Context, r *register.Register, q register.Query) ([]register.Record, error) {
	switch r.Name {
	case crm.Organisations.Name:
		return []register.Record{s.base.company}, nil
	case crm.Rates.Name:
		for _, one := range s.base.rates {
			if mentionsValue(q.Filter, one.(*crm.Rate).Currency) {
				return []register.Record{one}, nil
			}
		}
	}
	return nil, nil
}

// mentionsValue reports whether a condition of the filter compares with value.
func mentionsValue(f register.Filter, value string) bool {
	switch f := f.(type) {
	case register.Is:
		return f.Value == value
	case register.All:
		return slices.ContainsFunc(f, func(one register.Filter) bool { return mentionsValue(one, value) })
	}
	return false
}

// Count answers whether the family has a main contact yet: the first one is.
func (s *seeding) Count(_ context.Context, r *register.Register, _ register.Filter, _ int) (int, error) {
	if r.Name != crm.Contacts.Name {
		return 0, nil
	}
	s.people++
	return s.people - 1, nil
}

// Suppressed is none of the addresses: nobody of a made base was erased.
func (s *seeding) Suppressed(context.Context, ...string) ([]string, error) { return nil, nil }

// Next is the number that the record is given.
func (s *seeding) Next(_ context.Context, series string) (int64, error) {
	return s.numbers[series], nil
}

// Enqueue leaves jobs out: what they would tell of a client after each sale is
// told of all clients each night.
func (s *seeding) Enqueue(context.Context, register.Job) error { return nil }

// readBase reads what partners are made from.
func readBase(ctx context.Context, st *store.Store) (*base, error) {
	now := st.Now()
	b := &base{
		today: now.Truncate(24 * time.Hour).Add(9 * time.Hour), regions: map[string][]register.ID{},
		productNames: map[register.ID]string{}, known: map[string]map[register.ID]register.Record{}, times: 1,
	}
	if b.today.After(now) {
		b.today = b.today.AddDate(0, 0, -1)
	}
	b.zone = st.Zone()
	return b, st.Read(ctx, register.Program, func(tx *store.Tx) error {
		all := func(r *register.Register, each func(register.Record, register.ID)) error {
			recs, err := tx.Select(ctx, r, register.Query{})
			b.known[r.Name] = map[register.ID]register.Record{}
			for _, rec := range recs {
				id := register.BaseOf(rec).ID
				b.known[r.Name][id] = rec
				each(rec, id)
			}
			return err
		}
		into := func(list *[]register.ID) func(register.Record, register.ID) {
			return func(_ register.Record, id register.ID) { *list = append(*list, id) }
		}
		return errors.Join(
			all(crm.Users.Register, into(&b.users)), all(crm.ClientStatuses.Register, into(&b.statuses)),
			all(crm.Industries.Register, into(&b.industries)), all(crm.AdSources.Register, into(&b.sources)),
			all(crm.ActivityKinds.Register, into(&b.activities)), all(crm.LossReasons.Register, into(&b.losses)),
			all(crm.EventTypes.Register, into(&b.eventTypes)), all(crm.EventStatuses.Register, into(&b.eventStatuses)),
			all(crm.CommitmentKinds.Register, into(&b.commitmentKinds)),
			all(crm.Rates.Register, func(rec register.Record, _ register.ID) { b.rates = append(b.rates, rec) }),
			all(crm.Organisations.Register, func(rec register.Record, _ register.ID) { b.company = rec.(*crm.Organisation) }),
			all(crm.Products.Register, func(rec register.Record, id register.ID) {
				b.products, b.productNames[id] = append(b.products, id), rec.(*crm.Product).Name
			}),
			all(crm.Regions.Register, func(rec register.Record, id register.ID) {
				country, _, _ := strings.Cut(lower(rec.(*crm.Region).Code), "-")
				b.regions[country] = append(b.regions[country], id)
			}),
			all(crm.DealKinds.Register, func(rec register.Record, id register.ID) {
				if b.kind == 0 && rec.(*crm.DealKind).Mode == crm.ManualStages {
					b.kind = register.Ref[crm.DealKind](id)
				}
			}),
			all(crm.Stages.Register, func(rec register.Record, id register.ID) {
				switch stage := rec.(*crm.Stage); {
				case stage.Kind != b.kind || stage.Pipeline != 0:
				case stage.Outcome == crm.Won:
					b.won = id
				case stage.Outcome == crm.Lost:
					b.lost = id
				default:
					b.open = append(b.open, id)
				}
			}),
		)
	})
}

// seedCompany makes the company, its people in their teams, its products and
// the rates of money.
func seedCompany(ctx context.Context, st *store.Store, partners int64, seed uint64, password string) error {
	hash, err := secret.NewPasswords().Hash(ctx, password)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	return st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		admin, err := crm.Start(ctx, tx, crm.Setup{
			Company: "Промінь", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv",
			Surname: "Шевчук", Given: "Олена", Email: benchEmail,
		})
		if err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, admin.ID, hash); err != nil {
			return err
		}
		if err := seedPeople(ctx, tx, rng, int(min(max(partners/1500, 8), 120)), hash); err != nil {
			return err
		}
		for currency, price := range map[string]money.Price{"EUR": 48_3100, "USD": 41_6500} {
			if err := tx.Save(ctx, &crm.Rate{Currency: currency, Day: "2020-01-01", Units: 1, Price: price}); err != nil {
				return err
			}
		}
		for i := range 200 {
			p := &crm.Product{
				Name:  often(rng, lines("Насос, Кабель, Двигун, Підшипник, Фільтр, Клапан, Редуктор, Датчик, Щит, Конвеєр")) + fmt.Sprintf(" %s-%d", often(rng, latin.first), 10+i),
				Price: money.New(int64(1+rng.IntN(5000))*100, "UAH"),
			}
			if err := tx.Save(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func seedPeople(ctx context.Context, tx *store.Tx, rng *rand.Rand, people int, password string) error {
	manager, err := register.First(ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, "manager"))
	if err != nil {
		return err
	}
	var teams []register.Ref[crm.Team]
	for _, town := range ukrainian.towns[:6] {
		t := &crm.Team{Name: town, Office: town}
		if err := tx.Save(ctx, t); err != nil {
			return err
		}
		teams = append(teams, register.Ref[crm.Team](t.ID))
	}
	for i := range people {
		u := &crm.User{
			Team: teams[i%len(teams)], Position: "Менеджер", Email: fmt.Sprintf("manager%d@dossier.example", i+1),
			Roles: register.Refs[crm.Role]{register.Ref[crm.Role](manager.ID)},
		}
		u.Surname, u.Given, u.Patronymic, _ = ukrainian.person(rng)
		if err := tx.Save(ctx, u); err != nil {
			return err
		}
		if u.Email == benchSeller {
			if err := tx.SetPassword(ctx, u.ID, password); err != nil {
				return err
			}
		}
	}
	return nil
}
