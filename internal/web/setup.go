package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const setUpPath = "/set-up"

// setUpRoutes are the first start: they are there until there is a company.
func (s *Server) setUpRoutes() {
	s.add("GET", setUpPath, PageKind, (*call).setUpPage, public)
	s.add("POST", setUpPath, FormKind, (*call).setUp, public)
}

func (c *call) setUpPage() error {
	if c.company.Load() != nil {
		return register.ErrNotFound
	}
	said := map[string]string{"language": string(c.p.Language()), "country": "ua", "zone": "Europe/Kyiv", "currency": "UAH"}
	if c.p.Language() == lang.Bulgarian {
		said["country"], said["zone"], said["currency"] = "bg", "Europe/Sofia", "EUR"
	}
	return c.setUpForm(http.StatusOK, said, nil, "")
}

// What the first page offers; everything else can be chosen later.
var (
	setUpCountries  = []string{"ua", "bg", "pl", "ro", "md", "cz", "sk", "hu", "de", "gb", "tr", "us"}
	setUpZones      = []string{"Europe/Kyiv", "Europe/Sofia", "Europe/Warsaw", "Europe/Bucharest", "Europe/Chisinau", "Europe/Prague", "Europe/Berlin", "Europe/London", "Europe/Istanbul", "America/New_York", "UTC"}
	setUpCurrencies = []string{"UAH", "EUR", "USD", "PLN", "RON", "MDL", "CZK", "HUF", "GBP", "TRY"}
)

func (c *call) setUpForm(status int, said map[string]string, wrong map[string]string, refused string) error {
	field := func(name string, f page.Field) page.Field {
		f.Name, f.Label, f.Problem = name, c.p.Text("setup."+name), wrong[name]
		if f.Values == nil {
			f.Values = []string{said[name]}
		}
		return f
	}
	var countries, languages, zones, currencies []page.Choice
	organisation := crm.Organisations.Field("country")
	for _, code := range setUpCountries {
		countries = append(countries, page.Choice{Value: code, Label: choice(c.p, crm.Organisations.Register, organisation, code)})
	}
	for _, l := range lang.Languages() {
		languages = append(languages, page.Choice{Value: string(l), Label: l.Name()})
	}
	for _, z := range setUpZones {
		zones = append(zones, page.Choice{Value: z, Label: c.zoneName(z)})
	}
	for _, code := range setUpCurrencies {
		currencies = append(currencies, page.Choice{Value: code, Label: code + " " + money.Symbol(code)})
	}
	passwords := c.passwordFields(wrong["password"], wrong["password_again"])
	form := page.Form{
		ID: "set-up", Action: setUpPath, Submit: c.p.Text("setup.begin"), Refusal: refused,
		Sections: []page.Section{
			{Title: c.p.Text("setup.company_section"), Fields: []page.Field{
				field("company", page.Field{Control: page.AskText, Required: true, MaxLength: 300, Autocomplete: "organization", Focus: true}),
				field("country", page.Field{Control: page.AskChoice, Required: true, Choices: countries, Pair: true}),
				field("language", page.Field{Control: page.AskChoice, Required: true, Choices: languages, Pair: true}),
				field("zone", page.Field{Control: page.AskChoice, Required: true, Choices: zones, Pair: true}),
				field("currency", page.Field{Control: page.AskChoice, Required: true, Choices: currencies, Hint: c.p.Text("setup.currency_hint"), Pair: true}),
			}},
			{Title: c.p.Text("setup.administrator_section"), Fields: append([]page.Field{
				field("surname", page.Field{Control: page.AskText, Required: true, MaxLength: 100, Autocomplete: "family-name", Pair: true}),
				field("given", page.Field{Control: page.AskText, MaxLength: 100, Autocomplete: "given-name", Pair: true}),
				{
					Name: "email", Label: c.p.Text("sign.email"), Control: page.AskEmail, Required: true, MaxLength: 254,
					Values: []string{said["email"]}, Problem: wrong["email"], Autocomplete: "username",
				},
			}, passwords...)},
		},
	}
	if c.background() {
		c.render(status, page.FormBody(c.p, form))
		return nil
	}
	c.render(status, page.SetUpPage(c.p, page.SetUp{Entrance: c.entrance(), Form: form}))
	return nil
}

// zoneName is a zone with how far its clocks are ahead now.
func (c *call) zoneName(name string) string { return zoneNameAt(name, c.now) }

// zoneNameAt is a zone with what its clocks differ by at a moment.
func zoneNameAt(name string, at time.Time) string {
	zone, err := calendar.Zone(name)
	if err != nil {
		return name
	}
	return strings.ReplaceAll(name, "_", " ") + " (UTC" + at.In(zone).Format("-07:00") + ")"
}

// setUp makes the company, its directories and its administrator, and signs
// him in.
func (c *call) setUp() error {
	if c.company.Load() != nil {
		return register.ErrNotFound
	}
	if err := c.parseForm(); err != nil {
		return err
	}
	said := map[string]string{}
	for name, values := range c.r.PostForm {
		said[name] = strings.TrimSpace(values[0])
	}
	password, again := c.r.PostForm.Get("password"), c.r.PostForm.Get("password_again")
	email := strings.ToLower(said["email"])
	wrong := map[string]string{}
	for _, name := range []string{"company", "country", "language", "zone", "currency", "surname", "email"} {
		if said[name] == "" {
			wrong[name] = c.p.Text("required")
		}
	}
	problem, mismatch := c.passwordProblems(password, again, false, said["company"], said["surname"], said["given"], email)
	if problem != "" {
		wrong["password"] = problem
	}
	if mismatch != "" {
		wrong["password_again"] = mismatch
	}
	if len(wrong) > 0 {
		return c.setUpForm(http.StatusUnprocessableEntity, said, wrong, "")
	}
	ctx := c.r.Context()
	hash, err := c.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	var user *crm.User
	err = c.store.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error {
		// Whoever comes second waits here and then finds the company.
		if err := tx.Set(ctx, "set_up", c.now.Format(time.RFC3339)); err != nil {
			return err
		}
		made, err := crm.Start(ctx, tx, crm.Setup{
			Company: said["company"], Country: crm.Country(said["country"]), Currency: said["currency"], Language: crm.Language(said["language"]),
			Zone: said["zone"], Surname: said["surname"], Given: said["given"], Email: email,
		})
		if err != nil {
			return err
		}
		user = made
		if err := tx.SetPassword(ctx, made.ID, hash); err != nil {
			return err
		}
		return tx.Audit(ctx, "set_up", register.Link{Register: "user", ID: made.ID}, map[string]any{"address": c.address(c.r).String()})
	})
	var problems *register.Problems
	if errors.As(err, &problems) {
		return c.refuseSetUp(said, problems)
	}
	if err != nil {
		return err
	}
	if err := c.begin(user.ID, "set-up"); err != nil {
		return err
	}
	return c.goTo("/")
}

// refuseSetUp shows the rules' problems at the fields of the form.
func (c *call) refuseSetUp(said map[string]string, problems *register.Problems) error {
	wrong, whole := map[string]string{}, []string{}
	for _, p := range problems.List {
		name := p.Field
		if name == "name" {
			name = "company"
		}
		if _, asked := said[name]; asked {
			wrong[name] = c.p.TextOf(p.Key, p.Args)
		} else {
			whole = append(whole, c.problemText(p))
		}
	}
	return c.setUpForm(http.StatusUnprocessableEntity, said, wrong, strings.Join(whole, "\n"))
}
