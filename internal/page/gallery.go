package page

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"dossier/internal/lang"
	"dossier/internal/money"
)

// Exhibit is one component in one state, as the gallery shows it.
type Exhibit struct {
	Name  string // of the component in the program: "Button", "List, nothing found"
	Part  templ.Component
	Class string // how it stands: "row", "flush", "tall" or "still"; empty has room around it
}

// ExhibitGroup is a titled part of the gallery.
type ExhibitGroup struct {
	ID       string
	Title    string
	Exhibits []Exhibit
}

// exhibits lists everything that the gallery shows. A new component gets a line
// in one of these groups, and with it a place in the browser's tests.
func exhibits(p *lang.Printer) []ExhibitGroup {
	return []ExhibitGroup{
		{"parts", p.Text("page.gallery_parts"), partExhibits(p)},
		{"windows", p.Text("page.gallery_windows"), windowExhibits(p)},
		{"list", p.Text("page.gallery_list"), listExhibits(p)},
		{"filter", p.Text("page.gallery_filter"), filterExhibits(p)},
		{"board", p.Text("page.gallery_board"), boardExhibits(p)},
		{"form", p.Text("page.gallery_form"), formExhibits(p)},
		{"card", p.Text("page.gallery_card"), cardExhibits(p)},
		{"entrance", p.Text("sign.in_title"), entranceExhibits(p)},
		{"settings", p.Text("settings.title"), settingsExhibits(p)},
		{"import", p.Text("wizard.steps"), importExhibits(p)},
	}
}

// several draws components one after the other.
func several(parts ...templ.Component) templ.Component { return templ.Join(parts...) }

func partExhibits(p *lang.Printer) []Exhibit {
	var hues, avatars []templ.Component
	for i, hue := range Hues {
		hues = append(hues, Chip{Label: p.Text("page.sample_status"), Hue: hue})
		avatars = append(avatars, Avatar{Initials: p.Text("page.sample_person_short"), Name: p.Text("page.sample_person"), Hue: hue, Square: i%2 == 1})
	}
	create, save := p.Text("page.create"), p.Text("menu.edit")
	return []Exhibit{
		{"Button", several(
			Button{Label: create, Icon: "plus", Weight: Primary}, Button{Label: save, Icon: "pencil"},
			Button{Label: save, Weight: Quiet}, Button{Label: p.Text("menu.delete"), Icon: "trash", Weight: Danger},
			Button{Label: p.Text("list.columns"), Icon: "columns", Count: "12 / 34"},
			Button{Label: p.Text("menu.actions"), Icon: "dots", Bare: true}, Button{Label: save, Off: true},
		), "row"},
		{"Button, Small", several(
			Button{Label: create, Icon: "plus", Weight: Primary, Small: true}, Button{Label: save, Small: true},
			Button{Label: save, Weight: Quiet, Small: true}, Button{Label: p.Text("menu.actions"), Icon: "dots", Bare: true, Small: true},
		), "row"},
		{"Segments", Segments{Label: p.Text("page.gallery_board"), Items: []Segment{
			{Label: p.Text("board.view_board"), Icon: "layout-kanban", Href: "#list", Current: true},
			{Label: p.Text("board.view_list"), Icon: "list", Href: "#board"},
		}}, "row"},
		{"Tabs", Tabs{Label: p.Text("page.gallery_card"), Items: []Tab{
			{Label: p.Text("page.gallery_card"), Icon: "id", Href: "#card", Current: true},
			{Label: p.Text("page.gallery_list"), Icon: "list", Href: "#list", Count: p.Integer(128)},
			{Label: p.Text("page.gallery_form"), Href: "#form", Count: p.Integer(9), Tone: Bad},
		}}, "flush"},
		{"Chip", several(hues...), "row"},
		{"Chip, Tone", several(
			Chip{Label: p.Text("page.sample_status_2"), Tone: Good, Icon: "check"}, Chip{Label: p.Text("page.sample_step"), Tone: Care, Icon: "hourglass"},
			Chip{Label: p.Text("page.sample_lost"), Tone: Bad}, Chip{Label: p.Text("page.sample_stage"), Tone: Info}, Chip{Label: p.Text("page.sample_tag"), Tone: Outline}, Chip{Label: p.Text("page.sample_tag")},
		), "row"},
		{"Avatar", several(avatars...), "row"},
		{"Avatar, Size", several(
			Avatar{Initials: p.Text("page.sample_client_short"), Name: p.Text("page.sample_client"), Hue: Amber, Size: Small, Square: true},
			Avatar{Initials: p.Text("page.sample_client_short"), Name: p.Text("page.sample_client"), Hue: Amber, Square: true},
			Avatar{Initials: p.Text("page.sample_client_short"), Name: p.Text("page.sample_client"), Hue: Amber, Size: Large, Square: true},
			Avatar{Initials: p.Text("page.sample_client_short"), Name: p.Text("page.sample_client"), Hue: Amber, Size: Huge, Square: true},
			People{Shown: samplePeople(p), More: "+2"},
		), "row"},
		{"Meter", several(
			Meter{Label: p.Percent(740000), Value: 74, Of: 100}, Meter{Label: p.Percent(350000), Value: 35, Of: 100, Tone: Care},
			Meter{Label: p.Percent(1000000), Value: 130, Of: 100, Tone: Bad}, Meter{Label: p.Percent(0), Of: 100},
		), ""},
	}
}

func windowExhibits(p *lang.Printer) []Exhibit {
	closes := p.Text("menu.close")
	return []Exhibit{
		{"Menu", several(
			Button{Label: p.Text("menu.actions"), Icon: "dots", Opens: "gallery-menu", Extra: With("aria-haspopup", "menu")},
			Menu{ID: "gallery-menu", Label: p.Text("menu.actions"), Items: rowMenu(p)},
		), "row"},
		{"Dialog", Dialog{ID: "gallery-dialog", Title: p.Text("page.sample_question"), Lead: p.Text("page.sample_why"), Close: closes, Cancel: p.Text("menu.cancel"), Sure: Button{Label: p.Text("menu.delete"), Weight: Danger}}, "still"},
		{"Keys", Keys(p), "still"},
		{"Columns", Columns(p, sampleColumns(p)), "still"},
		{"Toast", several(
			Toast{Text: p.Text("page.sample_done"), Undo: "/ui", Again: p.Text("menu.undo"), Close: closes},
			Toast{Text: p.Text("page.sample_failed"), Tone: Bad, Close: closes},
		), "row"},
		{"Notice", several(
			Notice{Text: p.Text("page.sample_why")}, Notice{Tone: Info, Text: p.Text("page.sample_why")}, Notice{Tone: Good, Text: p.Text("page.sample_done")},
			Notice{Tone: Care, Title: p.Text("page.sample_notice"), Text: p.Text("page.sample_client")}, Notice{Tone: Bad, Text: p.Text("page.sample_failed")},
		), ""},
		{"PaletteResults", paletteSample(p), ""},
	}
}

func listExhibits(p *lang.Printer) []Exhibit {
	whole := sampleList(p)
	chosen := sampleList(p)
	chosen.ID, chosen.Views, chosen.Filter = "gallery-chosen", nil, Filter{}
	for i := range chosen.Table.Rows {
		chosen.Table.Rows[i].ID += "-chosen"
		chosen.Table.Rows[i].Chosen = i < 2
	}
	without := func(empty Empty) List {
		v := sampleList(p)
		v.Views, v.Empty, v.Count = nil, &empty, ""
		return v
	}
	nothing := without(EmptyRegister(p, "building-store", p.Text("page.sample_empty"), Button{Label: p.Text("page.create"), Icon: "plus", Weight: Primary, Href: "/ui"}, Button{Label: p.Text("list.import_excel"), Icon: "table-import", Href: "/ui"}))
	nothing.Filter = Filter{}
	found := FoundBy(p, "layout", "rfhgfn", p.Text("page.sample_client"))
	unfound := without(EmptyFilter(p, "/ui", Button{Label: p.Text("list.without", "field", p.Text("page.sample_field_status"), "count", p.Integer(23)), Href: "/ui"}))
	unfound.Found = &found
	closed := without(EmptyRights(p, p.Text("page.sample_person")))
	closed.Filter = Filter{}
	return []Exhibit{
		{"List", exhibitBody(ListBody(p, whole)), "tall"},
		{"List, Chosen", exhibitBody(ListTable(p, chosen)), "tall"},
		{"EmptyRegister", exhibitBody(nothing.Empty), ""},
		{"EmptyFilter", exhibitBody(unfound.Empty), ""},
		{"EmptyRights", exhibitBody(closed.Empty), ""},
		{"FoundBy", found, ""},
		{"Peek", Peek(p, samplePreview(p)), "still"},
		{"EditCell", exhibitCell(p, CellEditor{Action: "/ui", Field: Field{Name: "region", Label: p.Text("page.sample_field_region"), Control: AskText, Values: []string{p.Text("page.sample_region")}}}), "flush"},
	}
}

func filterExhibits(p *lang.Printer) []Exhibit {
	money := p.Text("page.sample_field_amount")
	return []Exhibit{
		{"Filter", sampleFilter(p).bar(p, nil), "flush"},
		{"Filter, Changed", sampleFilter(p).bar(p, &Changed{Save: "/ui", Reset: "/ui"}), "flush"},
		{"FieldsToFilter", FieldsToFilter(p, FilterFields{Find: "/ui", Groups: []FilterFieldGroup{{Title: p.Text("page.sample_field_client"), Fields: []FilterField{
			{Icon: "tag", Label: p.Text("page.sample_field_status"), Href: "/ui"}, {Icon: "map-pin", Label: p.Text("page.sample_field_region"), Href: "/ui"}, {Icon: "coin", Label: money, Href: "/ui"},
		}}}}), "still"},
		{"Condition", Condition(p, FilterEditor{
			Title: money, Action: "/ui", Self: "/ui", Operator: "between", Remove: "/ui",
			Operators: []Choice{{Value: "between", Label: p.Text("page.sample_words_2")}},
			Inputs:    []Field{{Name: "from", Label: p.Text("page.sample_from"), Control: AskNumber, Values: []string{p.Integer(50000)}}, {Name: "to", Label: p.Text("page.sample_to"), Control: AskNumber}},
		}), "still"},
		{"Groups", Groups(p, FilterGroups{Apply: "/ui", Count: p.Count("list.found", 23), Root: FilterGroup{
			Switch: "/ui", Add: "/ui", Nest: "/ui", Chips: sampleFilter(p).Chips[:1],
			Groups: []FilterGroup{{Any: true, Switch: "/ui", Invert: "/ui", Add: "/ui", Remove: "/ui", Chips: sampleFilter(p).Chips[1:]}},
		}}), "still"},
	}
}

func boardExhibits(p *lang.Printer) []Exhibit {
	return []Exhibit{{"Board", exhibitBody(BoardBody(p, sampleBoard(p))), "tall"}}
}

func samplePeople(p *lang.Printer) []Avatar {
	return []Avatar{
		{Initials: p.Text("page.sample_person_short"), Name: p.Text("page.sample_person"), Hue: Violet, Size: Small},
		{Initials: p.Text("page.sample_person_2_short"), Name: p.Text("page.sample_person_2"), Hue: Orange, Size: Small},
	}
}

func rowMenu(p *lang.Printer) []MenuItem {
	return []MenuItem{
		{Label: p.Text("menu.open"), Icon: "external-link", Href: "/ui"},
		{Label: p.Text("menu.copy"), Icon: "copy", Href: "/ui"},
		{Label: p.Text("menu.copy_link"), Icon: "link", Extra: With("data-copy", "/ui", "data-copied", p.Text("menu.link_copied"))},
		{Label: p.Text("page.sample_stage"), Hue: Amber, Checked: true, Rule: true},
		{Label: p.Text("page.sample_stage_2"), Hue: Violet, Hint: p.Integer(14)},
		{Label: p.Text("menu.delete"), Icon: "trash", Danger: true, Rule: true, Keys: "Del"},
	}
}

func sampleColumns(p *lang.Printer) ColumnChooser {
	v := ColumnChooser{Action: "/ui", Reset: "/ui"}
	for i, key := range []string{"client", "status", "region", "owner", "amount", "tags"} {
		v.Fields = append(v.Fields, ColumnChoice{Name: key, Label: p.Text("page.sample_field_" + key), Shown: i < 4, Fixed: i == 0})
	}
	return v
}

func sampleFilter(p *lang.Printer) Filter {
	chip := func(field, words string) FilterChip {
		return FilterChip{Field: p.Text("page.sample_field_" + field), Words: words, Edit: "/ui", Remove: "/ui"}
	}
	return Filter{
		Search: Search{Action: "/ui", Name: "q", Label: p.Text("filter.search")},
		Chips:  []FilterChip{chip("status", p.Text("page.sample_status")), chip("seen", p.Text("page.sample_words")), chip("owner", p.Text("page.sample_person"))},
		Add:    "/ui", Groups: "/ui", Reset: "/ui",
		Sums: []FilterSum{{Label: p.Text("page.sample_field_amount"), Sums: []string{p.Money(sampleMoney(6420830000)), p.Money(sampleEuro(1480000))}}},
	}
}

func sampleMoney(minor int64) money.Money { return money.New(minor, "UAH") }
func sampleEuro(minor int64) money.Money  { return money.New(minor, "EUR") }

func sampleList(p *lang.Printer) List {
	column := func(kind ColumnKind, key string) Column {
		return Column{Name: key, Label: p.Text("page.sample_field_" + key), Kind: kind, Sort: "/ui"}
	}
	v := List{
		ID: "gallery-list", Title: p.Text("page.gallery_list"), Count: p.Count("list.over", 10000), Columns: "/ui", Shown: "7 / 34",
		Create:  Button{Label: p.Text("page.create"), Icon: "plus", Weight: Primary, Href: "/ui"},
		Views:   []View{{Label: p.Text("page.sample_view"), Href: "/ui", Count: p.Integer(148), Current: true, Menu: "/ui"}, {Label: p.Text("page.sample_view_2"), Href: "/ui", Count: p.Integer(9), Tone: Bad}},
		NewView: "/ui", Filter: sampleFilter(p),
		Bulk:  &Bulk{Buttons: []Button{{Label: p.Text("page.sample_field_status"), Icon: "tag"}, {Label: p.Text("menu.archive"), Icon: "archive"}}},
		Pager: Pager{Range: p.Text("list.range", "from", 1, "to", 50, "count", p.Count("list.over", 10000)), Next: "/ui", Sizes: []Segment{{Label: "50", Href: "/ui", Current: true}, {Label: "100", Href: "/ui"}}},
	}
	v.Table = Table{Action: "/ui", Whole: p.Count("list.choose_all", 1284), Columns: []Column{
		column(NameColumn, "client"), column(ChipColumn, "status"), column(TextColumn, "region"), column(PeopleColumn, "owner"),
		column(MomentColumn, "seen"), column(MoneyColumn, "amount"), column(YesNoColumn, "vip"), column(TagsColumn, "tags"),
	}}
	v.Table.Columns[5].Sorted = "descending"
	day := time.Date(2026, 11, 20, 13, 42, 0, 0, time.UTC)
	for i, key := range []string{"client", "client_2", "client_long", "client", "client_2"} {
		name := p.Text("page.sample_" + key)
		amount := NumberCell(p.Money(sampleMoney(474041400 - int64(i)*98765432)))
		if i == 4 {
			amount = amount.Toned(Bad)
		}
		v.Table.Rows = append(v.Table.Rows, TableRow{
			ID: strconv.Itoa(i), Href: "/ui", Label: name, Menu: "/ui", Muted: i == 3, Sum: "474041400 UAH",
			Cells: []Cell{
				LinkCell(name, "/ui", Avatar{Initials: p.Text("page.sample_" + key + "_short"), Hue: HueOf(int64(i)), Size: Small, Square: true}),
				ChipCell(p.Text("page.sample_status"), HueOf(int64(i))), TextCell(p.Text("page.sample_region")).Editable("/ui"),
				PeopleCell(People{Shown: samplePeople(p)[:1+i%2]}), DateCell(p.MomentWords(day, day.AddDate(0, 0, i)), p.Moment(day)),
				amount, YesNoCell(i%2 == 0, p.Text("page.sample_yes")), sampleTags(p, i),
			},
		})
	}
	return v
}

func sampleTags(p *lang.Printer, i int) Cell {
	if i == 1 {
		return NoCell()
	}
	return TagsCell([]Chip{{Label: p.Text("page.sample_tag"), Hue: Red}, {Label: p.Text("page.sample_tag_2"), Hue: Green}}, "+2")
}

func samplePreview(p *lang.Printer) Preview {
	return Preview{
		Title: p.Text("page.sample_client"), Href: "/ui", Avatar: Avatar{Initials: p.Text("page.sample_client_short"), Hue: Amber, Size: Large, Square: true},
		Chips:   []Chip{{Label: p.Text("page.sample_status"), Hue: Amber}},
		Actions: []Button{{Label: p.Text("menu.edit"), Icon: "pencil", Href: "/ui"}},
		Facts:   []PreviewFact{{Label: p.Text("page.sample_field_amount"), Value: p.Money(sampleMoney(128600000)), Note: p.Text("page.sample_stage")}},
		Groups: []PreviewGroup{{Title: p.Text("page.gallery_card"), Lines: []PreviewLine{
			{Label: p.Text("page.sample_field_region"), Value: TextCell(p.Text("page.sample_region"))},
			{Label: p.Text("page.sample_field_owner"), Value: PeopleCell(People{Shown: samplePeople(p)})},
		}}},
	}
}

func paletteSample(p *lang.Printer) templ.Component {
	return exhibitPalette(p, Palette{
		Note: p.Text("list.found_by_layout", "typed", "rfhgfn", "read", p.Text("page.sample_client")),
		Groups: []PaletteGroup{
			{Title: p.Text("palette.recent"), Items: []PaletteItem{{Icon: "building-store", Label: p.Text("page.sample_client"), Hint: p.Text("page.sample_region"), Href: "/ui"}}},
			{Title: p.Text("palette.commands"), Items: []PaletteItem{{Icon: "plus", Label: p.Text("page.create"), Keys: []string{"N"}, Href: "/ui"}}},
		},
	})
}

func sampleBoard(p *lang.Printer) Board {
	v := Board{
		ID: "gallery-board", Title: p.Text("page.gallery_board"), Summary: []string{p.Money(sampleMoney(841200000)), p.Money(sampleEuro(1480000))}, Move: "/ui", Filter: sampleFilter(p),
		Switch: Segments{Label: p.Text("page.gallery_board"), Items: []Segment{{Label: p.Text("board.view_board"), Icon: "layout-kanban", Href: "/ui", Current: true}, {Label: p.Text("board.view_list"), Icon: "list", Href: "/ui"}}},
	}
	for i, key := range []string{"stage_2", "stage"} {
		column := BoardColumn{ID: strconv.Itoa(i), Label: p.Text("page.sample_" + key), Hue: []Hue{Violet, Amber}[i], Count: p.Integer(14), Sums: []string{p.Money(sampleMoney(260400000))}, Note: p.Percent(500000), More: "/ui", MoreText: p.Count("board.more", 10)}
		if i == 0 {
			column.Slow, column.SlowWhy = p.Count("board.days", 16), p.Count("board.slow", 16, "norm", 7)
		}
		column.Cards = sampleCards(p, i)
		v.Columns = append(v.Columns, column)
	}
	v.Closing = []BoardColumn{
		{ID: "won", Label: p.Text("page.sample_won"), Hue: Green, Count: p.Integer(22), Sums: []string{p.MoneyShort(sampleMoney(790000000))}, Href: "/ui"},
		{ID: "lost", Label: p.Text("page.sample_lost"), Hue: Red, Count: p.Integer(34), Href: "/ui"},
	}
	return v
}

func sampleCards(p *lang.Printer, column int) []BoardCard {
	person := samplePeople(p)[0]
	client := Avatar{Initials: p.Text("page.sample_client_short"), Hue: Amber, Size: Small, Square: true}
	id := func(i int) string { return strconv.Itoa(column*10 + i) }
	return []BoardCard{
		{ID: id(1), Version: "1", Href: "/ui", Client: p.Text("page.sample_client"), Avatar: client, Name: p.Text("page.sample_deal"), Amount: p.Money(sampleMoney(64000000)), Chips: []Chip{{Label: p.Text("page.sample_tag"), Hue: Red}}, Age: p.Count("board.days", 2), AgeWhy: p.Count("board.in_stage", 2), Next: BoardNext{Icon: "phone", Text: p.Text("page.sample_step")}, Person: person, Menu: "/ui"},
		{ID: id(2), Version: "1", Href: "/ui", Name: p.Text("page.sample_deal_2"), Amount: p.Money(sampleEuro(1480000)), Base: "≈ " + p.Money(sampleMoney(71200000)), Age: p.Count("board.days", 12), AgeTone: Care, AgeWhy: p.Count("board.in_stage", 12), Next: BoardNext{Icon: "alert-circle", Text: p.Text("board.no_next"), Tone: Bad}, Person: person, Menu: "/ui"},
		{ID: id(3), Version: "1", Href: "/ui", Client: p.Text("page.sample_client_long"), Name: p.Text("page.sample_deal"), Amount: p.Money(sampleMoney(38600000)), Age: p.Count("board.days", 31), AgeTone: Bad, AgeWhy: p.Count("board.in_stage", 31), Locked: p.Text("board.locked")},
	}
}
