package web_test

import (
	"slices"
	"strings"

	"dossier/internal/register"
)

// policy is what a preset role promises, written by hand: the oracle of the
// leak test. It knows nothing of the program's own rights.
type policy struct {
	name    string
	sees    map[string]string // register → own, all
	writes  map[string]string
	deletes map[string]string
	classes string
	self    string // whose own records are his
}

var (
	trade     = []string{"partner", "counterparty", "contact", "deal", "event", "event_series", "preparation"}
	work      = []string{"task", "commitment"}
	ties      = []string{"partner_link", "relation_change"}
	away      = []string{"absence"}
	care      = []string{"claim"}
	interest  = []string{"lead", "form_entry", "booking_page", "unmet_demand"}
	watch     = []string{"strategy_change"}
	stock     = []string{"inventory_unit"}
	followed  = []string{"process_run", "process_visit"}
	stays     = []string{"placement", "inventory_check"}
	agreed    = []string{"consent"}
	asked     = []string{"data_request"}
	ending    = []string{"retention"}
	remarks   = []string{"comment", "attachment"}
	mine      = []string{"saved_view", "reminder", "notification"}
	everybody = []string{
		"organisation", "day_off", "user", "team", "region", "industry", "activity_kind", "client_status", "ad_source", "loss_reason", "deal_kind", "claim_reason", "lead_channel", "lead_reason", "unmet_reason", "checklist_question", "distribution_rule", "web_form", "competitive_status", "inventory_kind", "processing_purpose", "technique",
		"pipeline", "stage", "stage_requirement", "process", "process_version", "event_type", "event_status", "commitment_kind", "unit", "rate", "product", "product_group",
	}
)

func reach(pairs ...any) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		for _, name := range pairs[i].([]string) {
			out[name] = pairs[i+1].(string)
		}
	}
	return out
}

func one(names ...string) []string { return names }

// policies are the actors of the walk, from nobody on.
var policies = []policy{
	{name: "stranger"},
	{name: "zoya", sees: reach(everybody, "all")},
	{
		name: "rada", classes: "contact price",
		sees:    reach(everybody, "all", trade, "all", ties, "all", work, "all", care, "all", interest, "all", watch, "all", followed, "all", agreed, "all", stock, "all", stays, "all", remarks, "all", mine, "own"),
		writes:  reach(mine, "own"),
		deletes: reach(one("saved_view"), "own"),
	},
	{
		name: "anna", classes: "contact personal price", self: "anna",
		sees:    reach(everybody, "all", trade, "own", ties, "own", away, "own", work, "own", care, "own", interest, "own", agreed, "own", asked, "own", ending, "own", watch, "all", followed, "own", stock, "all", stays, "own", remarks, "own", mine, "own"),
		writes:  reach(trade, "own", ties, "own", away, "own", work, "own", care, "own", interest, "own", agreed, "own", asked, "own", watch, "own", followed, "own", stock, "all", stays, "own", remarks, "own", mine, "own"),
		deletes: reach(remarks, "own", one("saved_view"), "own"),
	},
	{
		name: "pavlo", classes: "",
		sees:    reach(everybody, "all", one("partner", "deal", "event", "event_series", "claim"), "all", work, "own", away, "own", remarks, "all", mine, "own"),
		writes:  reach(one("product", "product_group", "unit"), "all", one("task", "absence"), "own", remarks, "own", mine, "own"),
		deletes: reach(remarks, "own", one("saved_view"), "own"),
	},
	{
		name: "petro", classes: "contact personal price cost secret",
		sees:    reach(everybody, "all", trade, "all", care, "all", work, "own", away, "own", stock, "all", stays, "all", remarks, "all", append(mine, "mapping", "data_import"), "own"),
		writes:  reach(one("counterparty", "organisation", "rate", "unit"), "all", one("event", "preparation", "task", "absence"), "own", remarks, "own", append(mine, "mapping", "data_import"), "own"),
		deletes: reach(remarks, "own", one("saved_view"), "own"),
	},
	{
		name: "iryna", classes: "contact personal price cost",
		sees: reach(everybody, "all", trade, "all", ties, "all", away, "all", work, "all", care, "all", interest, "all", agreed, "all", asked, "all", append(ending, "erasure"), "all", watch, "all", followed, "all", stock, "all", stays, "all", remarks, "all", append(mine, "mapping", "data_import"), "own"),
		writes: reach(trade, "all", ties, "all", away, "all", work, "all", care, "all", interest, "all", agreed, "all", asked, "all", watch, "all", followed, "all", stock, "all", stays, "all", one("client_status", "competitive_status", "inventory_kind", "loss_reason", "claim_reason", "lead_channel", "lead_reason", "unmet_reason", "checklist_question", "distribution_rule", "web_form", "ad_source", "industry", "activity_kind", "region", "event_type", "event_status", "commitment_kind", "technique", "process", "process_version"), "all",
			remarks, "own", append(mine, "mapping", "data_import"), "own"),
		deletes: reach(remarks, "own", one("saved_view"), "own"),
	},
}

// may reports whether a table lets the actor reach a record of an owner. What
// he made himself is his.
func (p policy) may(table map[string]string, reg, owner string) bool {
	switch table[reg] {
	case "all":
		return true
	case "own":
		return owner == p.self && owner != "" || owner == p.name
	}
	return false
}

// hears reports whether the actor may hear a canary.
func (p policy) hears(c canary) bool {
	return p.may(p.sees, c.register, c.owner) && (c.class == register.Open || slices.Contains(strings.Fields(p.classes), string(c.class)))
}
