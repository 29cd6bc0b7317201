package crm

import (
	"context"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Technique is a way to talk in a meeting that the company teaches: how to win
// attention, to ask, to answer an objection, to close.
type Technique struct {
	Entry
	Type        TechniqueType
	Description register.Names
	Phrases     register.Names          // several are parted by " / "
	Industries  register.Refs[Industry] // where it fits; none is everywhere
}

// Techniques is the directory of them.
var Techniques = register.Define[Technique]("technique", "techniques")

// Describe lists the fields.
func (t *Technique) Describe(f *register.Fields) {
	t.describe(f)
	f.Choice(&t.Type).Required().Indexed().Tracked()
	f.Names(&t.Description).Max(600).Tracked()
	f.Names(&t.Phrases).Max(1000).Tracked()
	f.Refs(&t.Industries)
}

// Change gives a new row its code and place.
func (t *Technique) Change(ctx context.Context, tx register.Tx, _ *Technique) error {
	return t.fill(ctx, tx, Techniques.Register)
}

// Said are the phrases in a language, one each.
func (t *Technique) Said(language string) []string {
	var out []string
	for phrase := range strings.SplitSeq(t.Phrases.In(language), " / ") {
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			out = append(out, phrase)
		}
	}
	return out
}

// Fits reports whether the technique is meant for an industry; nought is an
// industry nobody knows, for which only those meant for all fit.
func (t *Technique) Fits(industry register.Ref[Industry]) bool {
	return len(t.Industries) == 0 || slices.Contains(t.Industries, industry)
}

// TechniqueType is what a technique serves, and so the block of a preparation
// that it stands in.
type TechniqueType string

// The types, in the order of a talk.
const (
	AttentionTechnique   TechniqueType = "attention"
	QuestioningTechnique TechniqueType = "questioning"
	BenefitTechnique     TechniqueType = "benefit"
	ObjectionTechnique   TechniqueType = "objection"
	ClosingTechnique     TechniqueType = "closing"
	SupportTechnique     TechniqueType = "support"
)

// Choices of types.
func (TechniqueType) Choices() []string {
	return []string{"attention", "questioning", "benefit", "objection", "closing", "support"}
}
