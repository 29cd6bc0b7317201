package page

import (
	"github.com/a-h/templ"

	"dossier/internal/lang"
)

// formExhibits shows every control as it is asked, wrong and still, and a whole
// form with a restored draft and duplicates.
func formExhibits(p *lang.Printer) []Exhibit {
	asked := sampleFields(p)
	wrong, still := sampleFields(p), sampleFields(p)
	for i := range wrong {
		wrong[i].Problem = p.Text("page.sample_failed")
		still[i].ReadOnly = true
	}
	form := Form{
		ID: "gallery-form", Title: p.Text("page.sample_field_client"), Action: "/ui", Submit: p.Text("save"), Cancel: "/ui",
		Sections: []Section{{Title: p.Text("page.gallery_card"), Fields: asked[:3]}},
		Draft:    Draft{URL: "/ui", RestoredAt: p.Text("page.sample_words"), Discard: "/ui"},
		Duplicates: Duplicates{Hidden: true, Found: []Duplicate{
			{Label: p.Text("page.sample_client"), Href: "/ui", Because: p.Text("page.sample_field_client")},
		}},
	}
	return []Exhibit{
		{"Field", exhibitFields(p, "asked", asked), ""},
		{"Field, Problem", exhibitFields(p, "wrong", wrong), ""},
		{"Field, ReadOnly", exhibitFields(p, "still", still), ""},
		{"FormBody", exhibitBody(FormBody(p, form)), ""},
	}
}

func cardExhibits(p *lang.Printer) []Exhibit {
	list := sampleList(p)
	list.ID, list.Bulk, list.Filter, list.Views = "gallery-related", nil, Filter{}, nil
	return []Exhibit{
		{"CardBody", exhibitBody(CardBody(p, sampleCard(p))), "tall"},
		{"RelatedView", RelatedView(p, Related{Title: p.Text("page.gallery_list"), Count: p.Integer(5), All: "/ui", List: list}), ""},
		{"HistoryView", HistoryView(p, sampleHistory(p)), ""},
		{"CommentsView", CommentsView(p, sampleComments(p)), ""},
		{"FilesView", FilesView(p, sampleFiles(p)), ""},
	}
}

func sampleFields(p *lang.Printer) []Field {
	statuses := []Choice{{Value: "1", Label: p.Text("page.sample_status"), Hue: Amber}, {Value: "2", Label: p.Text("page.sample_status_2"), Hue: Green}}
	label := func(key string) string { return p.Text("page.sample_field_" + key) }
	return []Field{
		{Name: "name", Label: label("client"), Control: AskText, Required: true, Values: []string{p.Text("page.sample_client_long")}, Hint: p.Text("page.sample_notice")},
		{Name: "status", Label: label("status"), Control: AskChoice, Values: []string{"1"}, Choices: statuses},
		{Name: "amount", Label: label("amount"), Control: AskMoney, Values: []string{p.Decimal(128600050, 2), "UAH"}, Choices: []Choice{{Value: "UAH", Label: "₴"}, {Value: "EUR", Label: "€"}}},
		{Name: "seen", Label: label("seen"), Control: AskDate, Values: []string{p.Date("2026-11-22")}},
		{Name: "tags", Label: label("tags"), Control: AskSeveral, Values: []string{"2"}, Choices: statuses},
		{Name: "vip", Label: label("vip"), Control: AskYesNo, Values: []string{"1"}},
		{Name: "owner", Label: label("owner"), Control: AskReference, Lookup: "/ui", Values: []string{"7"}, Chosen: []Chosen{{ID: "7", Label: p.Text("page.sample_person"), Href: "/ui"}}},
		{Name: "note", Label: p.Text("page.sample_step"), Control: AskLongText, Values: []string{p.Text("page.sample_why")}, Lines: 3},
	}
}

func sampleCard(p *lang.Printer) Card {
	text := func(label, value string) Line {
		return Line{Label: p.Text("page.sample_field_" + label), Value: TextCell(p.Text("page.sample_" + value)), Edit: "/ui"}
	}
	details := []Line{text("client", "client_long"), text("region", "region"), {Label: p.Text("page.sample_field_owner"), Value: PeopleCell(People{Shown: samplePeople(p)})}}
	return Card{
		ID: "gallery-card", Title: p.Text("page.sample_client"), Menu: "/ui",
		Avatar:  Avatar{Initials: p.Text("page.sample_client_short"), Hue: Amber, Size: Huge, Square: true},
		Chips:   []Chip{{Label: p.Text("page.sample_status"), Hue: Amber, Icon: "flame"}, {Label: p.Text("page.sample_status_2"), Tone: Good, Icon: "shield-check"}},
		Meta:    []Meta{{Icon: "map-pin", Text: p.Text("page.sample_region")}},
		Actions: []Button{{Label: p.Text("menu.edit"), Icon: "pencil", Href: "/ui"}},
		Facts: []Fact{
			{Label: p.Text("page.sample_field_amount"), Value: p.Money(sampleMoney(481245000)), Note: p.Percent(124000), Tone: Good},
			{Label: p.Text("page.sample_stage"), Value: p.Money(sampleMoney(128600000)), Href: "/ui"},
			{Label: p.Text("page.sample_lost"), Value: p.Money(sampleMoney(18430000)), Note: p.Count("board.in_stage", 12), Tone: Bad},
		},
		Tabs:     []Tab{{Label: p.Text("page.gallery_card"), Icon: "id", Href: "/ui", Current: true}, {Label: p.Text("page.gallery_list"), Href: "/ui", Count: p.Integer(3)}},
		Sections: []CardSection{{Title: p.Text("page.gallery_card"), Edit: "/ui", Lines: details}},
		Rail: []RailBox{
			{Title: p.Text("page.sample_field_owner"), Count: p.Integer(1), People: []RailPerson{{Name: p.Text("page.sample_person"), Href: "/ui", Note: "+380 67 341 28 05", Call: "tel:+380673412805", Avatar: Avatar{Initials: p.Text("page.sample_person_short"), Hue: Violet, Size: Large}}}},
			{Title: p.Text("page.gallery_board"), Deals: []RailDeal{{Name: p.Text("page.sample_deal"), Href: "/ui", Amount: p.Money(sampleMoney(64000000)), Stage: p.Text("page.sample_stage"), Hue: Amber, Step: 4, Steps: 6}}},
		},
	}
}

func sampleFace(p *lang.Printer) Face {
	return Face{Name: p.Text("page.sample_person"), Href: "/ui", Avatar: Avatar{Initials: p.Text("page.sample_person_short"), Hue: Violet}}
}

func sampleHistory(p *lang.Printer) History {
	return History{More: "/ui", Days: []HistoryDay{{Name: p.DateWords("2026-11-20"), Entries: []HistoryEntry{
		{Who: sampleFace(p), Time: "15:42", Moment: "2026-11-20T15:42:00+02:00", Did: p.Text("menu.edit"), Changes: []Change{
			{Label: p.Text("page.sample_field_status"), Was: p.Text("page.sample_status"), Now: p.Text("page.sample_status_2")},
		}},
	}}}}
}

func sampleComments(p *lang.Printer) Comments {
	return Comments{Action: "/ui", Key: "1", List: []Comment{{
		ID: "1", Who: sampleFace(p), Time: "15:42", Moment: "2026-11-20T15:42:00+02:00", Edit: "/ui", Delete: "/ui",
		Text: []Words{{Text: p.Text("page.sample_person_2"), Href: "/ui", Mention: true}, {Text: " " + p.Text("page.sample_step")}},
	}}}
}

func sampleFiles(p *lang.Printer) Files {
	return Files{Total: "412 KB", List: []File{{
		ID: "1", Name: "price-2026.xlsx", Size: "412 KB", Shape: "sheet", Kind: "XLSX", Who: p.Text("page.sample_person"),
		Time: p.DateWords("2026-11-20"), Moment: "2026-11-20T15:42:00+02:00", Download: "/ui", Delete: "/ui",
	}}}
}

// exhibitFields are fields as they stand in a form.
func exhibitFields(p *lang.Printer, form string, fields []Field) templ.Component {
	parts := make([]templ.Component, len(fields))
	for i, field := range fields {
		parts[i] = fieldView(p, "gallery-"+form, field)
	}
	return several(parts...)
}
