package crm

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// Setup is what the first page of a new company asks.
type Setup struct {
	Company  string
	Country  Country
	Currency string // ISO 4217 code of the base currency
	Language Language
	Zone     string // IANA name

	// The administrator.
	Surname, Given, Patronymic string
	Email                      string
}

// Start makes what a company begins with: its organisation, the preset roles,
// the directories and the administrator, whom it returns. It is done once, by
// the program; a second time it refuses. Problems name the fields of the
// organisation and the user.
func Start(ctx context.Context, tx register.Tx, s Setup) (*User, error) {
	n, err := tx.Count(ctx, Organisations.Register, nil, 1)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, register.Refuse("already_set_up")
	}
	o := &Organisation{Name: s.Company, Country: s.Country, Currency: s.Currency, Language: s.Language, Zone: s.Zone}
	if err := tx.Save(ctx, o); err != nil {
		return nil, err
	}
	var administrator register.Ref[Role]
	for _, r := range Presets() {
		if err := tx.Save(ctx, r); err != nil {
			return nil, fmt.Errorf("make role %s: %w", r.Preset, err)
		}
		if r.administers() && administrator == 0 {
			administrator = register.Ref[Role](r.ID)
		}
	}
	if s.Email == "" {
		return nil, register.RefuseAt("email", "required")
	}
	u := &User{
		Surname: s.Surname, Given: s.Given, Patronymic: s.Patronymic, Email: s.Email,
		Language: s.Language, Zone: s.Zone, Roles: register.Refs[Role]{administrator},
	}
	if err := tx.Save(ctx, u); err != nil {
		return nil, err
	}
	return u, fillDirectories(ctx, tx)
}

//go:embed start/*.tsv
var starter embed.FS

// starterRow is a line of a starter sheet, by the names at its head.
type starterRow map[string]string

func (r starterRow) entry() Entry {
	return Entry{Code: r["code"], Names: register.Names{Uk: r["uk"], Ru: r["ru"], Bg: r["bg"], En: r["en"]}}
}

// names are the columns of a text in four languages.
func (r starterRow) names(of string) register.Names {
	return register.Names{Uk: r[of+".uk"], Ru: r[of+".ru"], Bg: r[of+".bg"], En: r[of+".en"]}
}

func (r starterRow) number(name string) int64 {
	n, err := strconv.ParseInt(r[name], 10, 64)
	if err != nil {
		panic("crm: " + r["code"] + " has no number " + name)
	}
	return n
}

// several reads a cell that names several things with commas between them.
func several[T ~string](cell string) (out []T) {
	for _, one := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' }) {
		out = append(out, T(one))
	}
	return out
}

// starterRows reads a starter sheet of the program.
func starterRows(name string) []starterRow {
	text, err := starter.ReadFile("start/" + name + ".tsv")
	if err != nil {
		panic(err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var out []starterRow
	for _, line := range lines[1:] {
		row := starterRow{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = cell
		}
		out = append(out, row)
	}
	return out
}

// below names the sheets whose rows lie below those of other sheets.
var below = []string{"event_status"}

// eventType is a line of the sheet of event types.
func eventType(r starterRow) register.Record {
	return &EventType{
		Entry: r.entry(), Icon: EventIcon(r["icon"]), Hue: Hue(r["hue"]), Direction: EventDirection(r["direction"]), Method: EventMethod(r["method"]),
		Minutes: r.number("minutes"), Handling: EventHandling(r["handling"]), Meeting: r["meeting"] == "1", Contact: r["contact"] == "1",
		Prompt: register.Names{Uk: r["prompt_uk"], Ru: r["prompt_ru"], Bg: r["prompt_bg"], En: r["prompt_en"]},
	}
}

// fillDirectories makes the rows of the directories. A row may lie below one
// above it in the same sheet.
func fillDirectories(ctx context.Context, tx register.Tx) error {
	kind := &DealKind{Entry: Entry{Code: "sale", Names: names("Продаж", "Продажа", "Продажба", "Sale")}, Mode: ManualStages}
	project := &DealKind{Entry: Entry{Code: "project", Names: names("Довгий проєкт", "Долгий проект", "Дълъг проект", "Long project")}, Mode: WithoutStages}
	for _, k := range []*DealKind{kind, project} {
		if err := tx.Save(ctx, k); err != nil {
			return err
		}
	}
	makers := map[string]func(starterRow) register.Record{
		"stage": func(r starterRow) register.Record {
			return &Stage{
				Entry: r.entry(), Kind: register.Ref[DealKind](kind.ID), Outcome: Outcome(r["outcome"]), Hue: Hue(r["hue"]),
				NormDays: r.number("norm_days"), Probability: r.number("percent") * certain / 100,
			}
		},
		"loss_reason": func(r starterRow) register.Record {
			return &LossReason{Reason: Reason{r.entry()}, Class: LossClass(r["class"])}
		},
		"client_status": func(r starterRow) register.Record {
			return &ClientStatus{Entry: r.entry(), Hue: Hue(r["hue"])}
		},
		"commitment_kind": func(r starterRow) register.Record {
			return &CommitmentKind{Entry: r.entry(), Proof: Proof(r["proof"])}
		},
		"inventory_kind": func(r starterRow) register.Record {
			return &InventoryKind{Entry: r.entry(), LifeMonths: r.number("months")}
		},
		"processing_purpose": func(r starterRow) register.Record {
			return &ProcessingPurpose{Entry: r.entry(), Kind: PurposeKind(r["kind"]), Channel: Channel(r["channel"]), Ground: Ground(r["ground"]), Balance: r["balance"]}
		},
		"competitive_status": func(r starterRow) register.Record {
			return &CompetitiveStatus{Entry: r.entry(), Hue: Hue(r["hue"])}
		},
		"claim_reason": func(r starterRow) register.Record {
			return &ClaimReason{Entry: r.entry(), Sort: ClaimSort(r["sort"])}
		},
		"lead_channel": func(r starterRow) register.Record {
			return &LeadChannel{Entry: r.entry(), Hue: Hue(r["hue"])}
		},
		"unmet_reason": func(r starterRow) register.Record { return &UnmetReason{Entry: r.entry()} },
		"lead_reason": func(r starterRow) register.Record {
			return &LeadReason{Reason: Reason{r.entry()}, Sort: LeadReasonSort(r["sort"])}
		},
		"checklist_question": func(r starterRow) register.Record {
			return &ChecklistQuestion{Entry: r.entry(), Points: r.number("points"), Mandatory: r["mandatory"] == "1", Essential: r["essential"] == "1"}
		},
		"technique": func(r starterRow) register.Record {
			return &Technique{Entry: r.entry(), Type: TechniqueType(r["type"]), Description: r.names("description"), Phrases: r.names("phrases")}
		},
		"industry":      func(r starterRow) register.Record { return &Industry{r.entry()} },
		"activity_kind": func(r starterRow) register.Record { return &ActivityKind{r.entry()} },
		"unit":          func(r starterRow) register.Record { return &Unit{r.entry()} },
	}
	makers["link_kind"] = func(r starterRow) register.Record {
		reverse := names(r["reverse_uk"], r["reverse_ru"], r["reverse_bg"], r["reverse_en"])
		return &LinkKind{Entry: r.entry(), Reverse: reverse, Hue: Hue(r["hue"])}
	}
	makers["relation_reason"] = func(r starterRow) register.Record { return &RelationReason{r.entry()} }
	makers["relation_strategy"] = func(r starterRow) register.Record {
		return &RelationStrategy{
			Entry: r.entry(), Goal: StrategyGoal(r["goal"]), EveryDays: r.number("every_days"),
			Classes: several[PartnerClass](r["classes"]), Relations: several[Relation](r["relations"]),
		}
	}
	regions, sources, types := map[string]register.ID{}, map[string]register.ID{}, map[string]register.ID{}
	makers["event_type"] = eventType
	makers["event_status"] = func(r starterRow) register.Record {
		return &EventStatus{Entry: r.entry(), Type: register.Ref[EventType](types[r["type"]]), Class: EventClass(r["class"]), Hue: Hue(r["hue"])}
	}
	makers["region"] = func(r starterRow) register.Record {
		return &Region{Entry: r.entry(), Parent: register.Ref[Region](regions[r["parent"]])}
	}
	makers["ad_source"] = func(r starterRow) register.Record {
		return &AdSource{Entry: r.entry(), Parent: register.Ref[AdSource](sources[r["parent"]])}
	}
	known := map[string]map[string]register.ID{"region": regions, "ad_source": sources, "event_type": types}
	sheets := slices.SortedFunc(maps.Keys(makers), func(a, b string) int {
		return cmp.Or(cmp.Compare(slices.Index(below, a), slices.Index(below, b)), cmp.Compare(a, b))
	})
	for _, name := range sheets {
		for _, row := range starterRows(name) {
			rec := makers[name](row)
			if err := tx.Save(ctx, rec); err != nil {
				return fmt.Errorf("make %s %s: %w", name, row["code"], err)
			}
			if known[name] != nil {
				known[name][row["code"]] = register.BaseOf(rec).ID
			}
		}
	}
	return nil
}
