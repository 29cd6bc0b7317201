package crm

import "dossier/internal/register"

// MenuProfile is a set and order of menu items for a kind of work. It is a way
// of showing, not a right: an item shows when its register may be seen.
type MenuProfile string

// Choices are the profiles, one for each preset role.
func (MenuProfile) Choices() []string {
	return []string{"sales", "head", "director", "accounting", "marketing", "production", "logistics", "administrator", "reader"}
}

// MenuSection is a part of a menu. Its title is menu.section.{Name}; the first
// section of a menu has none.
type MenuSection struct {
	Name  string
	Items []MenuItem
}

// MenuItem leads to a page.
type MenuItem struct {
	Address  string // "/deals/board"
	Label    string // message key
	Icon     string
	Register string // shown to those who see it
	Key      string // event.code that leads here after G; empty is none
}

// Sections is the menu of the profile.
func (m MenuProfile) Sections() []MenuSection {
	if s, ok := menus[m]; ok {
		return s
	}
	return menus["reader"]
}

func item(address, label, icon, of, key string) MenuItem {
	return MenuItem{address, label, icon, of, key}
}

var (
	dayItem            = item("/day", "day.title", "sun", "task", "KeyH")
	clientsItem        = item("/clients", "menu.item.clients", "users", "partner", "KeyC")
	suppliersItem      = item("/suppliers", "menu.item.suppliers", "truck", "partner", "")
	competitorsItem    = item("/competitors", "menu.item.competitors", "flag", "partner", "")
	partnersItem       = item("/partners", "partner.many", "building", "partner", "KeyP")
	contactsItem       = item("/contacts", "contact.many", "address-book", "contact", "KeyK")
	counterpartiesItem = item("/counterparties", "counterparty.many", "id", "counterparty", "")
	leadsItem          = item("/leads", "lead.many", "user-plus", "lead", "KeyL")
	formsItem          = item("/web_forms", "web_form.many", "forms", "web_form", "")
	bookingItem        = item("/booking_pages", "booking_page.many", "calendar-plus", "booking_page", "")
	unmetItem          = item("/unmet_demands", "unmet_demand.many", "help", "unmet_demand", "")
	sharingItem        = item("/leads/distribution", "lead.distribution", "share", "distribution_rule", "")
	dealsItem          = item("/deals", "deal.many", "briefcase", "deal", "KeyD")
	boardItem          = item("/deals/board", "menu.item.board", "layout-kanban", "deal", "KeyB")
	processesItem      = item("/processes", "process.many", "route", "process", "")
	analysisItem       = item("/analysis", "analysis.title", "chart-bar", "deal", "")
	calendarItem       = item("/calendar", "calendar.title", "calendar", "event", "KeyA")
	eventsItem         = item("/events", "event.many", "calendar-event", "event", "KeyE")
	meetingsItem       = item("/meetings", "meeting.many", "users-group", "event", "KeyM")
	changesItem        = item("/strategy_changes/timeline", "competitor.timeline_menu", "chart-dots-3", "strategy_change", "")
	inventoryItem      = item("/inventory_units", "inventory_unit.many", "tag", "inventory_unit", "")
	claimsItem         = item("/claims", "claim.many", "urgent", "claim", "KeyR")
	consentsItem       = item("/consents", "consent.many", "circle-check", "consent", "")
	requestsItem       = item("/data_requests", "data_request.many", "shield", "data_request", "")
	erasuresItem       = item("/erasures", "erasure.many", "eraser", "erasure", "")
	retentionsItem     = item("/retentions", "retention.many", "hourglass", "retention", "")
	tasksItem          = item("/tasks", "task.many", "checkbox", "task", "KeyT")
	promisesItem       = item("/commitments", "commitment.many", "heart-handshake", "commitment", "")
	productsItem       = item("/products", "product.many", "package", "product", "")
	groupsItem         = item("/product_groups", "product_group.many", "hierarchy-2", "product_group", "")
	sourcesItem        = item("/ad_sources", "ad_source.many", "target", "ad_source", "")
	ratesItem          = item("/rates", "rate.many", "coin", "rate", "")
	organisationsItem  = item("/organisations", "organisation.many", "building-bank", "organisation", "")
	usersItem          = item("/users", "user.many", "users-group", "user", "KeyU")
	absencesItem       = item("/absences", "absence.many", "plane-departure", "absence", "")
	teamsItem          = item("/teams", "team.many", "sitemap", "team", "")
	rolesItem          = item("/roles", "role.many", "shield", "role", "")
	fieldsItem         = item("/custom_fields", "custom_field.many", "adjustments-horizontal", "custom_field", "")
	importsItem        = item("/imports", "data_import.many", "table-import", "data_import", "")
	directoriesItem    = item("/settings/directories", "menu.item.directories", "list", "region", "")
)

var menus = map[MenuProfile][]MenuSection{
	"sales": {
		{Items: []MenuItem{dayItem, leadsItem, clientsItem, boardItem, dealsItem, contactsItem, calendarItem, eventsItem, meetingsItem, tasksItem, promisesItem, claimsItem, analysisItem}},
		{"base", []MenuItem{counterpartiesItem, productsItem, unmetItem, competitorsItem, changesItem, suppliersItem, inventoryItem, bookingItem, requestsItem}},
	},
	"head": {
		{Items: []MenuItem{dayItem, leadsItem, boardItem, dealsItem, clientsItem, contactsItem, calendarItem, eventsItem, meetingsItem, tasksItem, promisesItem, claimsItem, analysisItem}},
		{"base", []MenuItem{counterpartiesItem, productsItem, unmetItem, competitorsItem, changesItem, suppliersItem, inventoryItem, processesItem}},
		{"company", []MenuItem{usersItem, teamsItem, absencesItem, sharingItem, formsItem, bookingItem, requestsItem, importsItem}},
	},
	"director": {
		{Items: []MenuItem{dayItem, leadsItem, dealsItem, boardItem, clientsItem, partnersItem, contactsItem, calendarItem, eventsItem, meetingsItem, tasksItem, promisesItem, claimsItem, analysisItem}},
		{"base", []MenuItem{counterpartiesItem, productsItem, unmetItem, competitorsItem, changesItem, suppliersItem, inventoryItem, processesItem}},
		{"company", []MenuItem{organisationsItem, usersItem, teamsItem, absencesItem, sharingItem, formsItem, bookingItem, requestsItem, erasuresItem, retentionsItem, importsItem, directoriesItem}},
	},
	"accounting": {
		{Items: []MenuItem{dayItem, counterpartiesItem, partnersItem, dealsItem, contactsItem, calendarItem, eventsItem, tasksItem, analysisItem}},
		{"base", []MenuItem{productsItem, ratesItem, organisationsItem, importsItem}},
	},
	"marketing": {
		{Items: []MenuItem{dayItem, leadsItem, clientsItem, contactsItem, calendarItem, eventsItem, tasksItem, sourcesItem, competitorsItem, changesItem, inventoryItem, dealsItem, analysisItem}},
		{"base", []MenuItem{productsItem, unmetItem, consentsItem, formsItem, bookingItem, sharingItem, importsItem, directoriesItem}},
	},
	"production": {
		{Items: []MenuItem{dayItem, tasksItem, productsItem, groupsItem, dealsItem, claimsItem, clientsItem}},
	},
	"logistics": {
		{Items: []MenuItem{dayItem, clientsItem, contactsItem, dealsItem, calendarItem, eventsItem, tasksItem, claimsItem, suppliersItem}},
		{"base", []MenuItem{productsItem, inventoryItem}},
	},
	"administrator": {
		{Items: []MenuItem{dayItem, leadsItem, clientsItem, boardItem, dealsItem, contactsItem, calendarItem, eventsItem, meetingsItem, tasksItem, promisesItem, claimsItem, analysisItem}},
		{"base", []MenuItem{partnersItem, counterpartiesItem, productsItem, groupsItem, inventoryItem, processesItem}},
		{"company", []MenuItem{usersItem, teamsItem, absencesItem, sharingItem, formsItem, bookingItem, rolesItem, organisationsItem, requestsItem, consentsItem, erasuresItem, retentionsItem}},
		{"data", []MenuItem{importsItem, fieldsItem, directoriesItem, ratesItem}},
	},
	"reader": {
		{Items: []MenuItem{dayItem, leadsItem, clientsItem, dealsItem, boardItem, contactsItem, calendarItem, eventsItem, meetingsItem, tasksItem, promisesItem, claimsItem, analysisItem}},
		{"base", []MenuItem{partnersItem, counterpartiesItem, productsItem}},
	},
}

// SystemView is a view that every company has at an address of its own. A
// record made there begins with the view's role.
type SystemView struct {
	Path     string // "clients"
	Label    string // message key
	Register string
	Role     PartnerRole
}

// SystemViews are partners seen by role.
func SystemViews() []SystemView {
	return []SystemView{
		{"clients", "menu.item.clients", "partner", ClientRole},
		{"suppliers", "menu.item.suppliers", "partner", SupplierRole},
		{"competitors", "menu.item.competitors", "partner", CompetitorRole},
	}
}

// Filter is what the view shows.
func (v SystemView) Filter() register.Filter { return register.Includes(&Partners.Row.Roles, v.Role) }
