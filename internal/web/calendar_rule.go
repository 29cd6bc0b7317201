package web

import (
	"strconv"
	"strings"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
)

// ruleWords is a rule of recurrence as people say it: щотижня: пн, ср, до
// 31.12.2026.
func (c *call) ruleWords(text string) string {
	rule, err := calendar.ParseRule(text)
	if err != nil {
		return c.p.Text("calendar.rule.other")
	}
	p, plain := rule.Plain()
	if !plain {
		return c.p.Text("calendar.rule.other")
	}
	words := c.p.Text("calendar.rule.each_" + string(p.Unit))
	if p.Every > 1 {
		words = c.p.Count("calendar.rule."+string(p.Unit), int64(p.Every))
	}
	var days []string
	switch {
	case len(p.Weekdays) > 0:
		for _, d := range p.Weekdays {
			days = append(days, c.p.WeekdayShort(d))
		}
	case p.MonthDay == -1:
		days = append(days, c.p.Text("calendar.rule.last_day"))
	case p.MonthDay > 0:
		days = append(days, c.p.Text("calendar.rule.day_of_month", "n", strconv.Itoa(p.MonthDay)))
	case p.Nth == -1:
		days = append(days, c.p.Text("calendar.rule.last", "weekday", c.p.Weekday(p.Weekday)))
	case p.Nth > 0:
		days = append(days, c.p.Text("calendar.rule.nth", "weekday", c.p.Weekday(p.Weekday), "n", strconv.Itoa(p.Nth)))
	}
	if len(days) > 0 {
		words = c.p.Text("calendar.rule.on_days", "rule", words, "days", strings.Join(days, ", "))
	}
	switch {
	case p.Until != "":
		words = c.p.Text("calendar.rule.until", "rule", words, "day", c.p.Date(string(p.Until)))
	case p.Count > 0:
		words = c.p.Count("calendar.rule.times", int64(p.Count), "rule", words)
	}
	return words
}

// seriesWords is the rule of a series in words, and that it has ended.
func (c *call) seriesWords(s *crm.EventSeries) string {
	words := c.ruleWords(s.Rule)
	if s.Ended {
		words = c.p.Text("calendar.rule.ended_after", "rule", words)
	}
	return words
}

// seriesCard is what the card of a series has: its rule in words, and whether
// it has ended.
var seriesCard = special{
	chips: func(c *call, k *cardOf) []page.Chip {
		if !k.rec.(*crm.EventSeries).Ended {
			return nil
		}
		return []page.Chip{{Label: c.p.Text("calendar.rule.ended"), Tone: page.Outline}}
	},
	meta: func(c *call, k *cardOf) []page.Meta {
		return []page.Meta{{Icon: "repeat", Text: c.ruleWords(k.rec.(*crm.EventSeries).Rule)}}
	},
}
