package page

import "strconv"

// Questions are asked with yes, no or not known, all in one form.
type Questions struct {
	Action, Key string // empty when one may not answer
	Note        string
	List        []Question
}

// Question is one of them, with its answer.
type Question struct {
	ID, Text, Note string
	Answer         string // yes, no or empty
}

func answerName(i int, part string) string { return "answers." + strconv.Itoa(i) + "." + part }

// Distribution is the rules by which leads are given out, and a lead to try
// them by.
type Distribution struct {
	Create  *Button
	Rules   []DistributionRule
	Action  string
	Fields  []Field
	Result  string // who gets the lead that was tried
	Because []string
}

// DistributionRule is one rule with what it said of the lead that was tried.
type DistributionRule struct {
	Name, Href, When, Whose string
	Raise, Lower            string // empty where it cannot go
	Said                    string
	Tone                    Tone
}
