package store_test

import (
	"testing"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// planet has a field of every kind.
type planet struct {
	register.Base
	Name       string
	About      string
	Mail       string
	Call       string
	Moons      int64
	Ringed     bool
	Cost       money.Money
	CostBase   int64
	Fare       money.Price
	Mass       int64
	Water      int64
	FoundOn    register.Date
	SeenAt     time.Time
	Sort       planetSort
	Gases      planetGases
	Star       register.Ref[planet]
	Neighbours register.Refs[planet]
	Order      register.Link
	Picture    register.File
	Called     register.Names
	Stations   register.Parts[station]
}

type planetSort string

func (planetSort) Choices() []string { return []string{"rocky", "giant"} }

type planetGas string

type planetGases []planetGas

func (planetGases) Choices() []string { return []string{"oxygen", "methane", "helium"} }

type station struct {
	register.Part
	Code    string
	Crew    int64
	Parent  register.Ref[planet]
	Contact string
}

func (s *station) Describe(f *register.Fields) {
	f.Text(&s.Code).Unique().Searchable()
	f.Int(&s.Crew)
	f.Ref(&s.Parent)
	f.Phone(&s.Contact).Indexed().Searchable().Class(register.Contact)
}

func (p *planet) Describe(f *register.Fields) {
	f.Text(&p.Name).Required().Indexed().Searchable().Tracked()
	f.LongText(&p.About).Searchable().Class(register.Personal)
	f.Email(&p.Mail).Unique().Class(register.Contact)
	f.Phone(&p.Call).Indexed().Class(register.Contact)
	f.Int(&p.Moons).Indexed()
	f.Bool(&p.Ringed).Indexed()
	cost := f.Money(&p.Cost)
	f.Base(&p.CostBase, cost)
	f.Price(&p.Fare)
	f.Quantity(&p.Mass)
	f.Percent(&p.Water)
	f.Date(&p.FoundOn).Indexed()
	f.Moment(&p.SeenAt).Indexed()
	f.Choice(&p.Sort).Indexed()
	f.Several(&p.Gases).Indexed()
	f.Ref(&p.Star).Owner()
	f.Refs(&p.Neighbours)
	f.Link(&p.Order).Indexed()
	f.File(&p.Picture)
	f.Names(&p.Called)
	f.Parts(&p.Stations)
	f.SortBy(&p.Name)
}

var planets = register.Define[planet]("planet", "planets")
