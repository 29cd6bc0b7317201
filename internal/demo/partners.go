package demo

import (
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// client is one of 7.3: who he is, whose he is and what he bought in each of
// the twelve months before this one, net, in whole units of his currency.
type client struct {
	code, name, manager, region, industry, status, source string
	class                                                 crm.PartnerClass
	vip                                                   bool
	bought                                                [12]int64
	entity                                                entity
	people                                                []human
}

// entity is a client's legal person.
type entity struct{ name, code, address string }

// human is a contact person.
type human struct {
	surname, given, patronymic, position, role, phone string
	birthday                                          string // month and day, 11-24
}

const steady = 12

// clients are the clients of 7.3 with the sales of 7.4.
func (b *builder) clients() error {
	for _, c := range []client{
		{
			"K01", "Група «Обрій»", "M1", "UA-30", "retail", "partner", "recommendation", "a", true,
			[steady]int64{118000, 126000, 112000, 121000, 124000, 119000, 123000, 117000, 120000, 125000, 122000, 121000},
			entity{"ТОВ «Обрій-Торг»", "59001109", "03150, м. Київ, вул. Велика Вигадана, 21"},
			[]human{
				{"Яременко", "Віктор", "Павлович", "Генеральний директор", "decision_maker", "+380440000011", "03-14"},
				{"Ткач", "Людмила", "Сергіївна", "Головний бухгалтер", "accountant", "+380440000012", ""},
				{"Бойко", "Анна", "Михайлівна", "Менеджер із закупівель", "buyer", "+380440000013", "11-25"},
			},
		},
		{
			"K02", "Мережа «Сімейний кошик»", "M1", "UA-30", "retail", "active", "exhibition", "a", true,
			[steady]int64{74000, 98000, 69000, 72000, 80000, 84000, 91000, 77000, 70000, 82000, 95000, 88000},
			entity{"ТОВ «Сімейний кошик»", "59001122", "04205, м. Київ, просп. Вигаданий, 3"},
			[]human{
				{"Гончар", "Олег", "Ростиславович", "Директор з маркетингу", "decision_maker", "+380440000021", ""},
				{"Лисенко", "Тетяна", "Іванівна", "Категорійний менеджер", "buyer", "+380440000022", "07-02"},
			},
		},
		{
			"K03", "Агенція «Промо-Хвиля»", "M2", "UA-30", "services", "active", "site", "a", false,
			[steady]int64{0, 0, 262000, 0, 0, 0, 312000, 0, 0, 0, 0, 221000},
			entity{"ТОВ «Промо-Хвиля»", "59001135", "01001, м. Київ, пров. Уявний, 5"},
			[]human{
				{"Савицька", "Дарина", "Олексіївна", "Керівник проєктів", "influencer", "+380440000031", "11-22"},
				{"Мороз", "Ігор", "Вікторович", "Директор", "decision_maker", "+380440000032", ""},
			},
		},
		{
			"K04", "Кав’ярні «Зерно»", "M2", "UA-30", "hospitality", "active", "social", "c", false,
			[steady]int64{3100, 3200, 2900, 3000, 3050, 3150, 2950, 3100, 3000, 2900, 3050, 3100},
			entity{"ТОВ «Зерно Кава»", "59001140", "04071, м. Київ, вул. Придумана, 14"},
			[]human{{"Поліщук", "Софія", "Андріївна", "Керуюча", "decision_maker", "+380440000041", "05-30"}},
		},
		{
			"K05", "Клініка «Медея»", "M2", "UA-30", "medicine", "interested", "search", "c", false,
			[steady]int64{6: 46500},
			entity{"ТОВ «Медея Клінік»", "59001156", "02094, м. Київ, вул. Небувала, 9"},
			[]human{{"Захарчук", "Олена", "Борисівна", "Адміністратор", "buyer", "+380440000051", ""}},
		},
		{
			"K06", "Фестиваль «Літо Фест»", "M2", "UA-30", "services", "paused", "partner", "", false,
			[steady]int64{},
			entity{},
			[]human{{"Рудик", "Максим", "", "Організатор", "decision_maker", "+380440000061", ""}},
		},
		{
			"K07", "Банк «Дніпровий»", "M1", "UA-30", "finance", "hot", "recommendation", "", false,
			[steady]int64{},
			entity{"АТ «Банк Дніпровий»", "59001161", "01033, м. Київ, вул. Умовна, 1"},
			[]human{
				{"Кириленко", "Надія", "Петрівна", "Директор департаменту маркетингу", "decision_maker", "+380440000071", ""},
				{"Дмитренко", "Антон", "Юрійович", "Фахівець тендерного відділу", "buyer", "+380440000072", ""},
			},
		},
		{
			"L01", "Гурт-Захід", "M5", "UA-46", "wholesale", "partner", "exhibition", "a", true,
			[steady]int64{52000, 48000, 55000, 60000, 58000, 62000, 69000, 56000, 71000, 70000, 72000, 83000},
			entity{"ТОВ «Гурт-Захід»", "59001177", "79000, м. Львів, вул. Вигадана, 40"},
			[]human{{"Пилипів", "Степан", "Васильович", "Власник", "decision_maker", "+380440000081", "11-28"}},
		},
		{
			"L02", "Друкарня «Явір»", "M5", "UA-46", "printing", "partner", "partner", "b", false,
			[steady]int64{22000, 27000, 24000, 20000, 25000, 28000, 24000, 23000, 21000, 30000, 28000, 22000},
			entity{"ПП «Явір»", "59001182", "79019, м. Львів, вул. Казкова, 2"},
			[]human{{"Федорів", "Роман", "Йосипович", "Директор", "decision_maker", "+380440000082", ""}},
		},
		{
			"L03", "Готель «Смерека»", "M3", "UA-46", "hospitality", "active", "site", "b", false,
			[steady]int64{2000, 30000, 26000, 3000, 0, 2000, 4000, 18000, 20000, 6000, 2000, 3000},
			entity{"ТОВ «Готель Смерека»", "59001198", "82200, Львівська обл., м. Трускавець, вул. Мрійна, 8"},
			[]human{{"Іваськів", "Галина", "Романівна", "Керуюча", "decision_maker", "+380440000083", "12-01"}},
		},
		{
			"L04", "Пекарня «Колос»", "M3", "UA-46", "food", "active", "outdoor", "c", false,
			[steady]int64{4500, 4400, 4600, 4500, 4550, 4450, 4650, 4500, 4300, 4600, 4450, 4500},
			entity{"ТОВ «Пекарня Колос»", "59001203", "79024, м. Львів, вул. Хлібна, 6"},
			[]human{{"Стець", "Мар’яна", "Орестівна", "Власниця", "decision_maker", "+380440000084", ""}},
		},
		{
			"L05", "ФОП Левицька", "M3", "UA-46", "services", "active", "social", "c", false,
			[steady]int64{0, 0, 3000, 0, 0, 0, 0, 3500, 0, 3000, 0, 0},
			entity{},
			[]human{{"Левицька", "Оксана", "Тарасівна", "Підприємниця", "decision_maker", "+380440000085", ""}},
		},
		{
			"P01", "Тракия Маркет ООД", "M4", "BG-16", "retail", "partner", "exhibition", "a", true,
			[steady]int64{880, 910, 900, 920, 890, 900, 930, 910, 880, 905, 910, 910},
			entity{"„Тракия Маркет“ ООД", "990010017", "4000 Пловдив, бул. „Въображаем“ 33"},
			[]human{
				{"Димитров", "Георги", "Иванов", "Управител", "decision_maker", "+35932000001", ""},
				{"Стоянова", "Елена", "Петрова", "Счетоводител", "accountant", "+35932000002", "11-23"},
			},
		},
		{
			"P02", "Винарна Родопа ЕООД", "M4", "BG-16", "food", "active", "recommendation", "a", false,
			[steady]int64{0, 0, 3100, 0, 0, 0, 3600, 0, 2600, 0, 0, 0},
			entity{"„Винарна Родопа“ ЕООД", "990010024", "4230 Асеновград, ул. „Лозова“ 4"},
			[]human{{"Колев", "Петър", "Николов", "Собственик", "decision_maker", "+35932000003", ""}},
		},
		{
			"P03", "Хотел Тепе ЕАД", "M4", "BG-16", "hospitality", "active", "site", "b", false,
			[steady]int64{250, 260, 255, 265, 250, 258, 262, 255, 248, 262, 260, 261},
			entity{"„Хотел Тепе“ ЕАД", "990010031", "4000 Пловдив, ул. „Хълмова“ 1"},
			[]human{{"Ангелова", "Мария", "Георгиева", "Мениджър маркетинг", "buyer", "+35932000004", ""}},
		},
		{
			"P04", "Агенция Идея ЕТ", "M4", "BG-16", "services", "interested", "search", "c", false,
			[steady]int64{9: 410, 10: 280, 11: 420},
			entity{},
			[]human{{"Илиев", "Димитър", "Стефанов", "Собственик", "decision_maker", "+35932000005", ""}},
		},
	} {
		if err := b.client(c); err != nil {
			return err
		}
	}
	return b.outlets()
}

// client makes one client with its people, its legal person and its sales.
func (b *builder) client(c client) error {
	country, currency := crm.Country("ua"), "UAH"
	if c.code[0] == 'P' {
		country, currency = "bg", "EUR"
	}
	p := &crm.Partner{
		Code: c.code, Name: c.name, Roles: crm.PartnerRoles{crm.ClientRole}, Country: country, Responsible: person(b, c.manager),
		Region: entry(b, crm.Regions, c.region), Industry: entry(b, crm.Industries, c.industry), Status: entry(b, crm.ClientStatuses, c.status),
		AdSource: entry(b, crm.AdSources, c.source), Class: c.class, Vip: c.vip,
	}
	if _, street, ok := strings.Cut(c.entity.address, ", "); ok {
		p.Addresses = register.Parts[crm.DeliveryAddress]{{Label: "Склад", Address: street, Hours: "09:00–18:00"}}
		if country == "bg" {
			p.Addresses[0].Label = "Склад и приемане"
		}
	}
	switch c.code {
	case "L02":
		p.Roles = append(p.Roles, crm.SupplierRole)
	case "L05", "P04":
		p.Kind = crm.PrivatePerson
	}
	if err := b.save(p); err != nil {
		return err
	}
	b.partners[c.code] = p
	if err := b.staffOf(p, c.people); err != nil {
		return err
	}
	if c.entity.code != "" {
		err := b.save(&crm.Counterparty{
			Partner: partner(b, c.code), Kind: crm.LegalEntity, Country: country, Name: c.entity.name, Code: c.entity.code, LegalAddress: c.entity.address,
			Signatory: c.people[0].surname + " " + c.people[0].given + " " + c.people[0].patronymic, SignatoryPosition: c.people[0].position, Basis: "statute",
			Accounts: register.Parts[crm.BankAccount]{account(country, c.entity.code)},
		})
		if err != nil {
			return err
		}
	}
	for i, sum := range c.bought {
		if sum != 0 {
			b.sold = append(b.sold, sale{
				client: c.code, manager: c.manager, month: i - len(c.bought), sum: money.Money{Minor: sum * 100, Currency: currency},
			})
		}
	}
	return nil
}

// domains are those of the clients, desks the boxes of their people by role.
var (
	domains = map[string]string{
		"K01": "obrii", "K02": "kosyk", "K03": "promokhvylia", "K04": "zerno", "K05": "medeia", "K06": "litofest", "K07": "dniprovyi",
		"L01": "hurtzakhid", "L02": "yavir", "L03": "smereka", "L04": "kolos", "L05": "levytska",
		"P01": "trakia", "P02": "rodopa", "P03": "tepe", "P04": "ideia",
	}
	desks = map[string]string{"decision_maker": "director", "influencer": "projects", "buyer": "purchasing", "accountant": "accounting"}
)

// staffOf makes the contact persons of a partner; the first one is its head,
// the one who keeps the books its accountant.
func (b *builder) staffOf(p *crm.Partner, people []human) error {
	for i, h := range people {
		one := &crm.Contact{
			Surname: h.surname, Given: h.given, Patronymic: h.patronymic, Position: h.position, Role: crm.ContactRole(h.role),
			Partner: register.Ref[crm.Partner](p.ID), Phones: register.Parts[crm.Phone]{{Kind: "work", Number: h.phone}},
			Emails: register.Parts[crm.Email]{{Address: desks[h.role] + "@" + domains[p.Code] + ".example.com"}},
		}
		if h.birthday != "" {
			day, err := time.Parse("01-02", h.birthday)
			if err != nil {
				return err
			}
			one.BirthMonth, one.BirthDay = crm.Month(h.birthday[:2]), int64(day.Day())
		}
		if err := b.save(one); err != nil {
			return err
		}
		b.contacts[p.Code+"/"+h.surname] = one
		if i == 0 {
			p.Head = register.Ref[crm.Contact](one.ID)
		}
		if h.role == "accountant" {
			p.Accountant = register.Ref[crm.Contact](one.ID)
		}
	}
	return b.save(p)
}

// outlets are the three shops of the chain, which have its legal person.
func (b *builder) outlets() error {
	for _, o := range []struct{ code, name, street string }{
		{"K02-1", "Сімейний кошик, Оболонь", "м. Київ, Оболонь, вул. Лугова вигадана, 12"},
		{"K02-2", "Сімейний кошик, Позняки", "м. Київ, Позняки, вул. Озерна вигадана, 30"},
		{"K02-3", "Сімейний кошик, Бровари", "м. Бровари, вул. Київська вигадана, 101"},
	} {
		p := &crm.Partner{
			Code: o.code, Name: o.name, Roles: crm.PartnerRoles{crm.ClientRole}, Country: "ua", Parent: partner(b, "K02"), Responsible: person(b, "M1"),
			Region: entry(b, crm.Regions, "UA-30"), Industry: entry(b, crm.Industries, "retail"), Status: entry(b, crm.ClientStatuses, "active"),
			Addresses: register.Parts[crm.DeliveryAddress]{{Label: "Магазин", Address: o.street, Hours: "08:00–22:00"}},
		}
		if err := b.save(p); err != nil {
			return err
		}
		b.partners[o.code] = p
	}
	return nil
}

// others are the suppliers, the competitors and one more of 7.3, and the
// second legal person of «Обрій».
func (b *builder) others() error {
	for _, o := range []struct {
		code, name, region, industry, country string
		role                                  crm.PartnerRole
	}{
		{"V1", "Папір-Опт", "UA-30", "wholesale", "ua", crm.SupplierRole},
		{"V2", "Фарби Плюс", "UA-46", "wholesale", "ua", crm.SupplierRole},
		{"C1", "РекламаМайстер", "UA-30", "printing", "ua", crm.CompetitorRole},
		{"C2", "Принт-Січ", "UA-46", "printing", "ua", crm.CompetitorRole},
		{"C3", "Плевен Принт", "BG-16", "printing", "bg", crm.CompetitorRole},
		{"X1", "Студія «Кут»", "UA-30", "services", "ua", crm.OtherRole},
	} {
		p := &crm.Partner{
			Code: o.code, Name: o.name, Roles: crm.PartnerRoles{o.role}, Country: crm.Country(o.country), Responsible: person(b, "H1"),
			Region: entry(b, crm.Regions, o.region), Industry: entry(b, crm.Industries, o.industry),
		}
		if err := b.save(p); err != nil {
			return err
		}
		b.partners[o.code] = p
	}
	err := b.save(&crm.Counterparty{
		Partner: partner(b, "K01"), Kind: crm.LegalEntity, Country: "ua", Name: "ТОВ «Обрій-Маркет»", Code: "59001114",
		LegalAddress: "03150, м. Київ, вул. Велика Вигадана, 21",
	})
	if err != nil {
		return err
	}
	for client, rivals := range map[string][]string{"K07": {"C1"}, "K03": {"C1", "C2"}, "P04": {"C3"}} {
		p := b.partners[client]
		for _, r := range rivals {
			p.Competitors = append(p.Competitors, partner(b, r))
		}
		if err := b.save(p); err != nil {
			return err
		}
	}
	// «Літо Фест» bought before the window, and no more.
	b.sold = append(b.sold, sale{client: "K06", manager: "M2", month: -16, sum: uah(84_000)})
	return nil
}

// bonds are the links between partners of 7.3.
func (b *builder) bonds() error {
	for _, l := range []struct{ from, kind, to, strength string }{
		{"K03", "recommends", "K07", "strong"},
		{"L02", "supplies", "L01", "medium"},
		{"C1", "same_owner", "C3", "strong"},
		{"X1", "subcontractor", "K03", "medium"},
		{"L01", "dealer", "L02", "weak"},
		{"V1", "supplies", "L02", "medium"},
	} {
		err := b.save(&crm.PartnerLink{
			Partner: partner(b, l.from), To: partner(b, l.to), Kind: entry(b, crm.LinkKinds, l.kind), Strength: crm.Strength(l.strength),
			ValidFrom: b.monthDay(-30, 1),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
