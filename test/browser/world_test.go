package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

// world is the program running over a database of its own, with the jobs that
// it leaves for later.
type world struct {
	*testing.T
	ctx    context.Context
	st     *store.Store
	web    *web.Server
	server *httptest.Server
	clock  *clock
	key    secret.Key

	admin, director, head, anna, borys, vira, petro, reader *person
	speakers                                                map[string]*person // an administrator of each language

	partners []*crm.Partner
	contacts []*crm.Contact
	deals    []*crm.Deal
	roles    map[string]register.Refs[crm.Role]
	stages   map[string]*crm.Stage
	brought  register.ID // an import that has ended
	met      register.ID // a meeting
	form     *crm.WebForm
	booking  *crm.BookingPage
}

// person is a user with a session of his browser.
type person struct {
	*crm.User
	session string
}

// password is everybody's who has one.
const password = "Сорок верст степом 1648"

// clock begins at a moment and goes on; while the past of the world is made
// it stands where it is put.
type clock struct {
	mutex   sync.Mutex
	at      time.Time
	running time.Time // zero while it stands
}

func (c *clock) now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.running.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.running))
}

func (c *clock) put(at time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.at = at
}

func (c *clock) start() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.running = time.Now()
}

// before is a moment so many days before now.
func before(days int) time.Time { return storetest.Noon.AddDate(0, 0, -days) }

// day is such a day, after now when negative.
func day(before int) register.Date {
	return register.Date(storetest.Noon.AddDate(0, 0, -before).Format(time.DateOnly))
}

// serve runs the program over a new, empty database: nobody has set it up.
func serve(t *testing.T, open storetest.Open) *world {
	t.Helper()
	w := &world{T: t, ctx: t.Context(), clock: &clock{at: before(400)}}
	w.st = open(storetest.Migrated(crm.Registers()), storetest.Clock(w.clock.now))
	key, err := secret.NewKey(bytes.Repeat([]byte{7}, 32))
	w.must(err)
	w.key = key
	w.web, err = web.New(w.ctx, web.Options{Store: w.st, Log: slog.New(loud{slog.DiscardHandler, t}), Key: key})
	w.must(err)
	w.work()
	w.server = httptest.NewUnstartedServer(nil)
	w.server.Config = w.web.HTTP()
	w.server.Start()
	t.Cleanup(w.server.Close)
	return w
}

// loud fails the test for every error that the program logs.
type loud struct {
	slog.Handler
	t *testing.T
}

func (l loud) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

func (l loud) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()[:min(len(a.String()), 800)]
		return true
	})
	l.t.Errorf("the program logged: %s", line)
	return nil
}

// work does the jobs that pages leave for later, until the test ends.
func (w *world) work() {
	runner := job.New(w.st, job.Options{Zone: w.st.Zone, Clock: w.clock.now, Look: 50 * time.Millisecond})
	w.web.Jobs(runner)
	w.st.OnChange(func(name string) {
		if name == store.JobsChanged {
			runner.Wake()
		}
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		runner.Run(ctx, ctx)
	}()
	w.Cleanup(func() { stop(); <-done })
}

// small is a company with users of several roles, partners with long names,
// people, deals on every stage, remarks, a file and saved views.
func small(t *testing.T, open storetest.Open) *world {
	t.Helper()
	w := serve(t, open)
	w.setUp()
	w.hire()
	w.meet()
	w.sell()
	w.remark()
	w.care()
	w.giveTasks()
	w.clock.put(storetest.Noon)
	w.dismissAll()
	w.clock.start()
	return w
}

// onSmall runs a test over such a company on SQLite.
func onSmall(t *testing.T, test func(w *world)) {
	t.Helper()
	storetest.OnSQLite(t, func(t *testing.T, open storetest.Open) { test(small(t, open)) })
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// do is a unit of work of the program itself, or of a user.
func (w *world) do(a register.Actor, fn func(*store.Tx) error) {
	w.Helper()
	w.must(w.st.Write(w.ctx, a, register.ByForm, fn))
}

// save saves records for the program.
func (w *world) save(recs ...register.Record) {
	w.Helper()
	w.do(register.Program, func(tx *store.Tx) error {
		for _, rec := range recs {
			if err := tx.Save(w.ctx, rec); err != nil {
				return fmt.Errorf("save %T: %w", rec, err)
			}
		}
		return nil
	})
}

// rights are what a user may do now.
func (w *world) rights(who *person) register.Actor {
	w.Helper()
	var staff *crm.Staff
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
		staff, err = crm.ReadStaff(w.ctx, tx)
		return err
	}))
	return staff.Rights(who.ID)
}

func (w *world) setUp() {
	w.Helper()
	w.roles, w.stages, w.speakers = map[string]register.Refs[crm.Role]{}, map[string]*crm.Stage{}, map[string]*person{}
	w.do(register.Program, func(tx *store.Tx) error {
		u, err := crm.Start(w.ctx, tx, crm.Setup{
			Company: "Карпатський меблевий дім", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv",
			Surname: "Шевчук", Given: "Олена", Patronymic: "Павлівна", Email: "olena@karpaty.example",
		})
		w.admin = &person{User: u}
		return err
	})
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		roles, err := register.Select(w.ctx, tx, crm.Roles, register.Query{})
		if err != nil {
			return err
		}
		for _, r := range roles {
			w.roles[r.Preset] = register.Refs[crm.Role]{register.Ref[crm.Role](r.ID)}
		}
		stages, err := register.Select(w.ctx, tx, crm.Stages, register.Query{})
		for _, s := range stages {
			w.stages[s.Code] = s
		}
		return err
	}))
	w.signIn(w.admin)
	w.speakers["uk"] = w.admin
	// The server learns of the company as another node would.
	if answer, err := w.server.Client().Get(w.server.URL + "/health"); err == nil {
		answer.Body.Close()
	}
}

func (w *world) hire() {
	w.Helper()
	hired := func(role string, u *crm.User) *person {
		u.Roles = w.roles[role]
		return &person{User: u}
	}
	sales, kyiv, sofia := &crm.Team{Name: "Відділ продажів"}, &crm.Team{Name: "Київ", Office: "Київ, вул. Січових Стрільців, 21"}, &crm.Team{Name: "София", Office: "София, бул. „Витоша“ 15"}
	w.save(sales)
	kyiv.Parent, sofia.Parent = register.Ref[crm.Team](sales.ID), register.Ref[crm.Team](sales.ID)
	w.save(kyiv, sofia)
	in := func(t *crm.Team) register.Ref[crm.Team] { return register.Ref[crm.Team](t.ID) }

	w.director = hired("director", &crm.User{Surname: "Вишневецький", Given: "Ростислав", Patronymic: "Святославович", Position: "Директор", Email: "rostyslav@karpaty.example"})
	w.head = hired("head_of_sales", &crm.User{Surname: "Бондаренко", Given: "Ірина", Patronymic: "Володимирівна", Position: "Начальник відділу продажів", Email: "iryna@karpaty.example", Team: in(sales)})
	w.anna = hired("manager", &crm.User{Surname: "Мельник", Given: "Анна", Patronymic: "Сергіївна", Position: "Менеджер з продажу", Email: "anna@karpaty.example", Phone: "+380671112233", Team: in(kyiv)})
	w.borys = hired("manager", &crm.User{Surname: "Коваленко", Given: "Борис", Email: "borys@karpaty.example", Team: in(kyiv), Language: "ru"})
	w.vira = hired("manager", &crm.User{Surname: "Христозова", Given: "Вяра", Patronymic: "Александрова", Position: "Търговец", Email: "vyara@karpaty.example", Team: in(sofia), Language: "bg", Zone: "Europe/Sofia"})
	w.petro = hired("accountant", &crm.User{Surname: "Лисенко", Given: "Петро", Position: "Бухгалтер", Email: "petro@karpaty.example"})
	w.reader = hired("read_only", &crm.User{Surname: "Гість", Given: "Дар’я", Email: "dariia@karpaty.example"})
	w.speakers["ru"] = hired("administrator", &crm.User{Surname: "Достоевский", Given: "Михаил", Patronymic: "Фёдорович", Email: "mikhail@karpaty.example", Language: "ru"})
	w.speakers["bg"] = hired("administrator", &crm.User{Surname: "Димитрова", Given: "Мария", Patronymic: "Христова", Email: "maria@karpaty.example", Language: "bg"})
	w.speakers["en"] = hired("administrator", &crm.User{Surname: "Featherstonehaugh", Given: "Katherine", Email: "katherine@karpaty.example", Language: "en"})
	all := []*person{w.director, w.head, w.anna, w.borys, w.vira, w.petro, w.reader, w.speakers["ru"], w.speakers["bg"], w.speakers["en"]}
	for _, p := range all {
		w.save(p.User)
	}
	kyiv.Head = register.Ref[crm.User](w.head.ID)
	w.save(kyiv)
	for _, p := range all {
		w.signIn(p)
	}
	hash, err := secret.NewPasswords().Hash(w.ctx, password)
	w.must(err)
	w.do(register.Program, func(tx *store.Tx) error {
		for _, p := range []*person{w.admin, w.anna, w.borys} {
			if err := tx.SetPassword(w.ctx, p.ID, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// signIn gives a user a session, as if he had signed in an hour ago.
func (w *world) signIn(p *person) {
	w.Helper()
	w.clock.put(storetest.Noon.Add(-time.Hour))
	defer w.clock.put(before(400))
	w.do(w.rights(p), func(tx *store.Tx) (err error) {
		p.session, err = tx.SignIn(w.ctx, store.Session{User: p.ID, Address: "127.0.0.1", Device: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", Method: "password"}, 30*24*time.Hour)
		return err
	})
}

// firms are the partners: name, roles, country, town of the register.
var firms = []struct{ name, roles, country string }{
	{"Карпатська меблева фабрика «Смерека»", "client", "ua"},
	{"Товариство з обмеженою відповідальністю «Дніпровський деревообробний комбінат імені Шевченка»", "client", "ua"},
	{"Будівельно-монтажне управління № 7 «Київміськбуд-Реконструкція»", "client", "ua"},
	{"Мережа готелів «Прикарпаття»", "client", "ua"},
	{"Ательє кухонь «Ґазда»", "client", "ua"},
	{"Об’єднання співвласників багатоквартирного будинку «Під’їзд № 3»", "client", "ua"},
	{"ФОП Їжакевич Єлизавета Їжаківна", "client", "ua"},
	{"Санаторій «Моршинська джерельна»", "client", "ua"},
	{"Львівська політехніка, кафедра архітектури", "client", "ua"},
	{"Ресторан «Бочка меду»", "client", "ua"},
	{"Медичний центр «Здоров’я родини»", "client", "ua"},
	{"Девелоперська компанія «Новобудова-Захід»", "client", "ua"},
	{"Видавництво «Старий Лев і сини»", "client", "ua"},
	{"Логістичний термінал «Чоп»", "client", "ua"},
	{"Бібліотека імені Лесі Українки", "client", "ua"},
	{"Мебелна къща „Родопи – дърво и камък“", "client", "bg"},
	{"„Черноморски хотели и курорти“ АД", "client", "bg"},
	{"Архитектурно бюро „Каравелов, Христозов и съдружници“", "client", "bg"},
	{"Производствена кооперация „Единство – Благоевград“", "client", "bg"},
	{"ЕТ „Стоянка Вълчева – Ябълкова градина“", "client", "bg"},
	{"Община Велико Търново, дирекция „Строителство и устройство на територията“", "client", "bg"},
	{"Книжарница „Пеперуда“", "client", "bg"},
	{"Търговски дом «Столярня»", "supplier", "ua"},
	{"Kronospan Bulgaria EOOD", "supplier", "bg"},
	{"Blum Schrauben und Beschläge GmbH", "supplier", "de"},
	{"Лісове господарство «Ґорґани»", "supplier", "ua"},
	{"Меблевий холдинг «Конкурент»", "competitor", "ua"},
	{"Мебели „Видима конкуренция“", "competitor", "bg"},
	{"Спілка меблярів України", "other", "ua"},
	{"Гуртівня «Фарба і лак»", "client supplier", "ua"},
	{"Студія інтер’єрів «Затишок»", "client", "ua"},
}

func (w *world) meet() {
	w.Helper()
	sellers := []*person{w.anna, w.borys, w.vira}
	towns := []string{"Шевченко", "Іваненко", "Ковальчук", "Їжакевич", "Ґонта", "Христозова", "Вълчев", "Петрова"}
	given := []string{"Олександр", "Марія", "Василь", "Соломія", "Євген", "Десислава", "Йордан", "Юлия"}
	for i, f := range firms {
		w.clock.put(before(300 - 5*i))
		p := &crm.Partner{Name: f.name, Country: crm.Country(f.country), Responsible: register.Ref[crm.User](sellers[i%3].ID)}
		for _, role := range strings.Fields(f.roles) {
			p.Roles = append(p.Roles, crm.PartnerRole(role))
		}
		if i%4 == 0 {
			p.Class, p.ClassReason = "a", "Постійні замовлення"
		}
		if i%6 == 1 {
			p.Vip = true
		}
		p.Phones = register.Parts[crm.Phone]{{Kind: "work", Number: fmt.Sprintf("+38044%07d", 2300000+i*137)}}
		p.Emails = register.Parts[crm.Email]{{Address: fmt.Sprintf("office%d@partner.example", i)}}
		if i == 3 || i == 4 {
			p.Parent = register.Ref[crm.Partner](w.partners[0].ID)
		}
		w.save(p)
		w.partners = append(w.partners, p)
		for n := range 1 + i%2 {
			k := i + n
			c := &crm.Contact{
				Surname: towns[k%len(towns)], Given: given[(k+n)%len(given)], Partner: register.Ref[crm.Partner](p.ID), Position: "Керівник закупівель",
				Phones: register.Parts[crm.Phone]{{Kind: "mobile", Number: fmt.Sprintf("+38067%07d", 1000000+k*7919+n)}, {Kind: "work", Number: fmt.Sprintf("+38044%07d", 4000000+k*31+n), Ext: "12"}},
				Emails: register.Parts[crm.Email]{{Address: fmt.Sprintf("person%d.%d@partner.example", i, n)}},
			}
			w.save(c)
			w.contacts = append(w.contacts, c)
		}
	}
	w.save(
		&crm.Counterparty{Partner: register.Ref[crm.Partner](w.partners[0].ID), Name: "ТОВ «Карпатська меблева фабрика»", Kind: crm.LegalEntity, Country: "ua", Code: "14360570"},
		&crm.Counterparty{Partner: register.Ref[crm.Partner](w.partners[15].ID), Name: "„Родопи – дърво и камък“ ЕООД", Kind: crm.LegalEntity, Country: "bg", Code: "131468980"},
	)
}

func (w *world) sell() {
	w.Helper()
	group := &crm.ProductGroup{Entry: crm.Entry{Names: register.Names{Uk: "Кухні", Ru: "Кухни", Bg: "Кухни", En: "Kitchens"}}}
	w.save(group)
	product := &crm.Product{Name: "Кухня «Гуцульська», дуб, 3,2 м", Group: register.Ref[crm.ProductGroup](group.ID), Price: money.New(128_600_00, "UAH")}
	w.save(product)
	open := []string{"interest", "qualification", "offer", "negotiation", "agreement"}
	subjects := []string{"Кухонний гарнітур", "Рецепція та переговорна", "Меблі для 48 номерів", "Стелажі читальної зали", "Обзавеждане на ресторант", "Столи для лабораторії"}
	sellers := []*person{w.anna, w.borys, w.vira}
	w.save(&crm.Rate{Currency: "EUR", Day: day(390), Units: 1, Price: price("45.5")})
	for i := range 40 {
		w.clock.put(before(60 - i))
		d := &crm.Deal{
			Name: fmt.Sprintf("%s, черга %d", subjects[i%len(subjects)], i+1), Partner: register.Ref[crm.Partner](w.partners[i%22].ID),
			Responsible: register.Ref[crm.User](sellers[i%3].ID), Stage: register.Ref[crm.Stage](w.stages[open[i%5]].ID),
			Amount: money.New(int64(4_500_000+i*1_234_567), "UAH"), CloseOn: day(20 - i), StartedOn: day(60 - i), Product: register.Ref[crm.Product](product.ID),
		}
		if i%7 == 3 {
			d.Amount = money.New(int64(1_000_000+i*10_000), "EUR")
		}
		if i == 1 { // two who have a say in it, and hang together
			d.Participants = register.Parts[crm.DealParticipant]{
				{Partner: register.Ref[crm.Partner](w.partners[0].ID), Role: crm.DecisionMaker, Attitude: "supporter", Influence: "high", No: 1},
				{Partner: register.Ref[crm.Partner](w.partners[1].ID), Role: crm.Influencer, Attitude: "opponent", Influence: "low", No: 2},
			}
			d.Ties = register.Parts[crm.DealTie]{{From: 2, Kind: "advises", To: 1}}
		}
		w.save(d)
		w.deals = append(w.deals, d)
		if i%5 == 4 && i > 20 {
			d.Stage = register.Ref[crm.Stage](w.stages["won"].ID)
			w.save(d)
		}
	}
	tenders := &crm.Pipeline{Entry: crm.Entry{Code: "tenders", Names: register.Names{Uk: "Тендери", En: "Tenders"}}, Kind: register.Ref[crm.DealKind](w.stages["interest"].Kind)}
	w.save(tenders)
	announced := &crm.Stage{Entry: crm.Entry{Code: "announced", Names: register.Names{Uk: "Оголошено", En: "Announced"}}, Pipeline: register.Ref[crm.Pipeline](tenders.ID)}
	w.save(announced)
	w.save(&crm.StageRequirement{Stage: register.Ref[crm.Stage](announced.ID), Kind: crm.NeedsField, Field: "amount"})
	lost := &crm.Deal{
		Name: "Ліжка для гуртожитку", Partner: register.Ref[crm.Partner](w.partners[8].ID), Responsible: register.Ref[crm.User](w.anna.ID),
		Stage: register.Ref[crm.Stage](w.stages["offer"].ID), Amount: money.New(780_000_00, "UAH"),
	}
	w.save(lost)
	lost.Stage, lost.LossReason, lost.LossComment = register.Ref[crm.Stage](w.stages["lost"].ID), w.reason("price"), "Знайшли на третину дешевше"
	w.save(lost)
	w.deals = append(w.deals, lost)
}

// reason is a reason to lose a deal.
func (w *world) reason(code string) register.Ref[crm.LossReason] {
	w.Helper()
	var id register.ID
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		r, err := register.First(w.ctx, tx, crm.LossReasons, register.Eq(&crm.LossReasons.Row.Code, code))
		if err == nil {
			id = r.ID
		}
		return err
	}))
	return register.Ref[crm.LossReason](id)
}

func price(text string) money.Price {
	p, err := money.ParsePrice(text)
	if err != nil {
		panic(err)
	}
	return p
}

func (w *world) remark() {
	w.Helper()
	w.clock.put(before(2))
	about := register.Link{Register: "partner", ID: w.partners[0].ID}
	hash, size, err := w.st.PutFile(w.ctx, strings.NewReader("%PDF-1.4 Креслення кухні"), 1<<20)
	w.must(err)
	w.do(w.rights(w.anna), func(tx *store.Tx) error {
		if err := tx.KeepFile(w.ctx, hash); err != nil {
			return err
		}
		for _, rec := range []register.Record{
			&crm.Comment{About: about, Text: "Просили надіслати оновлене креслення до пʼятниці.\nЗателефонувати після обіду."},
			&crm.Comment{About: register.Link{Register: "deal", ID: w.deals[0].ID}, Text: "Клиентът поиска отстъпка от 5 %."},
			&crm.Attachment{About: about, File: register.File{Hash: hash, Name: "Креслення кухні, лист 1.pdf", Type: "application/pdf", Size: size}, Kind: "layout", Description: "Погоджений варіант"},
		} {
			if err := tx.Save(w.ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	for _, language := range []string{"uk", "ru", "bg", "en"} {
		w.do(w.rights(w.speakers[language]), func(tx *store.Tx) error {
			return tx.Save(w.ctx, &crm.SavedView{Name: "Великі угоди цього кварталу", Register: "deal", Filter: "", Order: "-amount", Pinned: true})
		})
	}
	left := w.contacts[4]
	w.do(w.rights(w.admin), func(tx *store.Tx) error { return (&crm.LeaveCompany{}).Do(w.ctx, tx, left) })
	w.save(
		&crm.Organisation{Name: "Карпатски мебелен дом – България", Country: "bg", Language: "bg", Zone: "Europe/Sofia", Currency: "EUR"},
		&crm.Mapping{Name: "Прайс постачальника, щомісяця", Register: "product", Body: "{}", Everybody: true},
	)
	w.save(&crm.CustomField{
		Labels: register.Names{Uk: "Колір фасаду", Ru: "Цвет фасада", Bg: "Цвят на фасадата", En: "Front colour"}, Name: "x_colour", Register: "deal", Kind: "text", Class: "open", Filterable: true,
	})
}

// freeze stops the clock, so that no picture differs from the last by a minute.
func (c *clock) freeze() {
	at := c.now()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.at, c.running = at, time.Time{}
}
