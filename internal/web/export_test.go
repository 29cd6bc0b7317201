package web_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestAListIsExportedAsItIsShown(t *testing.T) {
	onOffice(t, func(o *office) {
		o.must(o.st.Do(o.ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			for _, p := range []*crm.Partner{
				{Name: "=SUM(A1)", Roles: crm.PartnerRoles{crm.ClientRole}, Country: "ua", PaymentDays: 14},
				{Name: "Крок", Roles: crm.PartnerRoles{crm.ClientRole}, Country: "bg"},
				{Name: "Постачальник", Roles: crm.PartnerRoles{crm.SupplierRole}, Country: "ua"},
			} {
				if err := tx.Save(o.ctx, p); err != nil {
					return err
				}
			}
			return nil
		}))
		const list = "/clients/export?country=ua&columns=country,payment_days,roles"
		if page := text(o, o.get(list).body); !strings.Contains(page, "1 row, 4 columns") {
			o.Errorf("the question does not say how much there is: %s", page)
		}
		r := o.get(list + "&format=csv")
		if got, want := r.body, "\uFEFFClient,Country,\"Preferred payment term, days\",Roles\r\n'=SUM(A1),Ukraine,14,Client\r\n"; got != want {
			o.Errorf("%q, wanted %q", got, want)
		}
		if h := r.Header.Get("Content-Disposition"); !strings.HasPrefix(h, "attachment; filename=clients-") {
			o.Errorf("it is to be shown: %s", h)
		}
		sum := sha256.Sum256([]byte(r.body))
		o.audited("export", `"columns":["name","country","payment_days","roles"]`, `"filter":["country"]`, `"rows":1`, hex.EncodeToString(sum[:]))
		book := o.get("/partners/export?format=xlsx").body
		z, err := zip.NewReader(bytes.NewReader([]byte(book)), int64(len(book)))
		if err != nil || len(z.File) == 0 {
			o.Errorf("no workbook: %v", err)
		}
		if r := o.send("GET", "/partners/export?format=exe", nil); r.StatusCode != 400 {
			o.Errorf("another format: %d", r.StatusCode)
		}
	})
}

// audited wants a line of the audit log with some facts.
func (o *office) audited(act string, facts ...string) {
	o.Helper()
	lines, err := o.st.AuditLog(o.ctx, store.AuditQuery{Act: act, Most: 20})
	o.must(err)
	for _, l := range lines {
		said, err := json.Marshal(l.Facts)
		o.must(err)
		ok := true
		for _, f := range facts {
			ok = ok && strings.Contains(string(said), f)
		}
		if ok {
			return
		}
	}
	o.Errorf("no line %s says %v: %v", act, facts, lines)
}

func TestExportNeedsItsOwnRight(t *testing.T) {
	onOffice(t, func(o *office) {
		o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
			role, err := register.First(o.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, "manager"))
			if err != nil {
				return err
			}
			u := &crm.User{Surname: "Мельник", Email: "melnyk@promin.example", Roles: register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}}
			if err := tx.Save(o.ctx, u); err != nil {
				return err
			}
			o.cookie, err = tx.SignIn(o.ctx, store.Session{User: u.ID, Method: "password"}, 1e12)
			return err
		}))
		for _, path := range []string{"/partners/export", "/partners/export?format=csv", "/clients/export?format=xlsx&sure=1"} {
			if r := o.send("GET", path, nil); r.StatusCode != 403 {
				o.Errorf("%s: %d", path, r.StatusCode)
			}
		}
	})
}

func TestALongExportHoldsEachRowOnceInItsOrder(t *testing.T) {
	onOffice(t, func(o *office) {
		var want []string
		o.must(o.st.Do(o.ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			for i := range 1100 {
				name := fmt.Sprintf("Крамниця %04d", i)
				want = append(want, name)
				if err := tx.Save(o.ctx, &crm.Product{Name: name}); err != nil {
					return err
				}
			}
			return nil
		}))
		o.pages.Hasty() // every page of rows is read on its own
		var got []string
		for line := range strings.Lines(o.get("/products/export?format=csv&columns=kind&sort=name").body) {
			name, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), "\uFEFF"), ",")
			got = append(got, name)
		}
		if !slices.Equal(got[1:], want) {
			o.Errorf("%d rows, the first %v", len(got)-1, got[:min(len(got), 3)])
		}
	})
}
