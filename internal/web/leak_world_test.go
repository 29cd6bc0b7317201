package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// canary is a text or a number that stands in one place alone: a field of a
// class in a record of a register that is somebody's. Where it turns up, that
// field was read.
type canary struct {
	register string
	owner    string // anna, vira; empty is everybody's
	class    register.Class
}

// aviary is a world in which every guarded place has its canary.
type aviary struct {
	*world
	pavlo   *crm.User
	perch   map[string]canary
	records map[string]map[string]register.ID // register → owner → id
	owners  map[register.Link]string
}

// word is a new canary in letters.
func (a *aviary) word(reg, owner string, class register.Class) string {
	n := len(a.perch) + 1
	letters := make([]byte, 6)
	for i := 5; i >= 0; i-- {
		letters[i] = byte('a' + n%26)
		n /= 26
	}
	text := "zq" + string(letters)
	a.perch[text] = canary{reg, owner, class}
	return text
}

// digits is a new canary of seven figures.
func (a *aviary) digits(reg, owner string, class register.Class) string {
	text := fmt.Sprintf("8317%03d", len(a.perch)+1)
	a.perch[text] = canary{reg, owner, class}
	return text
}

func (a *aviary) amount(reg, owner string, class register.Class) money.Money {
	var n int64
	fmt.Sscan(a.digits(reg, owner, class), &n)
	return money.New(n*100, "UAH")
}

// iban is an account number with a canary inside.
func (a *aviary) iban(reg, owner string) string {
	body := "305299" + "000000000000" + a.digits(reg, owner, register.Secret)
	for check := range 100 {
		text := fmt.Sprintf("UA%02d%s", check, body)
		if r := identity.Check(identity.IBAN, text, storetest.Noon); r.Valid() {
			return text
		}
	}
	a.Fatalf("no IBAN with %s", body)
	return ""
}

func (a *aviary) phones(reg, owner string) register.Parts[crm.Phone] {
	return register.Parts[crm.Phone]{{Number: "+38067" + a.digits(reg, owner, register.Contact)}}
}

func (a *aviary) emails(reg, owner string) register.Parts[crm.Email] {
	return register.Parts[crm.Email]{{Address: a.word(reg, owner, register.Contact) + "@firm.example"}}
}

// settle puts canaries into the company.
func settle(w *world) *aviary {
	w.Helper()
	a := &aviary{world: w, perch: map[string]canary{}, records: map[string]map[string]register.ID{}, owners: map[register.Link]string{}}
	w.write(func(tx *store.Tx) error {
		a.pavlo = &crm.User{Surname: "Ткач", Given: "Павло", Email: "pavlo@promin.example", Language: "en", Roles: w.role(tx, "production")}
		if err := a.keep(tx, a.pavlo, ""); err != nil {
			return err
		}
		for name, class := range map[string]crm.CustomClass{"x_open": "open", "x_mine": "personal", "x_safe": "secret"} {
			f := &crm.CustomField{Labels: register.Names{Uk: name, En: name}, Name: name, Register: "partner", Kind: "text", Class: class, Searchable: true, Filterable: true}
			if err := a.keep(tx, f, ""); err != nil {
				return err
			}
		}
		process := &crm.Process{About: crm.AboutDeals}
		process.Names = register.Names{Uk: a.word("process", "", register.Open), En: "Process"}
		if err := a.keep(tx, process, ""); err != nil {
			return err
		}
		return a.keep(tx, &crm.ProcessVersion{
			Process: register.Ref[crm.Process](process.ID), Note: a.word("process_version", "", register.Open),
			Nodes: register.Parts[crm.ProcessNode]{{Key: "a", Kind: "start", Name: a.word("process_version", "", register.Open)}},
		}, "")
	})
	for _, seller := range []*crm.User{w.anna, w.vira} {
		owner := strings.TrimSuffix(seller.Email, "@promin.example")
		rights := a.rightsOf(seller)
		w.must(w.st.Write(w.ctx, rights, register.ByForm, func(tx *store.Tx) error { return a.nest(tx, seller, owner) }))
		// What is read-only to sellers is the program's to write.
		w.write(func(tx *store.Tx) error { return a.guard(tx, owner) })
	}
	w.write(a.house)
	return a
}

func (a *aviary) rightsOf(u *crm.User) *crm.Rights {
	var staff *crm.Staff
	a.read(func(tx *store.Tx) (err error) {
		staff, err = crm.ReadStaff(a.ctx, tx)
		return err
	})
	return staff.Rights(u.ID)
}

// keep saves a record and remembers whose it is.
func (a *aviary) keep(tx *store.Tx, rec register.Record, owner string) error {
	if err := tx.AsProgram().Save(a.ctx, rec); err != nil {
		return fmt.Errorf("%T: %w", rec, err)
	}
	r := tx.Schema().Of(rec)
	if a.records[r.Name] == nil {
		a.records[r.Name] = map[string]register.ID{}
	}
	id := register.BaseOf(rec).ID
	a.records[r.Name][owner] = id
	a.owners[register.Link{Register: r.Name, ID: id}] = owner
	return nil
}

// known remembers whose the last record of a register is.
func (a *aviary) known(tx *store.Tx, r *register.Register, owner string) error {
	list, err := tx.AsProgram().Select(a.ctx, r, register.Query{Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1})
	if err != nil {
		return err
	}
	id := register.BaseOf(list[0]).ID
	if a.records[r.Name] == nil {
		a.records[r.Name] = map[string]register.ID{}
	}
	a.records[r.Name][owner] = id
	a.owners[register.Link{Register: r.Name, ID: id}] = owner
	return nil
}

// nest makes what is a seller's own.
func (a *aviary) nest(tx *store.Tx, seller *crm.User, owner string) error {
	p := &crm.Partner{
		Name: a.word("partner", owner, register.Open), Roles: crm.PartnerRoles{crm.ClientRole, crm.SupplierRole, crm.CompetitorRole},
		Responsible: register.Ref[crm.User](seller.ID), Note: a.word("partner", owner, register.Open),
		Phones: a.phones("partner", owner), Emails: a.emails("partner", owner),
		Messengers: register.Parts[crm.Messenger]{{Kind: "telegram", Address: a.word("partner", owner, register.Contact)}},
	}
	p.Custom = map[string]any{
		"x_open": a.word("partner", owner, register.Open), "x_mine": a.word("partner", owner, register.Personal), "x_safe": a.word("partner", owner, register.Secret),
	}
	if err := a.keep(tx, p, owner); err != nil {
		return err
	}
	about := register.Link{Register: "partner", ID: p.ID}
	c := &crm.Contact{
		Surname: a.word("contact", owner, register.Open), Position: a.word("contact", owner, register.Open), Partner: register.Ref[crm.Partner](p.ID),
		Phones: a.phones("contact", owner), Emails: a.emails("contact", owner), Note: a.word("contact", owner, register.Personal),
	}
	d := &crm.Deal{
		Name: a.word("deal", owner, register.Open), Partner: register.Ref[crm.Partner](p.ID), Responsible: register.Ref[crm.User](seller.ID),
		Amount: a.amount("deal", owner, register.Prices), Note: a.word("deal", owner, register.Open),
		Participants: register.Parts[crm.DealParticipant]{{
			Partner: register.Ref[crm.Partner](p.ID), Role: "client", Attitude: "opponent", Influence: "high", Comment: a.word("deal", owner, register.Personal),
		}},
		Rivals: register.Parts[crm.DealRival]{{
			Partner: register.Ref[crm.Partner](p.ID), Price: a.amount("deal", owner, register.Prices), Strengths: a.word("deal", owner, register.Prices),
		}},
	}
	claim := &crm.Claim{
		Partner: register.Ref[crm.Partner](p.ID), Kind: crm.Complaint, Severity: crm.Severe, Subject: a.word("claim", owner, register.Open),
		Text: a.word("claim", owner, register.Open), Claimed: a.amount("claim", owner, register.Prices), Responsible: register.Ref[crm.User](seller.ID),
		Steps: register.Parts[crm.ClaimStep]{{What: a.word("claim", owner, register.Open)}},
	}
	lead := &crm.Lead{
		Name: a.word("lead", owner, register.Open), Company: a.word("lead", owner, register.Open), Text: a.word("lead", owner, register.Open),
		Phone: "+38067" + a.digits("lead", owner, register.Contact), Email: a.word("lead", owner, register.Contact) + "@firm.example",
		Expected: a.amount("lead", owner, register.Prices), Responsible: register.Ref[crm.User](seller.ID),
	}
	change := &crm.StrategyChange{
		Competitor: register.Ref[crm.Partner](p.ID), Area: "price", Responsible: register.Ref[crm.User](seller.ID),
		Summary: a.word("strategy_change", owner, register.Open), Became: a.word("strategy_change", owner, register.Open),
	}
	remark := &crm.Comment{About: about, Text: a.word("comment", owner, register.Open)}
	view := &crm.SavedView{Name: a.word("saved_view", owner, register.Open), Register: "deal", Owner: register.Ref[crm.User](seller.ID), Pinned: true}
	mapping := &crm.Mapping{Name: a.word("mapping", owner, register.Open), Register: "deal", Body: "{}", Owner: register.Ref[crm.User](seller.ID)}
	kind, err := register.First(a.ctx, tx.AsProgram(), crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
	if err != nil {
		return err
	}
	call := &crm.Event{
		Type: register.Ref[crm.EventType](kind.ID), Subject: a.word("event", owner, register.Open), Text: a.word("event", owner, register.Open),
		Partner: register.Ref[crm.Partner](p.ID), Responsible: register.Ref[crm.User](seller.ID), PlannedStart: storetest.Noon.Add(24 * time.Hour),
		Place: a.word("event", owner, register.Open),
	}
	if kind, err = register.First(a.ctx, tx.AsProgram(), crm.EventTypes, register.Eq(&crm.EventTypes.Row.Meeting, true)); err != nil {
		return err
	}
	meeting := &crm.Event{
		Type: register.Ref[crm.EventType](kind.ID), Subject: a.word("event", owner, register.Open), Discussion: a.word("event", owner, register.Open),
		Partner: register.Ref[crm.Partner](p.ID), Responsible: register.Ref[crm.User](seller.ID), PlannedStart: storetest.Noon.Add(48 * time.Hour),
	}
	if err := a.keep(tx, meeting, owner); err != nil {
		return err
	}
	sheet := &crm.Preparation{
		Event: register.Ref[crm.Event](meeting.ID), Goal: a.word("preparation", owner, register.Open),
		Objections: register.Parts[crm.Objection]{{Objection: a.word("preparation", owner, register.Open)}},
	}
	series := &crm.EventSeries{
		Subject: a.word("event_series", owner, register.Open), Partner: register.Ref[crm.Partner](p.ID), Responsible: register.Ref[crm.User](seller.ID),
		Rule: "FREQ=WEEKLY", Zone: "Europe/Kyiv",
	}
	task := &crm.Task{
		Subject: a.word("task", owner, register.Open), Text: a.word("task", owner, register.Open), Partner: register.Ref[crm.Partner](p.ID),
		Executors: register.Refs[crm.User]{register.Ref[crm.User](seller.ID)}, Deadline: storetest.Noon.Add(-48 * time.Hour),
		Checklist: register.Parts[crm.ChecklistItem]{{Text: a.word("task", owner, register.Open)}},
	}
	theirs := &crm.Commitment{
		Subject: a.word("commitment", owner, register.Open), Side: crm.TheirSide, Kind: 1, Partner: register.Ref[crm.Partner](p.ID),
		Due: "2026-11-20", Responsible: register.Ref[crm.User](seller.ID),
	}
	rack := &crm.InventoryUnit{Name: a.word("inventory_unit", "", register.Open), Kind: 1, Cost: a.amount("inventory_unit", "", register.Prices), BoughtOn: "2026-11-01"}
	if err := a.keep(tx, rack, ""); err != nil {
		return err
	}
	issue := &crm.IssueUnit{
		Partner: register.Ref[crm.Partner](p.ID), Contract: a.word("placement", owner, register.Open), Deposit: a.amount("placement", owner, register.Prices),
		Note: a.word("placement", owner, register.Open),
	}
	check := &crm.CheckUnit{Found: true, Remark: a.word("inventory_check", owner, register.Open)}
	for _, act := range []register.Doer[crm.InventoryUnit]{issue, check} {
		if err := act.Do(a.ctx, tx, rack); err != nil {
			return err
		}
	}
	if err := a.known(tx, crm.Placements.Register, owner); err != nil {
		return err
	}
	if err := a.known(tx, crm.InventoryChecks.Register, owner); err != nil {
		return err
	}
	yes := &crm.Consent{
		Contact: 0, Purpose: 4, Way: "paper", Language: "uk", Edition: a.word("consent", owner, register.Open), Text: a.word("consent", owner, register.Open),
		Note: a.word("consent", owner, register.Personal),
	}
	asks := &crm.DataRequest{
		Kind: crm.AccessRequest, Applicant: a.word("data_request", owner, register.Contact), Scope: a.word("data_request", owner, register.Personal),
		Responsible: register.Ref[crm.User](seller.ID),
	}
	if err := a.keep(tx, c, owner); err != nil {
		return err
	}
	yes.Contact = register.Ref[crm.Contact](c.ID)
	for _, rec := range []register.Record{d, yes, asks, claim, lead, change, call, series, sheet, remark, view, mapping, task, theirs} {
		if err := a.keep(tx, rec, owner); err != nil {
			return err
		}
	}
	who := register.Link{Register: "contact", ID: c.ID}
	held := &crm.Retention{Who: who, Rule: crm.HeldByHand, State: crm.RetentionHeld, Responsible: register.Ref[crm.User](seller.ID), Reason: a.word("retention", owner, register.Personal)}
	refused := &crm.Erasure{Number: a.word("erasure", owner, register.Open), Who: who, State: crm.ErasureRefused, Ground: crm.ByRequest, Reason: a.word("erasure", owner, register.Personal)}
	for _, rec := range []register.Record{held, refused} {
		if err := a.keep(tx, rec, owner); err != nil {
			return err
		}
	}
	// What was there before stays in the history.
	d.Amount = a.amount("deal", owner, register.Prices)
	c.Phones = a.phones("contact", owner)
	for _, rec := range []register.Record{d, c} {
		if err := a.keep(tx, rec, owner); err != nil {
			return err
		}
	}
	return nil
}

// guard makes what belongs to a seller's client and is not his to see.
func (a *aviary) guard(tx *store.Tx, owner string) error {
	k := &crm.Counterparty{
		Name: a.word("counterparty", owner, register.Open), Kind: crm.LegalEntity, Country: "ua", Partner: register.Ref[crm.Partner](a.records["partner"][owner]),
		Accounts: register.Parts[crm.BankAccount]{{Iban: a.iban("counterparty", owner), Bank: a.word("counterparty", owner, register.Secret)}},
	}
	if err := a.keep(tx, k, owner); err != nil {
		return err
	}
	seller := register.Ref[crm.User](map[string]*crm.User{"anna": a.anna, "vira": a.vira}[owner].ID)
	about := register.Link{Register: "partner", ID: a.records["partner"][owner]}
	if err := a.keep(tx, &crm.Notification{User: seller, Kind: crm.Mentioned, About: about, At: storetest.Noon, Page: a.word("notification", owner, register.Open)}, owner); err != nil {
		return err
	}
	if err := a.keep(tx, &crm.Reminder{User: seller, About: about, At: storetest.Noon, State: crm.ReminderFired}, owner); err != nil {
		return err
	}
	deal := a.records["deal"][owner]
	run := &crm.ProcessRun{
		Process: register.Ref[crm.Process](a.records["process"][""]), Edition: register.Ref[crm.ProcessVersion](a.records["process_version"][""]),
		About: register.Link{Register: "deal", ID: deal}, Deal: register.Ref[crm.Deal](deal), State: crm.RunGoes, Began: storetest.Noon,
	}
	if err := a.keep(tx, run, owner); err != nil {
		return err
	}
	return a.keep(tx, &crm.ProcessVisit{
		Run: register.Ref[crm.ProcessRun](run.ID), About: run.About, Process: run.Process, Edition: run.Edition, Node: "a", Kind: "task", Name: a.word("process_visit", owner, register.Open),
		Entered: storetest.Noon, Open: true,
	}, owner)
}

// house makes what is the company's.
func (a *aviary) house(tx *store.Tx) error {
	product := &crm.Product{
		Name: "Product", Kind: crm.Goods, Price: a.amount("product", "", register.Prices),
		Cost: a.amount("product", "", register.Cost), MinPrice: a.amount("product", "", register.Cost),
	}
	if err := a.keep(tx, product, ""); err != nil {
		return err
	}
	home, err := register.First(a.ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
	if err != nil {
		return err
	}
	home.Accounts = register.Parts[crm.BankAccount]{{Iban: a.iban("organisation", ""), Bank: a.word("organisation", "", register.Secret)}}
	if err := a.keep(tx, home, ""); err != nil {
		return err
	}
	role := &crm.Role{Names: register.Names{Uk: a.word("role", "", register.Open)}, Note: a.word("role", "", register.Open)}
	role.Names.En = role.Names.Uk
	if err := a.keep(tx, role, ""); err != nil {
		return err
	}
	u, err := register.Load(a.ctx, tx, crm.Users, register.Ref[crm.User](a.borys.ID))
	if err != nil {
		return err
	}
	u.Email, u.Phone = a.word("user", "", register.Contact)+"@promin.example", "+38067"+a.digits("user", "", register.Contact)
	return a.keep(tx, u, "")
}

// heard are the canaries in an answer, however they are written there.
func heard(body string) []string {
	found := map[string]bool{}
	for _, text := range readings(body) {
		for _, token := range song.FindAllString(onlyLetters(text), -1) {
			found[token] = true
		}
	}
	return sorted(found)
}

var song = regexp.MustCompile(`zq[a-z]{6}|8317[0-9]{3}`)

// readings are the texts that an answer may hold: itself, without the escapes
// of HTML and JSON, and what is in an archive.
func readings(body string) []string {
	if strings.HasPrefix(body, "PK") {
		var out []string
		archive, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
		if err != nil {
			return nil
		}
		for _, f := range archive.File {
			r, err := f.Open()
			if err != nil {
				continue
			}
			content, _ := io.ReadAll(r)
			r.Close()
			out = append(out, string(content))
		}
		return out
	}
	out := []string{body}
	if strings.Contains(body, "&") {
		out = append(out, html.UnescapeString(body))
	}
	if strings.Contains(body, `\u`) {
		out = append(out, unicodeEscape.ReplaceAllStringFunc(body, func(s string) string {
			var r rune
			fmt.Sscanf(s[2:], "%x", &r)
			return string(r)
		}))
	}
	return out
}

var unicodeEscape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// onlyLetters drops what stands between the figures of a number and the
// letters of a word.
func onlyLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		if r == '<' || r == '>' || r == '"' || r == '\n' {
			return '|'
		}
		return -1
	}, text)
}

// of are the canaries of a class in a record.
func (a *aviary) of(reg, owner string, class register.Class) []string {
	var out []string
	for token, c := range a.perch {
		if c == (canary{reg, owner, class}) {
			out = append(out, token)
		}
	}
	slices.Sort(out)
	return out
}
