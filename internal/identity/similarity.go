package identity

// Similarity is the Jaro–Winkler likeness of two texts, from 0 (nothing in
// common) to 1 (equal). Letters in common near the same place count, and up to
// four equal ones at the beginning count more.
func Similarity(a, b string) float64 {
	s, t := []rune(a), []rune(b)
	jaro := jaroOf(s, t)
	prefix := 0
	for prefix < min(4, len(s), len(t)) && s[prefix] == t[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

func jaroOf(s, t []rune) float64 {
	if len(s) == 0 || len(t) == 0 {
		return 0
	}
	window := max(max(len(s), len(t))/2-1, 0)
	taken := make([]bool, len(t))
	var common []rune
	for i, r := range s {
		for j := max(0, i-window); j < min(len(t), i+window+1); j++ {
			if !taken[j] && t[j] == r {
				taken[j] = true
				common = append(common, r)
				break
			}
		}
	}
	if len(common) == 0 {
		return 0
	}
	swapped, k := 0, 0
	for j, r := range t {
		if taken[j] {
			if common[k] != r {
				swapped++
			}
			k++
		}
	}
	m := float64(len(common))
	return (m/float64(len(s)) + m/float64(len(t)) + (m-float64(swapped)/2)/m) / 3
}

// Edits is how many letters must be put in, taken out or changed to make one
// text of the other.
func Edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		above := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := 1
			if r == s {
				cost = 0
			}
			above, row[j+1] = row[j+1], min(above+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
