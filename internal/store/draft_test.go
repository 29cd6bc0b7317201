package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
)

func TestADraftIsKeptUntilItsFormIs(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		if _, _, err := st.Draft(t.Context(), ann, "deal/new"); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("before there is one: %v", err)
		}
		for _, body := range []string{"name=Со", "name=Сонце"} {
			if err := st.SaveDraft(t.Context(), ann, "deal/new", body); err != nil {
				t.Fatal(err)
			}
		}
		body, at, err := st.Draft(t.Context(), ann, "deal/new")
		if err != nil || body != "name=Сонце" || !at.Equal(c.now) {
			t.Errorf("%q %v %v", body, at, err)
		}
		if _, _, err := st.Draft(t.Context(), boris, "deal/new"); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("another's: %v", err)
		}
		refused := errors.New("refused")
		err = st.Write(t.Context(), register.Program, register.ByForm, func(tx *store.Tx) error {
			return errors.Join(tx.DropDraft(t.Context(), ann, "deal/new"), refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if _, _, err := st.Draft(t.Context(), ann, "deal/new"); err != nil {
			t.Errorf("gone with a unit of work that was not kept: %v", err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.DropDraft(ctx, ann, "deal/new") })
		if _, _, err := st.Draft(t.Context(), ann, "deal/new"); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("dropped: %v", err)
		}
		if err := st.SaveDraft(t.Context(), ann, "old", "x"); err != nil {
			t.Fatal(err)
		}
		c.advance(time.Hour)
		if err := st.SweepDrafts(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		if _, _, err := st.Draft(t.Context(), ann, "old"); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("swept: %v", err)
		}
	})
}

func TestARepeatedRequestGetsItsFirstAnswer(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		ask := func(key, request string, answer store.Answer) (was *store.Answer, err error) {
			err = st.Write(t.Context(), register.Program, register.ByAPI, func(tx *store.Tx) error {
				if was, err = tx.Once(t.Context(), key, request); err != nil || was != nil {
					return err
				}
				return tx.Answer(t.Context(), key, answer)
			})
			return was, err
		}
		if was, err := ask("k", "POST /deals {}", store.Answer{Status: 201, Body: `{"id":1}`}); was != nil || err != nil {
			t.Fatalf("the first time: %v %v", was, err)
		}
		was, err := ask("k", "POST /deals {}", store.Answer{Status: 201, Body: `{"id":2}`})
		if err != nil || was == nil || *was != (store.Answer{Status: 201, Body: `{"id":1}`}) {
			t.Errorf("again: %v %v", was, err)
		}
		if _, err := ask("k", "POST /deals {1}", store.Answer{}); !errors.Is(err, store.ErrKeyReused) {
			t.Errorf("another request: %v", err)
		}
		c.advance(24 * time.Hour)
		if err := st.SweepAnswers(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		if was, err := ask("k", "POST /deals {}", store.Answer{Status: 201}); was != nil || err != nil {
			t.Errorf("a day later: %v %v", was, err)
		}
	})
}

func TestARequestThatFailedMayBeRepeated(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		for range 2 {
			err := st.Write(t.Context(), register.Program, register.ByAPI, func(tx *store.Tx) error {
				was, err := tx.Once(t.Context(), "k", "POST /deals {}")
				if was != nil || err != nil {
					t.Errorf("%v %v", was, err)
				}
				return register.Refuse("required")
			})
			if err == nil {
				t.Error("kept what was refused")
			}
		}
	})
}

func TestOfManyEqualRequestsAtOnceOneIsDone(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		var all sync.WaitGroup
		var mu sync.Mutex
		done, same := 0, 0
		for range 20 {
			all.Go(func() {
				err := st.Write(t.Context(), register.Program, register.ByAPI, func(tx *store.Tx) error {
					was, err := tx.Once(t.Context(), "k", "POST /deals {}")
					if err != nil {
						return err
					}
					mu.Lock()
					defer mu.Unlock()
					if was != nil {
						same++
						return nil
					}
					done++
					return tx.Answer(t.Context(), "k", store.Answer{Status: 201, Body: "1"})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 || same != 19 {
			t.Errorf("%d done, %d answered from before", done, same)
		}
	})
}

func TestASettingIsReadAsItWasMade(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		type company struct{ Name, Currency string }
		got := company{Name: "unnamed"}
		if err := st.Setting(t.Context(), "company", &got); err != nil || got.Name != "unnamed" {
			t.Errorf("never made: %v %v", got, err)
		}
		told := 0
		st.OnChange(func(name string) {
			if name == store.SettingsChanged {
				told++
			}
		})
		want := company{"Сонце й Дах", "UAH"}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Set(ctx, "company", want); err != nil {
				return err
			}
			return tx.Setting(ctx, "company", &got)
		})
		if got != want || told != 1 {
			t.Errorf("within the unit of work: %v, told %d times", got, told)
		}
		var again company
		if err := st.Setting(t.Context(), "company", &again); err != nil || again != want {
			t.Errorf("afterwards: %v %v", again, err)
		}
	})
}
