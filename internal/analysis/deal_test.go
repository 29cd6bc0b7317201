package analysis

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"testing"
)

type stageVector struct {
	Stage                       string
	Entered, Passed, Lost, Open int64
	Conversion                  json.Number `json:"conversion_pct"`
}

// furthest puts a funnel of the vectors back to where its deals stand.
func furthest(rows []stageVector) []Furthest {
	out := make([]Furthest, len(rows))
	for i, v := range rows {
		out[i] = Furthest{Lost: Pile{v.Lost, v.Lost * 1000}, Open: Pile{v.Open, v.Open * 500}}
	}
	won := rows[len(rows)-1].Passed
	out[len(out)-1].Won = Pile{won, won * 2000}
	return out
}

func same(t *testing.T, what string, got *big.Rat, printed json.Number) {
	t.Helper()
	if got == nil || hundredths(got) != percent(t, printed) {
		t.Errorf("%s: %v, not %s", what, got, printed)
	}
}

func TestTheFunnelIsThatOfTheVectors(t *testing.T) {
	rows := vectors[[]stageVector](t, "funnel")
	steps := Funnel(furthest(rows))
	for i, v := range rows {
		s := steps[i]
		if s.Entered.Count != v.Entered || s.Passed.Count != v.Passed || s.Lost.Count != v.Lost || s.Open.Count != v.Open {
			t.Errorf("%s: %+v, not %+v", v.Stage, s, v)
		}
		same(t, v.Stage, s.Conversion(), v.Conversion)
		if i > 0 && s.Entered.Amount > steps[i-1].Entered.Amount {
			t.Errorf("%s is worth more than the stage before it", v.Stage)
		}
	}
	same(t, "overall", Overall(steps), vectors[json.Number](t, "funnel_overall_pct"))
	if at := LeastEffective(steps); at != 1 {
		t.Errorf("the least effective stage is %d", at)
	}
}

func TestAnEmptyFunnelHasNoShares(t *testing.T) {
	steps := Funnel(make([]Furthest, 3))
	if steps[0].Conversion() != nil || Overall(steps) != nil || Overall(nil) != nil || LeastEffective(steps) != -1 {
		t.Errorf("%+v", steps)
	}
}

func TestOfStagesThatLoseAsMuchTheOneWithMoreDealsIsTheLeastEffective(t *testing.T) {
	if at := LeastEffective([]Step{{Lost: Pile{2, 100}}, {Lost: Pile{3, 100}}, {Lost: Pile{9, 99}}}); at != 1 {
		t.Errorf("the stage is %d", at)
	}
}

func TestTheChanceOfAStageIsThatOfTheVectors(t *testing.T) {
	closed := ClosedAt(furthest(vectors[[]stageVector](t, "funnel")))
	for i, v := range vectors[[]struct {
		Stage    string
		Visited  int64       `json:"closed_visited"`
		Lost     int64       `json:"lost_here"`
		Pass     json.Number `json:"pass_pct"`
		Win      json.Number `json:"win_pct"`
		Smoothed json.Number `json:"win_smoothed_pct"`
	}](t, "win_probability") {
		c := closed[i]
		if c.Visited != v.Visited || c.LostHere != v.Lost {
			t.Errorf("%s: %+v", v.Stage, c)
		}
		same(t, v.Stage+" passes", c.Pass(), v.Pass)
		same(t, v.Stage+" wins", c.Win(), v.Win)
		same(t, v.Stage+" smoothed", c.Smoothed(), v.Smoothed)
	}
}

func TestFewDealsAreSmoothedAndFewerAskAllKinds(t *testing.T) {
	none := Closed{}
	for _, c := range []struct {
		at, all Closed
		want    *big.Rat
		ground  Ground
	}{
		{Closed{Visited: 10, Won: 3}, none, big.NewRat(3, 10), ByStage},
		{Closed{Visited: 9, Won: 3}, none, big.NewRat(4, 11), ByFew},
		{Closed{Visited: 3}, none, big.NewRat(1, 5), ByFew},
		{Closed{Visited: 2, Won: 2}, Closed{Visited: 20, Won: 5}, big.NewRat(1, 4), ByAllKinds},
		{Closed{Visited: 2, Won: 2}, Closed{Visited: 4, Won: 1}, big.NewRat(1, 3), ByAllKinds},
		{Closed{Visited: 2}, Closed{Visited: 2}, big.NewRat(1, 2), ByNothing},
		{Closed{Visited: 1000}, none, big.NewRat(1, 100), ByStage},
		{Closed{Visited: 1000, Won: 1000}, none, big.NewRat(99, 100), ByStage},
	} {
		if got, ground := Chance(c.at, c.all); got.Cmp(c.want) != 0 || ground != c.ground {
			t.Errorf("%+v of %+v: %v by %s, not %v by %s", c.at, c.all, got, ground, c.want, c.ground)
		}
	}
}

func TestTheChanceByFactorsIsThatOfTheVector(t *testing.T) {
	v := vectors[struct {
		Won, Lost int64
		Factors   [][3]int64
		Win       json.Number `json:"win_pct"`
	}](t, "naive_bayes")
	var factors []Factor
	odds, _ := big.NewRat(v.Won, v.Lost).Float64()
	sum := math.Log(odds)
	for _, f := range v.Factors {
		one := Factor{f[0], f[1], f[2]}
		factors = append(factors, one)
		sum += one.Pull(v.Won, v.Lost)
	}
	chance := ByFactors(v.Won, v.Lost, factors)
	same(t, "by factors", chance, v.Win)
	// The pulls add up to the same chance.
	if is, _ := chance.Float64(); math.Abs(1/(1+math.Exp(-sum))-is) > 1e-12 {
		t.Errorf("the pulls say %v, the chance is %v", 1/(1+math.Exp(-sum)), is)
	}
	if ByFactors(0, 0, nil) != nil {
		t.Error("nothing was closed, and yet there is a chance")
	}
}

func TestTheForecastIsThatOfTheVectors(t *testing.T) {
	v := vectors[struct {
		Amount, Weighted map[string]json.Number
		Total            json.Number
	}](t, "forecast")
	minor := func(n json.Number) int64 {
		r, _ := new(big.Rat).SetString(string(n))
		return rounded(r.Mul(r, big.NewRat(100, 1)))
	}
	rows := vectors[[]stageVector](t, "funnel")
	closed := ClosedAt(furthest(rows))
	var hopes []Hope
	for i, row := range rows {
		h := Hope{Count: 1, Amount: minor(v.Amount[row.Stage]), Chance: closed[i].Win()}
		if got := Weighted(h.Amount, h.Chance); got != minor(v.Weighted[row.Stage]) {
			t.Errorf("%s: %d, not %s", row.Stage, got, v.Weighted[row.Stage])
		}
		hopes = append(hopes, h)
	}
	if got := Expected(hopes); got != minor(v.Total) {
		t.Errorf("all of it: %d, not %s", got, v.Total)
	}
}

func TestTheSameSeedPlaysTheSameGame(t *testing.T) {
	hopes := []Hope{{40, 100_00, big.NewRat(1, 4)}, {3, 5000_00, big.NewRat(1, 2)}}
	a, b := Range(hopes, 1000, 7), Range(hopes, 1000, 7)
	if a != b {
		t.Errorf("%+v and %+v", a, b)
	}
	expected := Expected(hopes)
	if a.Low > a.Middle || a.Middle > a.High || a.Low >= expected || a.High <= expected {
		t.Errorf("%+v does not lie around %d", a, expected)
	}
	sure := []Hope{{2, 300, big.NewRat(1, 1)}, {9, 100, new(big.Rat)}}
	if got := Range(sure, 50, 1); got != (Reach{600, 600, 600}) {
		t.Errorf("what is certain: %+v", got)
	}
	if got := Range(nil, 50, 1); got != (Reach{}) {
		t.Errorf("nothing: %+v", got)
	}
}

func TestCalibrationComparesWhatWasForetoldWithWhatCame(t *testing.T) {
	bands := Calibration([]Foretold{
		{big.NewRat(1, 10), 1, 9}, {big.NewRat(15, 100), 1, 3}, {big.NewRat(99, 100), 4, 0}, {big.NewRat(1, 1), 1, 0},
	})
	if len(bands) != 10 || bands[0].Count != 0 || bands[0].Actual != nil {
		t.Fatalf("%+v", bands)
	}
	if b := bands[1]; b.Count != 14 || b.Actual.Cmp(big.NewRat(1, 7)) != 0 || b.Predicted.Cmp(big.NewRat(16, 140)) != 0 {
		t.Errorf("%+v", b)
	}
	if b := bands[9]; b.Count != 5 || b.From != 90 || b.To != 100 {
		t.Errorf("%+v", b)
	}
}

func days(list ...int64) Durations {
	d := Durations{}
	for _, one := range list {
		d[one]++
	}
	return d
}

func TestDaysHaveTheirMeanAndMedian(t *testing.T) {
	for _, one := range []struct {
		days         Durations
		mean, median int64
	}{
		{days(2, 5, 1, 3, 8, 4, 2, 6, 9, 1, 3), 400, 300},
		{days(1, 2), 150, 150},
		{days(0, 0, 1), 33, 0},
		{days(7), 700, 700},
		{days(1, 1, 3, 100), 2625, 200},
	} {
		mean, _ := one.days.Mean()
		median, ok := one.days.Median()
		if mean != one.mean || median != one.median || !ok {
			t.Errorf("%v: mean %d, median %d, wanted %d and %d", one.days, mean, median, one.mean, one.median)
		}
	}
	if _, ok := days().Mean(); ok {
		t.Error("nothing has a mean")
	}
	if _, ok := days().Median(); ok {
		t.Error("nothing has a median")
	}
	if _, ok := days().Percentile(90); ok {
		t.Error("nothing has a percentile")
	}
}

func TestTheBottleneckIsThatOfTheVectors(t *testing.T) {
	rows := vectors[[]struct {
		Stage     string
		Durations []int64
		Norm      int64
		Mean      json.Number
		Median    int64
		P90       int64
		Overdue   json.Number `json:"overdue_pct"`
		Excess    int64
		Cycle     json.Number `json:"cycle_share_pct"`
	}](t, "bottleneck")
	var stays []Stay
	for _, v := range rows {
		stays = append(stays, Stay{Days: days(v.Durations...), Norm: v.Norm})
	}
	shares := CycleShares(stays)
	for i, v := range rows {
		s := stays[i]
		mean, _ := s.Days.Mean()
		median, _ := s.Days.Median()
		p90, _ := s.Days.Percentile(90)
		if want, _ := new(big.Rat).SetString(string(v.Mean)); want.Cmp(big.NewRat(mean, 100)) != 0 || median != v.Median*100 || p90 != v.P90 {
			t.Errorf("%s: mean %d, median %d, 90th percentile %d", v.Stage, mean, median, p90)
		}
		if _, excess := s.Days.Over(s.Norm); excess != v.Excess {
			t.Errorf("%s: excess %d, not %d", v.Stage, excess, v.Excess)
		}
		same(t, v.Stage+" overdue", s.Overdue(), v.Overdue)
		same(t, v.Stage+" of the cycle", shares[i], v.Cycle)
	}
	if at := Bottleneck(stays); rows[at].Stage != "Approval" {
		t.Errorf("the bottleneck is %s", rows[at].Stage)
	}
}

func TestTiesOfBottlenecksAreDecidedByLateStaysThenByWhatWasLost(t *testing.T) {
	tie := []Stay{{Days: days(5, 1, 1), Norm: 3}, {Days: days(4, 4), Norm: 3}, {Days: days(4, 4), Norm: 3, Lost: 7}, {Days: days(90), Norm: 0}}
	if at := Bottleneck(tie); at != 2 {
		t.Errorf("the bottleneck is %d", at)
	}
	if at := Bottleneck([]Stay{{Days: days(3, 2), Norm: 3}}); at != -1 {
		t.Errorf("a stage within its norm became a bottleneck: %d", at)
	}
}

func TestLossReasonsAreThoseOfTheVectors(t *testing.T) {
	rows := vectors[[]struct {
		Reason        string
		Count, Amount int64
		CountPct      json.Number `json:"count_pct"`
		AmountPct     json.Number `json:"amount_pct"`
	}](t, "loss_reasons")
	piles := make([]Pile, len(rows))
	for i, v := range rows {
		piles[i] = Pile{v.Count, v.Amount}
	}
	slices.Reverse(piles)
	ranks := Pareto(piles)
	for i, v := range rows {
		if piles[ranks[i].Place] != (Pile{v.Count, v.Amount}) {
			t.Fatalf("place %d is not %s", i, v.Reason)
		}
		same(t, v.Reason+" by count", ranks[i].Count, v.CountPct)
		same(t, v.Reason+" by amount", ranks[i].Amount, v.AmountPct)
	}
	if last := ranks[len(ranks)-1].Cumulative; last.Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("all of them are %v", last)
	}
	if free := Pareto([]Pile{{1, 0}, {3, 0}}); free[0].Place != 1 || free[0].Cumulative.Cmp(big.NewRat(3, 4)) != 0 || free[0].Amount != nil {
		t.Errorf("deals without amounts: %+v", free)
	}
}
