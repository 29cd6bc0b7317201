package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// family is a partner with its contacts and deals.
type family struct {
	partner  *crm.Partner
	contacts []*crm.Contact
	deals    []*crm.Deal
	stages   [][]register.ID // that each deal went through, the last is the present one
	moments  [][]int64       // when it entered them, Unix ms
}

// How many contacts and deals partners have, by the last digits of their
// number: two contacts and half a deal in the middle.
var (
	contactsOf = [10]int64{1, 2, 1, 4, 2, 1, 3, 2, 0, 4}
	dealsOf    = [20]int64{3, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0}
)

// before is how many the partners from 1 to n-1 have together.
func before(n int64, counts []int64) int64 {
	var round, rest int64
	for i, c := range counts {
		round += c
		if int64(i) < n%int64(len(counts)) {
			rest += c
		}
	}
	return n/int64(len(counts))*round + rest - counts[0]
}

// groupsOf is how many partners lie between two heads of groups of companies,
// and subsidiaries how many of those that follow a head belong to it.
const (
	groupsOf     = 100
	subsidiaries = 3
)

// headOf is the head of the group that partner n belongs to, nought for none.
func headOf(n int64) int64 {
	if k := n % groupsOf; n > groupsOf && k > 0 && k <= subsidiaries {
		return n - k
	}
	return 0
}

// family makes the partner of this number, from 1, and all that belongs to
// it: always the same for the same seed and number.
func (b *base) family(seed uint64, n int64) family {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	t := tongueOf(rng)
	made := b.today.AddDate(0, 0, -rng.IntN(5*365)).Add(-time.Duration(rng.IntN(8*3600)) * time.Second)
	responsible := register.Ref[crm.User](b.users[int(float64(len(b.users))*rng.Float64()*rng.Float64())])
	p := &crm.Partner{
		Name: t.firm(rng), Code: fmt.Sprintf("%06d", n), Roles: b.roles(rng), Kind: crm.Company, Country: crm.Country(t.country),
		Parent: register.Ref[crm.Partner](headOf(n)), Responsible: responsible,
		Status: register.Ref[crm.ClientStatus](choose(rng, b.statuses)), Industry: register.Ref[crm.Industry](choose(rng, b.industries)),
		Region:   register.Ref[crm.Region](choose(rng, b.regions[t.country])),
		AdSource: register.Ref[crm.AdSource](choose(rng, b.sources)), Class: []crm.PartnerClass{"c", "c", "c", "c", "b", "b", "a", ""}[rng.IntN(8)],
		Reliability: []crm.Reliability{"", "", "high", "medium", "medium", "low"}[rng.IntN(6)], Vip: rng.IntN(40) == 0,
		PaymentDays: []int64{0, 0, 7, 14, 30}[rng.IntN(5)], Common: rng.IntN(50) == 0,
	}
	p.ID, p.CreatedAt, p.CreatedBy = n, made, register.ID(responsible)
	p.Phones = register.Parts[crm.Phone]{{Kind: "work", Number: t.number(rng)}}
	if rng.IntN(3) == 0 {
		p.Emails = register.Parts[crm.Email]{{Address: address(rng, "office")}}
	}
	if rng.IntN(4) == 0 {
		p.Sites = register.Parts[crm.Site]{{Address: "https://" + domain(rng)}}
	}
	if rng.IntN(3) == 0 {
		p.Addresses = register.Parts[crm.DeliveryAddress]{{Address: often(rng, t.towns) + ", " + often(rng, t.streets) + ", " + strconv.Itoa(1+rng.IntN(150))}}
	}
	if rng.IntN(3) == 0 {
		p.Activities = register.Refs[crm.ActivityKind]{register.Ref[crm.ActivityKind](choose(rng, b.activities))}
	}
	f := family{partner: p}
	for i := range contactsOf[n%10] {
		f.contacts = append(f.contacts, b.contact(rng, t, p, before(n, contactsOf[:])+i+1))
	}
	for i := range b.times * dealsOf[n%20] {
		d, stages, moments := b.deal(rng, f, b.times*before(n, dealsOf[:])+i+1)
		f.deals, f.stages, f.moments = append(f.deals, d), append(f.stages, stages), append(f.moments, moments)
	}
	return f
}

func (b *base) roles(rng *rand.Rand) crm.PartnerRoles {
	switch k := rng.IntN(100); {
	case k < 82:
		return crm.PartnerRoles{crm.ClientRole}
	case k < 90:
		return crm.PartnerRoles{crm.SupplierRole}
	case k < 93:
		return crm.PartnerRoles{crm.ClientRole, crm.SupplierRole}
	case k < 95:
		return crm.PartnerRoles{crm.CompetitorRole}
	}
	return crm.PartnerRoles{crm.OtherRole}
}

func (b *base) contact(rng *rand.Rand, t *tongue, p *crm.Partner, id int64) *crm.Contact {
	surname, given, patronymic, woman := t.person(rng)
	c := &crm.Contact{
		Surname: surname, Given: given, Patronymic: patronymic, Partner: register.Ref[crm.Partner](p.ID),
		Position: often(rng, t.positions), Language: crm.Language(t.language), Sex: "m",
		Role: []crm.ContactRole{"", "decision_maker", "buyer", "buyer", "accountant", "technical"}[rng.IntN(6)],
	}
	if woman {
		c.Sex = "f"
	}
	c.ID, c.CreatedAt, c.CreatedBy = id, p.CreatedAt, p.CreatedBy
	c.Phones = register.Parts[crm.Phone]{{Kind: "mobile", Number: t.number(rng)}}
	if rng.IntN(2) == 0 {
		c.Emails = register.Parts[crm.Email]{{Address: address(rng, "")}}
	}
	if rng.IntN(3) == 0 {
		c.Birthday = register.Date(b.today.AddDate(-20-rng.IntN(50), 0, -rng.IntN(365)).Format(time.DateOnly))
	}
	return c
}

// deal is a sale to the partner. Few are open: most of what a company knows
// is its past.
func (b *base) deal(rng *rand.Rand, f family, id int64) (d *crm.Deal, stages []register.ID, moments []int64) {
	p := f.partner
	began := p.CreatedAt.Add(time.Duration(rng.Float64() * float64(b.today.Sub(p.CreatedAt))))
	d = &crm.Deal{
		Number: fmt.Sprintf("%06d", id), Partner: register.Ref[crm.Partner](p.ID), Responsible: p.Responsible, Kind: b.kind,
		Product: register.Ref[crm.Product](choose(rng, b.products)), AdSource: p.AdSource,
		Amount: money.New(int64(1+rng.ExpFloat64()*40)*1_000_00, []string{"UAH", "UAH", "UAH", "UAH", "EUR", "USD"}[rng.IntN(6)]),
	}
	d.Name = b.productNames[register.ID(d.Product)]
	if len(f.contacts) > 0 {
		d.Contact = register.Ref[crm.Contact](f.contacts[rng.IntN(len(f.contacts))].ID)
	}
	end := began.AddDate(0, 0, 5+rng.IntN(90))
	switch k := rng.IntN(100); {
	case k < 5:
		began = b.today.AddDate(0, 0, -rng.IntN(60)).Add(-time.Hour)
		end = time.Time{}
		stages = b.open[:1+rng.IntN(len(b.open))]
		d.CloseOn = register.Date(b.today.AddDate(0, 0, rng.IntN(60)-15).Format(time.DateOnly))
	case k < 60:
		stages = append(append(stages, b.open...), b.won)
	default:
		stages = append(append(stages, b.open[:1+rng.IntN(len(b.open))]...), b.lost)
		d.LossReason = register.Ref[crm.LossReason](choose(rng, b.losses))
	}
	if end.After(b.today) {
		end = b.today
	}
	if end.Before(began) && !end.IsZero() {
		began = end.AddDate(0, 0, -3)
	}
	d.StartedOn = register.DayOf(began, time.UTC)
	d.Stage = register.Ref[crm.Stage](stages[len(stages)-1])
	last := b.today
	if !end.IsZero() {
		d.ClosedOn, last = register.DayOf(end, time.UTC), end
	}
	for i := range stages {
		step := time.Duration(float64(last.Sub(began)) * float64(i) / float64(len(stages)))
		moments = append(moments, began.Add(step).UnixMilli())
	}
	d.ID, d.CreatedAt, d.CreatedBy = id, began, p.CreatedBy
	return d, stages, moments
}

// number is a telephone number of the language's country.
func (t *tongue) number(rng *rand.Rand) string {
	return often(rng, t.phone) + fmt.Sprintf("%07d", 1_000_000+rng.IntN(8_999_999))
}

func domain(rng *rand.Rand) string {
	return lower(often(rng, latin.first)) + "-" + lower(often(rng, latin.second)) + strconv.Itoa(rng.IntN(1000)) + ".example"
}

// address is an e-mail address; without a name it is somebody's own.
func address(rng *rand.Rand, name string) string {
	if name == "" {
		name = string(rune('a'+rng.IntN(26))) + "." + lower(often(rng, latin.first)) + strconv.Itoa(rng.IntN(100))
	}
	return name + "@" + domain(rng)
}

func lower(ascii string) string {
	b := []byte(ascii)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// choose is one of a list, the first ones more often.
func choose(rng *rand.Rand, list []register.ID) register.ID {
	if len(list) == 0 {
		return 0
	}
	u := rng.Float64()
	return list[min(int(u*u*float64(len(list))), len(list)-1)]
}
