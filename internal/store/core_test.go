package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

var ctx = context.Background()

// onPlanets runs a test over an empty register of planets on each database.
func onPlanets(t *testing.T, test func(t *testing.T, st *store.Store)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		test(t, open(storetest.Registers(planets.Register)))
	})
}

func write(t *testing.T, st *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := st.Write(ctx, register.Program, register.ByProgram, fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, st *store.Store, actor register.Actor, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := st.Read(ctx, actor, fn); err != nil {
		t.Fatal(err)
	}
}

func save(t *testing.T, st *store.Store, recs ...register.Record) {
	t.Helper()
	write(t, st, func(tx *store.Tx) error {
		for _, rec := range recs {
			if err := tx.Save(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

func full() *planet {
	return &planet{
		Name: "Сатурн", About: "Має кільця", Mail: "saturn@example.com", Call: "+380441234567", Moons: 146, Ringed: true,
		Cost: money.New(128_600_050, "UAH"), CostBase: 128_600_050, Fare: 240_000, Mass: 5_683, Water: 200_000, FoundOn: "1610-07-25",
		SeenAt: time.Date(2026, 11, 22, 8, 30, 15, 120e6, time.UTC), Sort: "giant", Gases: planetGases{"methane", "helium"},
		Order: register.Link{Register: "planet", ID: 1}, Picture: register.File{Name: "с.png", Type: "image/png"},
		Called:   register.Names{Uk: "Сатурн", En: "Saturn"},
		Stations: register.Parts[station]{{Code: "A1", Crew: 3, Contact: "+380501112233"}, {Code: "B2"}},
	}
}

func TestARecordComesBackAsItWasSaved(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		sun := &planet{Name: "Сонце"}
		save(t, st, sun)
		want := full()
		hash, size, err := st.PutFile(ctx, strings.NewReader("content"), 100)
		if err != nil {
			t.Fatal(err)
		}
		want.Picture.Hash, want.Picture.Size = hash, size
		want.Star, want.Neighbours = register.Ref[planet](sun.ID), register.Refs[planet]{register.Ref[planet](sun.ID)}
		save(t, st, want)
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](want.ID))
			if err != nil {
				return err
			}
			r := st.Schema().Of(got)
			for _, f := range r.Fields {
				if !f.Same(f.Value(want), f.Value(got)) {
					t.Errorf("%s: saved %v, read %v", f.Name, f.Value(want), f.Value(got))
				}
			}
			if got.Version != 1 || got.CreatedAt.IsZero() || len(got.Stations) != 2 || got.Stations[0].ID == 0 {
				t.Errorf("%+v", got.Base)
			}
			return nil
		})
	})
}

func TestPartsAreChangedOneByOne(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := full()
		p.Order = register.Link{}
		save(t, st, p)
		kept := p.Stations[1].ID
		p.Stations = register.Parts[station]{p.Stations[1], {Code: "C3"}}
		p.Stations[0].Crew = 9
		save(t, st, p)
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](p.ID))
			if err != nil {
				return err
			}
			if len(got.Stations) != 2 || got.Stations[0].ID != kept || got.Stations[0].Crew != 9 || got.Stations[1].Code != "C3" {
				t.Errorf("%+v", got.Stations)
			}
			return nil
		})
	})
}

func TestAPartialRecordKeepsItsParts(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := full()
		p.Order = register.Link{}
		save(t, st, p)
		write(t, st, func(tx *store.Tx) error {
			list, err := register.Select(ctx, tx, planets, register.Query{})
			if err != nil {
				return err
			}
			list[0].Moons = 147
			return tx.Save(ctx, list[0])
		})
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](p.ID))
			if err == nil && (got.Moons != 147 || len(got.Stations) != 2) {
				t.Errorf("%+v", got)
			}
			return err
		})
	})
}

func TestAFragmentIsReadInPartAndNeverSaved(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := full()
		p.Order = register.Link{}
		save(t, st, p)
		err := st.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error {
			list, err := register.Select(ctx, tx, planets, register.Query{Only: []string{"moons", "stations"}, Whole: true})
			if err != nil {
				return err
			}
			if got := list[0]; got.Moons != p.Moons || len(got.Stations) != 2 || got.Name != "" || got.Version != 1 {
				t.Errorf("%+v", got)
			}
			list[0].Moons++
			return tx.Save(ctx, list[0])
		})
		if err == nil {
			t.Error("a record was saved of which only some fields were read")
		}
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](p.ID))
			if err == nil && (got.Name != p.Name || got.Moons != p.Moons) {
				t.Errorf("%+v", got)
			}
			return err
		})
	})
}

func TestAStaleSaveIsRefused(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := &planet{Name: "Марс"}
		save(t, st, p)
		mine, theirs := *p, *p
		theirs.Moons = 2
		save(t, st, &theirs)
		mine.Moons = 3
		err := st.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error { return tx.Save(ctx, &mine) })
		if !errors.Is(err, register.ErrStale) {
			t.Errorf("got %v", err)
		}
	})
}

func TestSavingWhatIsSaidAlreadyChangesNothing(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := &planet{Name: "Марс"}
		save(t, st, p)
		save(t, st, p)
		if p.Version != 1 {
			t.Errorf("version %d", p.Version)
		}
	})
}

func TestTextsAreHeldToTheirForm(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		for _, c := range []struct{ name, key string }{
			{"", "required"},
			{"a\x00b", "text_has_control"},
			{"a\u202eb", "text_has_direction"},
			{string([]byte{'a', 0xff}), "text_not_utf8"},
			{string(make([]rune, 0, 1)) + fmt.Sprintf("%0400d", 1), "too_long"},
		} {
			err := st.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error { return tx.Save(ctx, &planet{Name: c.name}) })
			var p *register.Problems
			if !errors.As(err, &p) || p.List[0].Field != "name" || p.List[0].Key != c.key {
				t.Errorf("%q: %v", c.name, err)
			}
		}
	})
}

func TestFilters(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		sun := &planet{Name: "Сонце", Sort: "rocky"}
		save(t, st, sun)
		saturn := full()
		saturn.Star, saturn.Neighbours, saturn.Order = register.Ref[planet](sun.ID), register.Refs[planet]{register.Ref[planet](sun.ID)}, register.Link{Register: "planet", ID: sun.ID}
		mars := &planet{Name: "Марс", Moons: 2, Sort: "rocky", FoundOn: "2026-11-20", SeenAt: storetest.Noon.Add(-48 * time.Hour), Gases: planetGases{"oxygen"}}
		save(t, st, saturn, mars)
		for _, c := range []struct {
			query string
			want  []string
		}{
			{"name=марс", []string{"Марс"}},
			{"name.has=атур", []string{"Сатурн"}},
			{"name.has=ат", nil},
			{"name.starts=са", []string{"Сатурн"}},
			{"name.ne=Марс", []string{"Сатурн", "Сонце"}},
			{"name.in=Марс,Сонце", []string{"Марс", "Сонце"}},
			{"moons.ge=2", []string{"Марс", "Сатурн"}},
			{"moons.gt=2&moons.lt=200", []string{"Сатурн"}},
			{"cost.ge=9000.00 UAH", []string{"Сатурн"}},
			{"cost.ge=9000.00 EUR", nil},
			{"cost.unset=", []string{"Марс", "Сонце"}},
			{"ringed=true", []string{"Сатурн"}},
			{"found_on.within=last7", []string{"Марс"}},
			{"found_on.le=2000-01-01", []string{"Сатурн"}},
			{"seen_at.within=last7", []string{"Марс", "Сатурн"}},
			{"seen_at.within=today", []string{"Сатурн"}},
			{"sort.in=giant", []string{"Сатурн"}},
			{"sort.notin=giant", []string{"Марс", "Сонце"}},
			{"gases.has=oxygen", []string{"Марс"}},
			{"gases.has=helium", []string{"Сатурн"}},
			{"star=" + fmt.Sprint(sun.ID), []string{"Сатурн"}},
			{"star.set=", []string{"Сатурн"}},
			{"star.ne=" + fmt.Sprint(sun.ID), []string{"Марс", "Сонце"}},
			{"star.name=Сонце", []string{"Сатурн"}},
			{"star.sort.in=rocky", []string{"Сатурн"}},
			{"neighbours.has=" + fmt.Sprint(sun.ID), []string{"Сатурн"}},
			{"neighbours.name=сонце", []string{"Сатурн"}},
			{"stations.crew.ge=3", []string{"Сатурн"}},
			{"stations.contact.has=050 111", []string{"Сатурн"}},
			{"order=planet:" + fmt.Sprint(sun.ID), []string{"Сатурн"}},
			{"called.has=Saturn", []string{"Сатурн"}},
			{"q=САТУ", []string{"Сатурн"}},
			{"q=501112233", []string{"Сатурн"}},
			{"q=кільця сатурн", []string{"Сатурн"}},
			{"q=са", []string{"Сатурн"}},
			{"id.in=" + fmt.Sprintf("%d,%d", sun.ID, mars.ID), []string{"Марс", "Сонце"}},
			{"created_at.within=today", []string{"Марс", "Сатурн", "Сонце"}},
			{`filter={"any":[{"field":"moons","op":"eq","value":"2"},{"field":"ringed","op":"eq","value":"true"}]}`, []string{"Марс", "Сатурн"}},
			{`filter={"not":{"field":"star","op":"set"}}`, []string{"Марс", "Сонце"}},
		} {
			values, err := url.ParseQuery(c.query)
			if err != nil {
				t.Fatal(err)
			}
			f, err := register.ParseFilter(st.Schema().Named("planet"), values)
			if err != nil {
				t.Errorf("%s: %v", c.query, err)
				continue
			}
			err = st.Read(ctx, register.Program, func(tx *store.Tx) error {
				list, err := register.Select(ctx, tx, planets, register.Query{Filter: f, Limit: 50})
				if err != nil {
					return err
				}
				var got []string
				for _, p := range list {
					got = append(got, p.Name)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s: %v, want %v", c.query, got, c.want)
				}
				n, err := tx.Count(ctx, planets.Register, f, 10)
				if err == nil && n != len(c.want) {
					t.Errorf("%s: counted %d, want %d", c.query, n, len(c.want))
				}
				return err
			})
			if err != nil {
				t.Errorf("%s: %v", c.query, err)
			}
		}
	})
}

func TestPagesLeadForthAndBack(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		names := []string{"Ґанок", "Єнот", "Їжак", "Іва", "Яна", "Ґудзик", "Гора", "Ева", "Зоря", "Ева", "Аґрус"}
		for i, n := range names {
			save(t, st, &planet{Name: n, Moons: int64(i % 3), FoundOn: register.Date(fmt.Sprintf("2026-01-%02d", 1+i%4))})
		}
		for _, sort := range []string{"name", "-name", "moons,-name", "-found_on,moons", "-id", "created_at"} {
			keys, err := register.ParseSort(planets.Register, sort)
			if err != nil {
				t.Fatal(err)
			}
			read(t, st, register.Program, func(tx *store.Tx) error {
				whole, err := tx.Page(ctx, planets.Register, register.Query{Sort: keys, Limit: 100})
				if err != nil {
					return err
				}
				want := idsOf(whole.Records)
				var got []register.ID
				var pages []store.Page
				q := register.Query{Sort: keys, Limit: 4}
				for {
					p, err := tx.Page(ctx, planets.Register, q)
					if err != nil {
						return err
					}
					pages, got = append(pages, p), append(got, idsOf(p.Records)...)
					if p.Next.IsZero() {
						break
					}
					if q.From, err = register.ParseCursor(p.Next.String(), false); err != nil {
						return err
					}
				}
				if !slices.Equal(got, want) || len(pages) != 3 {
					t.Errorf("%s forth: %v, want %v", sort, got, want)
				}
				for i := len(pages) - 1; i > 0; i-- {
					q.From, err = register.ParseCursor(pages[i].Previous.String(), true)
					if err != nil {
						return err
					}
					p, err := tx.Page(ctx, planets.Register, q)
					if err != nil {
						return err
					}
					if !slices.Equal(idsOf(p.Records), idsOf(pages[i-1].Records)) || p.Next.IsZero() {
						t.Errorf("%s back to %d: %v", sort, i-1, idsOf(p.Records))
					}
				}
				if !pages[0].Previous.IsZero() {
					t.Errorf("%s: something before the first page", sort)
				}
				return nil
			})
		}
	})
}

func idsOf(recs []register.Record) []register.ID {
	var out []register.ID
	for _, rec := range recs {
		out = append(out, register.BaseOf(rec).ID)
	}
	return out
}

func TestNamesAreInTheOrderOfTheAlphabet(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		for _, n := range []string{"Яна", "Їжак", "Ґанок", "Гора", "Іва", "ева", "Єнот", "Зоря"} {
			save(t, st, &planet{Name: n})
		}
		read(t, st, register.Program, func(tx *store.Tx) error {
			list, err := register.Select(ctx, tx, planets, register.Query{})
			var got []string
			for _, p := range list {
				got = append(got, p.Name)
			}
			if want := []string{"Гора", "Ґанок", "ева", "Єнот", "Зоря", "Іва", "Їжак", "Яна"}; !slices.Equal(got, want) {
				t.Error(got)
			}
			return err
		})
	})
}

func TestSumsAndGroups(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		save(t, st,
			&planet{Name: "А", Sort: "rocky", Cost: money.Of(10, "UAH")}, &planet{Name: "Б", Sort: "rocky", Cost: money.Of(5, "EUR")},
			&planet{Name: "В", Sort: "giant", Cost: money.Of(7, "UAH")}, &planet{Name: "Г", Sort: "giant"})
		read(t, st, register.Program, func(tx *store.Tx) error {
			sum, err := tx.Sum(ctx, planets.Register, nil, "cost")
			if err != nil {
				return err
			}
			if want := []money.Money{money.Of(5, "EUR"), money.Of(17, "UAH")}; !slices.Equal(sum.Money, want) {
				t.Errorf("sum %v", sum.Money)
			}
			groups, err := tx.Group(ctx, planets.Register, register.Grouping{By: []string{"sort"}, Sum: "cost"})
			if err != nil {
				return err
			}
			if len(groups) != 2 || groups[0].Keys[0] != "giant" || groups[0].Count != 2 || len(groups[1].Total.Money) != 2 || groups[1].Count != 2 {
				t.Errorf("groups %+v", groups)
			}
			return nil
		})
	})
}

// clerk sees the open class and rows of his own star.
type clerk struct{ star register.ID }

func (c clerk) User() register.ID { return c.star }
func (clerk) Name() string        { return "clerk" }
func (clerk) Team() []register.ID { return nil }
func (clerk) Sees(_ *register.Register, c register.Class) bool {
	return c == register.Open
}

func (clerk) Edits(_ *register.Register, c register.Class) bool { return c == register.Open }

func (c clerk) Rows(r *register.Register, act register.Act) register.Filter {
	if act == register.Delete {
		return register.Any{}
	}
	return register.Reached(r, act, register.Reach{Users: []register.ID{c.star}})
}

func TestAnActorMeetsHisOwnRowsAlone(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		sun := &planet{Name: "Сонце"}
		save(t, st, sun)
		mine := &planet{Name: "Марс", Star: register.Ref[planet](sun.ID), About: "таємниця", Call: "+380441234567"}
		other := &planet{Name: "Плутон", About: "таємниця"}
		save(t, st, mine, other)
		me := clerk{sun.ID}
		err := st.Write(ctx, me, register.ByForm, func(tx *store.Tx) error {
			if _, err := tx.Load(ctx, planets.Register, other.ID); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("another's row: %v", err)
			}
			list, err := tx.Select(ctx, planets.Register, register.Query{})
			if err != nil || len(list) != 1 {
				t.Errorf("list %d %v", len(list), err)
			}
			if n, _ := tx.Count(ctx, planets.Register, register.Asked{Filter: register.Mentions{Words: "таємниця"}}, 9); n != 0 {
				t.Error("found by a hidden text")
			}
			for _, own := range []register.Filter{
				register.Eq(&planets.Row.Star, register.Ref[planet](sun.ID)),
				register.In(&planets.Row.Star, register.Ref[planet](sun.ID), register.Ref[planet](other.ID)),
				register.Not{Filter: register.Eq(&planets.Row.Star, register.Ref[planet](other.ID))},
				register.Any{register.Eq(&planets.Row.Star, register.Ref[planet](sun.ID)), register.ByID(other.ID)},
			} {
				if list, err := tx.Select(ctx, planets.Register, register.Query{Filter: own}); err != nil || len(list) != 1 {
					t.Errorf("list of his own by %v: %d %v", own, len(list), err)
				}
			}
			var hidden register.HiddenField
			f, err := register.ParseFilter(planets.Register, url.Values{"call.has": {"044"}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Select(ctx, planets.Register, register.Query{Filter: f}); !errors.As(err, &hidden) {
				t.Errorf("filter by a hidden field: %v", err)
			}
			if _, err := tx.Group(ctx, planets.Register, register.Grouping{By: []string{"call"}}); !errors.As(err, &hidden) {
				t.Errorf("group by a hidden field: %v", err)
			}
			gone := *other
			gone.Name = "Мій"
			if err := tx.Save(ctx, &gone); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("saving another's row: %v", err)
			}
			if err := tx.Delete(ctx, mine); !errors.Is(err, register.ErrForbidden) {
				t.Errorf("deleting without the right: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = st.Write(ctx, me, register.ByForm, func(tx *store.Tx) error {
			given := *mine
			given.Star = 0
			return tx.Save(ctx, &given)
		})
		if !errors.Is(err, register.ErrForbidden) {
			t.Errorf("giving a row away: %v", err)
		}
		err = st.Write(ctx, me, register.ByForm, func(tx *store.Tx) error { return tx.Save(ctx, &planet{Name: "Нічия"}) })
		if !errors.Is(err, register.ErrForbidden) {
			t.Errorf("making a row for nobody: %v", err)
		}
		err = st.Write(ctx, me, register.ByForm, func(tx *store.Tx) error {
			linked := *mine
			linked.Neighbours = register.Refs[planet]{register.Ref[planet](other.ID)}
			return tx.Save(ctx, &linked)
		})
		var p *register.Problems
		if !errors.As(err, &p) || p.List[0].Key != "unknown_reference" {
			t.Errorf("pointing at another's row: %v", err)
		}
	})
}

func TestHistoryVisitsAndAuditAreKept(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		p := &planet{Name: "Марс"}
		save(t, st, p)
		p.Name = "Арес"
		save(t, st, p)
		write(t, st, func(tx *store.Tx) error { return tx.Archive(ctx, p, true) })
		read(t, st, register.Program, func(tx *store.Tx) error {
			lines, err := tx.History(ctx, planets.Register, p.ID, 0, 10)
			if err != nil {
				return err
			}
			if len(lines) != 3 || lines[0].Now != "archived" || lines[1].Field != "name" || lines[1].Was != "Марс" || lines[1].Now != "Арес" || lines[2].Now != "created" {
				t.Errorf("%+v", lines)
			}
			return nil
		})
	})
}

func TestAUnitOfWorkIsUndone(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		old, edited := &planet{Name: "Старий", Moons: 1}, &planet{Name: "Правлений", Moons: 1}
		save(t, st, old, edited)
		made := full()
		made.Order = register.Link{}
		write(t, st, func(tx *store.Tx) error {
			tx.About("import:1")
			old.Moons, edited.Moons = 5, 5
			old.Stations = register.Parts[station]{{Code: "Z"}}
			for _, rec := range []register.Record{old, edited, made} {
				if err := tx.Save(ctx, rec); err != nil {
					return err
				}
			}
			return nil
		})
		edited.Moons = 9
		save(t, st, edited)
		write(t, st, func(tx *store.Tx) error {
			done, err := tx.Undo(ctx, "import:1")
			if done.Restored != 2 || done.Kept != 1 {
				t.Errorf("%+v", done)
			}
			return err
		})
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](old.ID))
			if err != nil {
				return err
			}
			if got.Moons != 1 || len(got.Stations) != 0 {
				t.Errorf("%+v", got)
			}
			if _, err := tx.Load(ctx, planets.Register, made.ID); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("what was made is still there: %v", err)
			}
			return nil
		})
	})
}

func TestASearchIsUnderstood(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		save(t, st, &planet{Name: "Карпатська меблева фабрика"}, &planet{Name: "Company of Mars"})
		for _, c := range []struct {
			typed string
			how   store.How
			n     int
		}{{"карпат", store.AsTyped, 1}, {"rfhgfn", store.OtherLayout, 1}, {"karpatska", store.Latin, 1}, {"сщьзфтн", store.OtherLayout, 1}, {"щщщщщ", store.AsTyped, 0}} {
			read(t, st, register.Program, func(tx *store.Tx) error {
				m, how, err := tx.Understand(ctx, planets.Register, c.typed)
				if err != nil {
					return err
				}
				n, err := tx.Count(ctx, planets.Register, m, 10)
				if how != c.how || n != c.n {
					t.Errorf("%s: %q, %d found", c.typed, how, n)
				}
				return err
			})
		}
	})
}

func TestCustomFieldsAreFieldsLikeOthers(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		err := st.Use(map[string][]*register.Field{"planet": {
			{Name: "x_brand", Kind: register.Text, Class: register.Open, Filterable: true, Searchable: true},
			{Name: "x_panels", Kind: register.Int, Class: register.Open, Filterable: true},
			{Name: "x_price", Kind: register.Money, Class: register.Open, Filterable: true},
			{Name: "x_day", Kind: register.Day, Class: register.Open, Filterable: true},
			{Name: "x_yes", Kind: register.Bool, Class: register.Open, Filterable: true},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range st.Schema().Named("planet").Fields {
			if f.Custom {
				if err := st.IndexCustom(ctx, planets.Register, f); err != nil {
					t.Fatal(err)
				}
			}
		}
		p := &planet{Name: "Марс"}
		p.Custom = map[string]any{"x_brand": "Longi", "x_panels": int64(12), "x_price": money.Of(3, "EUR"), "x_day": "2026-11-22", "x_yes": true}
		save(t, st, p, &planet{Name: "Плутон"})
		for _, q := range []string{"x_brand=Longi", "x_panels.ge=12", "x_price.ge=2.00 EUR", "x_day.within=today", "x_yes=true", "x_brand.set=", "q=long"} {
			values, _ := url.ParseQuery(q)
			read(t, st, register.Program, func(tx *store.Tx) error {
				f, err := register.ParseFilter(st.Schema().Named("planet"), values)
				if err != nil {
					return err
				}
				list, err := register.Select(ctx, tx, planets, register.Query{Filter: f, Limit: 5, Sort: []register.Sort{{Field: "x_panels", Down: true}}})
				if err != nil || len(list) != 1 || list[0].Custom["x_panels"] != int64(12) || list[0].Custom["x_price"] != money.Of(3, "EUR") {
					t.Errorf("%s: %d %v", q, len(list), err)
				}
				return nil
			})
		}
		if err := st.Use(nil); err != nil {
			t.Fatal(err)
		}
		write(t, st, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](p.ID))
			if err != nil {
				return err
			}
			got.Moons = 2
			return tx.Save(ctx, got)
		})
		if err := st.Use(map[string][]*register.Field{"planet": {{Name: "x_panels", Kind: register.Int, Class: register.Open}}}); err != nil {
			t.Fatal(err)
		}
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := register.Load(ctx, tx, planets, register.Ref[planet](p.ID))
			if err == nil && got.Custom["x_panels"] != int64(12) {
				t.Errorf("the value of a field taken away and brought back: %v", got.Custom)
			}
			return err
		})
	})
}

func TestAFileThatIsGoneIsRefused(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		lost := &planet{Name: "Марс", Picture: register.File{Hash: strings.Repeat("a", 64), Name: "x.png"}}
		err := st.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error { return tx.Save(ctx, lost) })
		var p *register.Problems
		if !errors.As(err, &p) || p.List[0].Field != "picture" || p.List[0].Key != "file_gone" {
			t.Errorf("got %v", err)
		}
	})
}
