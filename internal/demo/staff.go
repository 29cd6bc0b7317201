package demo

import (
	"dossier/internal/crm"
	"dossier/internal/register"
)

// staff are the twelve people of 7.1 and their teams.
func (b *builder) staff() error {
	sales := &crm.Team{Name: "Відділ продажів", Office: "Київ"}
	if err := b.save(sales); err != nil {
		return err
	}
	under := register.Ref[crm.Team](sales.ID)
	kyiv := &crm.Team{Name: "Продажі, Київ", Office: "Київ", Parent: under}
	lviv := &crm.Team{Name: "Продажі, Львів", Office: "Львів", Parent: under}
	plovdiv := &crm.Team{Name: "Продажби, Пловдив", Office: "Пловдив", Parent: under}
	works := &crm.Team{Name: "Виробництво і склад", Office: "Київ"}
	if err := b.save(kyiv, lviv, plovdiv, works); err != nil {
		return err
	}
	b.works = works
	roles, err := register.Select(b.ctx, b.tx, crm.Roles, register.Query{})
	if err != nil {
		return err
	}
	role := map[string]register.Ref[crm.Role]{}
	for _, r := range roles {
		role[r.Preset] = register.Ref[crm.Role](r.ID)
	}
	director := b.people["D1"]
	director.Position = "Директор"
	director.Roles = append(director.Roles, role["director"])
	if err := b.save(director); err != nil {
		return err
	}
	for _, one := range []struct {
		code, surname, given, patronymic, position, email, language string
		team                                                        *crm.Team
		roles                                                       []string
	}{
		{"H1", "Ковальчук", "Андрій", "Іванович", "Начальник відділу продажів", "andrii.kovalchuk", "uk", sales, []string{"head_of_sales"}},
		{"M1", "Мельник", "Ірина", "Василівна", "Менеджер з ключових клієнтів", "iryna.melnyk", "uk", kyiv, []string{"manager"}},
		{"M2", "Шевчук", "Петро", "Олегович", "Менеджер з продажу", "petro.shevchuk", "uk", kyiv, []string{"manager"}},
		{"M3", "Гнатів", "Марія", "Степанівна", "Менеджер з продажу", "mariia.hnativ", "uk", lviv, []string{"manager"}},
		{"M4", "Петрова", "Ива", "Стоянова", "Търговец", "iva.petrova", "bg", plovdiv, []string{"manager"}},
		{"M5", "Романюк", "Тарас", "Богданович", "Менеджер з оптових продажів", "taras.romaniuk", "uk", lviv, []string{"manager"}},
		{"A1", "Левченко", "Наталія", "Юріївна", "Бухгалтер", "nataliia.levchenko", "uk", nil, []string{"accountant"}},
		{"K1", "Дячук", "Оксана", "Миколаївна", "Маркетолог", "oksana.diachuk", "uk", nil, []string{"marketer", "administrator"}},
		{"P1", "Савчук", "Роман", "Ігорович", "Плановик виробництва", "roman.savchuk", "uk", works, []string{"production"}},
		{"G1", "Кравець", "Юлія", "Андріївна", "Дизайнер", "yuliia.kravets", "uk", works, []string{"production"}},
		{"W1", "Олійник", "Василь", "Петрович", "Завідувач складу", "vasyl.oliinyk", "uk", works, []string{"logistics"}},
	} {
		u := &crm.User{
			Surname: one.surname, Given: one.given, Patronymic: one.patronymic, Position: one.position, Email: one.email + "@example.com",
			Language: crm.Language(one.language),
		}
		if one.language == "bg" {
			u.Zone = "Europe/Sofia"
		}
		if one.team != nil {
			u.Team = register.Ref[crm.Team](one.team.ID)
		}
		for _, preset := range one.roles {
			u.Roles = append(u.Roles, role[preset])
		}
		switch one.code[0] {
		case 'M':
			u.Head = person(b, "H1")
		default:
			u.Head = person(b, "D1")
		}
		if err := b.save(u); err != nil {
			return err
		}
		b.people[one.code] = u
	}
	sales.Head, works.Head = person(b, "H1"), person(b, "P1")
	m1 := b.people["M1"]
	m1.Deputy = person(b, "M2")
	return b.save(sales, works, m1)
}
