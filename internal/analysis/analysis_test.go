package analysis

import (
	"encoding/json"
	"math/big"
	"os"
	"testing"
)

// vectors are the worked numbers of testdata/vectors/analytics.json.
func vectors[T any](t *testing.T, name string) (out T) {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/vectors/analytics.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(all[name], &out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// percent reads a printed percent with two digits as hundredths.
func percent(t *testing.T, printed json.Number) int64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(string(printed))
	if !ok {
		t.Fatalf("%q is not a number", printed)
	}
	return hundredths(r.Quo(r, big.NewRat(100, 1)))
}

func TestSharesAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		part, whole, want int64
	}{{1, 3, 333_300}, {2, 3, 666_700}, {1, 16000, 100}, {-1, 3, -333_300}, {5, 0, 0}, {14 - 9, 14 + 9, 217_400}} {
		if got := Millionths(Share(c.part, c.whole)); got != c.want {
			t.Errorf("%d of %d: %d, not %d", c.part, c.whole, got, c.want)
		}
	}
}

func TestRegularityAndRelationsAreThoseOfTheVectors(t *testing.T) {
	classes := map[string]Relation{
		"X": RegularLikeClock, "Y": RegularSteady, "Z": RegularUneven,
		"one_time": OneTime, "lost": LostRelation, "potential": Potential,
	}
	for _, v := range vectors[[]struct {
		ID         string
		Periods    []int64
		Before     bool `json:"bought_before"`
		Population [2]json.RawMessage
	}](t, "xyz") {
		var class string
		var variation *json.Number
		if err := json.Unmarshal(v.Population[0], &class); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(v.Population[1], &variation); err != nil {
			t.Fatal(err)
		}
		got, is := RegularityOf(v.Periods)
		if variation != nil && is != percent(t, *variation) {
			t.Errorf("%s: variation %d, not %s", v.ID, is, *variation)
		}
		if class == "N" {
			if got != Irregular {
				t.Errorf("%s: class %q, not none", v.ID, got)
			}
			continue
		}
		if r := RelationOf(v.Periods, v.Before); r != classes[class] {
			t.Errorf("%s: relation %s, not %s", v.ID, r, classes[class])
		}
	}
}

func TestTheIndexOfChangesIsThatOfTheVector(t *testing.T) {
	v := vectors[struct {
		Improved, Worsened int64
		Index              json.Number `json:"index_pct"`
	}](t, "relation_change")
	if got := hundredths(Share(v.Improved-v.Worsened, v.Improved+v.Worsened)); got != percent(t, v.Index) {
		t.Errorf("index %d, not %s", got, v.Index)
	}
}

func TestARelationGetsBetterUpwards(t *testing.T) {
	for i, worse := range Relations() {
		for _, better := range Relations()[i+1:] {
			if Compare(worse, better) <= 0 || Compare(better, worse) >= 0 || Compare(worse, worse) != 0 {
				t.Errorf("%s and %s", worse, better)
			}
		}
	}
}
