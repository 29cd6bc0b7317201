package browser_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// What the first visit and the next page may cost, headers included.
const (
	firstBytes    = 100 << 10
	firstRequests = 10
	nextBytes     = 12 << 10
	mostNodes     = 1800
)

// TestPagesKeepTheirBudgets opens pages as one does who was never here, and
// then goes on to the next page of a full list.
func TestPagesKeepTheirBudgets(t *testing.T) {
	onSmall(t, func(w *world) {
		w.crowd(160)
		paths := []string{
			"/sign-in", "/clients", "/deals", fmt.Sprintf("/partners/%d", w.partners[0].ID), fmt.Sprintf("/deals/%d", w.deals[0].ID),
			"/partners/new?roles=client", fmt.Sprintf("/partners/%d/edit", w.partners[0].ID), "/profile", "/settings",
		}
		for _, path := range paths {
			w.Run(path, func(t *testing.T) {
				who := w.admin
				if path == "/sign-in" {
					who = &person{}
				}
				b := w.as(t, who)
				b.open(path)
				b.settled()
				bytes, requests := b.spent()
				t.Logf("%d bytes in %d requests", bytes, len(requests))
				if bytes > firstBytes || len(requests) > firstRequests {
					t.Errorf("the first visit costs %d bytes in %d requests:\n%s", bytes, len(requests), strings.Join(requests, "\n"))
				}
			})
		}
		w.Run("the next page", func(t *testing.T) {
			b := w.as(t, w.admin)
			b.open("/clients")
			b.settled()
			if nodes := b.count("*"); b.count("tbody tr") != 50 || nodes > mostNodes {
				t.Errorf("%d rows are %d elements, the limit is %d", b.count("tbody tr"), nodes, mostNodes)
			}
			next := b.read(`document.querySelector('a[href*="after="]').getAttribute('href')`)
			b.answers()
			b.open(next)
			b.settled()
			bytes, requests := b.spent()
			t.Logf("%d bytes in %d requests", bytes, len(requests))
			if bytes > nextBytes || len(requests) > 1 {
				t.Errorf("the next page costs %d bytes in %d requests:\n%s", bytes, len(requests), strings.Join(requests, "\n"))
			}
		})
	})
}

// spent is what came over the wire since the last time; what the browser had
// already costs nothing.
func (b *tab) spent() (bytes int64, requests []string) {
	b.Helper()
	for _, a := range b.answers() {
		if a.cached || a.bytes == 0 || strings.HasPrefix(a.address, "data:") {
			continue
		}
		bytes += a.bytes
		u, err := url.Parse(a.address)
		if err != nil {
			b.Fatal(err)
		}
		requests = append(requests, fmt.Sprintf("%6d %s", a.bytes, u.RequestURI()))
	}
	return bytes, requests
}

// crowd makes so many more clients.
func (w *world) crowd(n int) {
	w.Helper()
	towns := []string{"Полтава", "Тернопіль", "Кривий Ріг", "Благоевград", "Стара Загора", "Ужгород", "Хмельницький"}
	trades := []string{"Меблевий салон", "Будівельна фірма", "Готель", "Ресторан", "Мебелна къща", "Проєктне бюро"}
	var recs []register.Record
	for i := range n {
		recs = append(recs, &crm.Partner{
			Name: fmt.Sprintf("%s «%s-%d»", trades[i%len(trades)], towns[i%len(towns)], i+1), Roles: crm.PartnerRoles{crm.ClientRole}, Country: "ua",
			Responsible: register.Ref[crm.User]([]*person{w.anna, w.borys, w.vira}[i%3].ID),
		})
	}
	w.save(recs...)
}
