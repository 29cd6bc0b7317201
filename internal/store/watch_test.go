package store_test

import (
	"context"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestANodeHearsWithinASecondWhatAnotherChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		here := open(storetest.Registers(planets.Register), storetest.Node("here"))
		there := open(storetest.Registers(planets.Register), storetest.Node("there"))

		heard := make(chan string, 1000)
		here.OnChange(func(name string) { heard <- name })
		listening, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- here.Watch(listening) }()
		await := func(want string) {
			t.Helper()
			late := time.After(time.Second)
			for {
				select {
				case name := <-heard:
					if name == want {
						return
					}
				case <-late:
					t.Fatalf("%q is not heard of", want)
				}
			}
		}
		await("") // what changed before it listened is not known

		keep(t, there, func(ctx context.Context, tx *store.Tx) error {
			return tx.Save(ctx, &planet{Name: "Марс", Mail: "mars@example.org"})
		})
		await("planet")
		keep(t, there, func(ctx context.Context, tx *store.Tx) error { return tx.Set(ctx, "company", "Сонце") })
		await(store.SettingsChanged)
		enqueue(t, there, register.Job{Kind: "mail"})
		await(store.JobsChanged)

		stop()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Error("it listens on")
		}
	})
}
