package crm

import (
	"slices"

	"dossier/internal/register"
)

// Presets are the roles that a company begins with. It may change them and
// make its own.
func Presets() []*Role {
	return []*Role{
		{
			Preset: "administrator", Menu: "administrator", Names: names("Адміністратор", "Администратор", "Администратор", "Administrator"),
			Grants: []Grant{{Register: Everything, Act: Everything, Scope: All}}, Classes: may(Edits, "contact", "personal", "price", "cost", "secret"),
		},
		preset("director", "director", names("Керівник", "Руководитель", "Ръководител", "Director"), may(Edits, "contact", "personal", "price", "cost", "secret"),
			every(All, trade, all, "reopen", "move", "win", "lose", "tie", "untie", "start_process", "transfer", "confirm", "override_code", "leave", "return", "make_main", "set_relation"),
			every(All, ties, all, "explain"), every(All, []string{"merge"}, reading, "undo"),
			every(All, []string{"product", "product_group", "organisation", "rate", "day_off"}, all, "make_main", "add_holidays"),
			every(All, []string{"event"}, steps, "correct"),
			every(All, promised, all, work...), every(All, promised, nil, orders...),
			every(All, care, all, "take", "acknowledge", "satisfy", "refuse", "answer", "start_process", "object", "transfer"),
			every(All, interest, all, append(pursuing, "take", "reopen", "transfer")...), every(All, entries, reading, "export"), every(All, bookings, all), every(All, []string{"distribution_rule"}, nil, "raise", "lower"),
			every(All, watch, all, "assess", "react", "close"),
			every(All, drawn, nil, "activate", "copy"), every(All, followed, reading, "export", "cancel"),
			every(All, consents, all, "withdraw"), every(All, requests, all, settling...),
			every(All, []string{"contact", "partner", "lead"}, nil, "erase", "hold"),
			every(All, []string{"erasure"}, reading, "confirm", "refuse"), every(All, []string{"retention"}, []register.Act{"see", "edit", "export", "history"}, "hold", "lift", "erase"),
			every(All, inventory, all, handling...),
			every(All, directories, all),
			every(All, []string{"user", "team", "absence"}, []register.Act{"see", "create", "edit", "archive", "export", "history"}, "hand_over"),
			every(All, []string{"role", "custom_field"}, reading),
			every(All, []string{"data_import", "mapping"}, []register.Act{"see", "create", "edit", "history"}, "start", "cancel", "undo"),
			every(All, []string{"saved_view"}, writing, "share", "delete"), daily(All)),
		preset("head_of_sales", "head", names("Начальник відділу продажів", "Начальник отдела продаж", "Ръководител „Продажби“", "Head of sales"),
			append(may(Edits, "contact", "personal", "price"), may(Sees, "cost")...),
			every(Branch, trade, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "merge", "history"},
				"reopen", "move", "win", "lose", "tie", "untie", "start_process", "transfer", "leave", "return", "make_main", "override_code", "set_relation"),
			every(Branch, ties, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, "explain"),
			every(Branch, []string{"merge"}, reading, "undo"),
			every(Branch, []string{"event"}, steps, "correct"),
			every(Branch, promised, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, work...), every(Branch, promised, nil, orders...),
			every(Branch, care, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"},
				"take", "acknowledge", "satisfy", "refuse", "answer", "start_process", "object", "transfer"),
			every(Branch, interest, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, append(pursuing, "reopen", "transfer")...),
			every(All, interest, nil, "take"), every(Branch, entries, reading), every(Branch, bookings, writing), every(All, []string{"distribution_rule", "web_form"}, writing, "raise", "lower"),
			every(All, watch, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, "assess", "react", "close"),
			every(All, drawn, writing, "activate", "copy"), every(Branch, followed, reading, "export", "cancel"),
			every(Branch, consents, []register.Act{"see", "create", "edit", "export", "import", "history"}, "withdraw"),
			every(Branch, requests, []register.Act{"see", "create", "edit", "archive", "export", "history"}, settling...),
			every(Branch, []string{"retention"}, reading, "hold"), every(Branch, []string{"erasure"}, reading),
			every(All, []string{"inventory_unit"}, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, handling...),
			every(Branch, stays, []register.Act{"see", "edit", "export", "history"}),
			every(All, []string{"product", "product_group"}, reading, "export"),
			every(All, []string{"client_status", "competitive_status", "inventory_kind", "link_kind", "relation_reason", "relation_strategy", "loss_reason", "claim_reason", "lead_channel", "lead_reason", "unmet_reason", "checklist_question", "ad_source", "industry", "activity_kind", "region", "technique", "commitment_kind"}, writing),
			every(All, []string{"event_type", "event_status"}, writing, "usual_statuses"),
			every(Own, []string{"data_import", "mapping"}, writing, "start", "cancel", "undo"),
			every(Branch, []string{"absence"}, writing), every(Branch, []string{"user"}, []register.Act{"see"}, "hand_over"),
			every(Own, []string{"saved_view"}, writing, "share", "delete"), daily(Branch)),
		preset("manager", "sales", names("Менеджер з продажу", "Менеджер по продажам", "Търговец", "Sales manager"), may(Edits, "contact", "personal", "price"),
			every(Own, trade, []register.Act{"see", "create", "edit", "archive", "bulk", "history"}, "move", "win", "lose", "tie", "untie", "start_process", "leave", "return", "make_main", "set_relation"),
			every(Own, ties, []register.Act{"see", "create", "edit", "archive", "history"}, "explain"),
			every(Own, []string{"event"}, steps),
			every(Own, promised, []register.Act{"see", "create", "edit", "archive", "bulk", "history"}, work...), every(Own, promised, nil, orders...),
			every(Own, care, []register.Act{"see", "create", "edit", "archive", "bulk", "history"}, "take", "acknowledge", "satisfy", "refuse", "answer", "start_process"),
			every(Own, interest, []register.Act{"see", "create", "edit", "archive", "bulk", "history"}, pursuing...), every(All, interest, nil, "take"), every(Own, entries, reading), every(Own, bookings, writing),
			every(All, watch, reading), every(Own, watch, []register.Act{"create", "edit"}), every(Own, followed, reading),
			every(Own, consents, []register.Act{"see", "create", "edit", "history"}, "withdraw"),
			every(Own, requests, []register.Act{"see", "create", "edit", "history"}, settling...), every(Own, []string{"retention"}, reading, "hold"),
			every(All, []string{"inventory_unit"}, reading, "issue", "check", "take_back", "reserve", "release", "repair", "mended", "lose"),
			every(Own, stays, []register.Act{"see", "edit", "history"}),
			every(All, []string{"product", "product_group"}, reading), private(), daily(Own)),
		preset("accountant", "accounting", names("Бухгалтер", "Бухгалтер", "Счетоводител", "Accountant"),
			append(may(Edits, "price", "secret", "personal"), may(Sees, "contact", "cost")...),
			every(All, []string{"partner", "contact", "deal", "event", "event_series", "preparation", "claim"}, reading), ownEvents(),
			every(All, []string{"counterparty"}, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, "confirm", "override_code"),
			every(All, []string{"organisation", "rate", "unit"}, writing),
			every(All, inventory, reading),
			every(All, []string{"product", "product_group"}, reading),
			every(Own, []string{"data_import", "mapping"}, writing, "start", "cancel", "undo"), tasks(), private(), daily(All)),
		preset("marketer", "marketing", names("Маркетолог", "Маркетолог", "Маркетолог", "Marketer"),
			append(may(Edits, "contact"), may(Sees, "personal", "price")...),
			every(All, []string{"partner", "contact"}, []register.Act{"see", "create", "edit", "export", "import", "bulk", "history"}, "leave", "return", "make_main"),
			every(All, []string{"counterparty", "deal", "event", "event_series", "preparation", "claim"}, reading), ownEvents(),
			every(All, watch, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, "assess", "react", "close"),
			every(All, interest, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, "take", "answer", "disqualify", "transfer"), every(All, entries, reading, "export"), every(All, bookings, writing),
			every(All, []string{"distribution_rule", "web_form"}, writing, "raise", "lower"),
			every(All, consents, []register.Act{"see", "create", "edit", "export", "import", "history"}, "withdraw"),
			every(All, []string{"inventory_unit"}, []register.Act{"see", "create", "edit", "archive", "export", "import", "bulk", "history"}, handling...),
			every(All, stays, []register.Act{"see", "edit", "export", "history"}),
			every(All, []string{"ad_source", "lead_channel", "lead_reason", "unmet_reason", "checklist_question", "industry", "activity_kind", "region", "client_status", "competitive_status", "inventory_kind"}, writing),
			every(All, []string{"product", "product_group"}, reading),
			every(Own, []string{"data_import", "mapping"}, writing, "start", "cancel", "undo"), tasks(), private(), daily(All)),
		preset("production", "production", names("Виробництво", "Производство", "Производство", "Production"), nil,
			every(All, []string{"partner", "deal", "event", "event_series", "claim"}, reading),
			every(All, []string{"product", "product_group", "unit"}, writing, "export"), tasks(), private(), daily(All)),
		preset("logistics", "logistics", names("Логіст", "Логист", "Логистик", "Logistics"), may(Sees, "contact"),
			every(All, []string{"partner", "contact", "counterparty", "deal", "event", "event_series", "preparation", "claim", "product", "product_group"}, reading), ownEvents(), tasks(),
			every(All, []string{"inventory_unit"}, writing, "issue", "check", "take_back", "reserve", "release", "repair", "mended", "lose"),
			every(All, stays, reading), private(), daily(All)),
		preset("read_only", "reader", names("Лише перегляд", "Только просмотр", "Само преглед", "Read only"), may(Sees, "contact", "price"),
			every(All, slices.Concat(trade, ties, care, interest, entries, bookings, watch, followed, consents, inventory, promised, []string{"product", "product_group"}), reading),
			every(Own, []string{"saved_view"}, writing, "delete"),
			every(All, []string{"comment", "attachment"}, reading), profile()),
	}
}

// acts that presets give together.
var (
	reading = []register.Act{"see", "history"}
	writing = []register.Act{"see", "create", "edit", "archive", "history"}
	all     = register.Acts()
	steps   = []register.Act{"hold", "reschedule", "miss", "cancel", "repeat", "follow_up", "handle", "recur", "spread", "change_rule", "end_series", "assign", "plan_next", "protocol_sent"} // of an event

	ties        = []string{"partner_link", "relation_change"} // how partners hang together
	trade       = []string{"partner", "counterparty", "contact", "deal", "event", "event_series", "preparation"}
	care        = []string{"claim"}                // what clients are owed
	interest    = []string{"lead", "unmet_demand"} // who is no client yet, and who could be none
	entries     = []string{"form_entry"}           // forms that were sent
	bookings    = []string{"booking_page"}
	pursuing    = []register.Act{"qualify", "convert", "disqualify", "return", "answer", "start_process"}
	watch       = []string{"strategy_change"}              // what competitors do
	drawn       = []string{"process", "process_version"}   // how one works here
	followed    = []string{"process_run", "process_visit"} // processes at work
	consents    = []string{"consent"}
	requests    = []string{"data_request"} // what persons ask about their data
	settling    = []register.Act{"take", "identify", "extend", "reply"}
	stays       = []string{"placement", "inventory_check"}
	inventory   = append([]string{"inventory_unit"}, stays...)
	handling    = []register.Act{"issue", "check", "take_back", "reserve", "release", "repair", "mended", "lose", "write_off"} // of a unit
	promised    = []string{"task", "commitment"}
	directories = []string{
		"region", "industry", "activity_kind", "client_status", "ad_source", "loss_reason", "claim_reason", "lead_channel", "lead_reason", "unmet_reason", "checklist_question", "distribution_rule", "web_form", "competitive_status", "inventory_kind", "processing_purpose", "link_kind", "relation_reason", "relation_strategy", "deal_kind", "pipeline", "stage", "stage_requirement", "technique", "unit",
		"event_type", "event_status", "commitment_kind", "process", "process_version",
	}
)

// ownEvents lets one note one's own dealings with clients.
func ownEvents() []Grant {
	return append(every(Own, []string{"event"}, append([]register.Act{"create", "edit", "archive"}, steps...)), every(Own, []string{"preparation"}, writing)...)
}

// What is done with tasks and promises: work is the executor's; orders are the
// author's and the heads', as the tasks themselves hold.
var (
	work   = []register.Act{"take", "make", "wait", "resume", "confirm", "refuse", "finish", "tick", "promise", "keep", "move"}
	orders = []register.Act{"hand_over", "cancel", "reopen"}
)

// tasks lets one work on one's own tasks and give some to others.
func tasks() []Grant {
	return append(every(Own, []string{"task"}, []register.Act{"see", "create", "edit", "history"}, slices.Concat(work, orders)...),
		every(Own, []string{"commitment"}, reading)...)
}

// private is what everybody does for himself.
func private() []Grant {
	return append(every(Own, []string{"saved_view"}, writing, "delete"), every(Own, []string{"absence"}, writing)...)
}

// profile is what everybody sets for himself, and what he alone is told.
func profile() []Grant {
	return slices.Concat([]Grant{{Register: "user", Act: "profile", Scope: Own}},
		every(Own, []string{"reminder"}, []register.Act{"see"}, "snooze", "dismiss"), every(Own, []string{"notification"}, []register.Act{"see"}, "read", "read_all"))
}

// daily lets one remark on what one sees, and mend one's own remarks.
func daily(reach Scope) []Grant {
	return append(append(every(reach, []string{"comment", "attachment"}, reading),
		every(Own, []string{"comment", "attachment"}, []register.Act{"create", "edit", "delete"}, "replace")...), profile()...)
}

func preset(code string, menu MenuProfile, called register.Names, classes []ClassGrant, grants ...[]Grant) *Role {
	r := &Role{Preset: code, Menu: menu, Names: called, Classes: classes}
	for _, some := range grants {
		r.Grants = append(r.Grants, some...)
	}
	return r
}

// every grants acts on registers, and further acts where the register knows
// them.
func every(reach Scope, registers []string, acts []register.Act, further ...register.Act) []Grant {
	var out []Grant
	for _, name := range registers {
		for _, act := range slices.Concat(acts, further) {
			if slices.Contains(actsKnown(name), act) {
				out = append(out, Grant{Register: name, Act: string(act), Scope: reach})
			}
		}
	}
	return out
}

func actsKnown(name string) []register.Act {
	for _, r := range Registers() {
		if r.Name == name {
			return r.Acts()
		}
	}
	return nil
}

func may(level Level, classes ...FieldClass) []ClassGrant {
	var out []ClassGrant
	for _, c := range classes {
		out = append(out, ClassGrant{Register: Everything, Class: c, Level: level})
	}
	return out
}

func names(uk, ru, bg, en string) register.Names {
	return register.Names{Uk: uk, Ru: ru, Bg: bg, En: en}
}
