package main

import (
	"fmt"
	"strings"
	"time"
)

// clock is a time of day here, with the date unless it is today.
func clock(at time.Time) string {
	here := at.Local()
	if here.Format(time.DateOnly) == time.Now().Format(time.DateOnly) {
		return here.Format("15:04")
	}
	return here.Format("2006-01-02 15:04")
}

// left is how long it is until then, in words.
func left(until, now time.Time) string {
	rest := until.Sub(now).Round(time.Minute)
	switch {
	case rest <= 0:
		return "over"
	case rest < time.Hour:
		return fmt.Sprintf("%d min", int(rest.Minutes()))
	default:
		return fmt.Sprintf("%d h %02d min", int(rest.Hours()), int(rest.Minutes())%60)
	}
}

// waitsFor says what a grant that opens no door yet waits for.
func waitsFor(one grant) string {
	if one.Status == "scheduled" && one.StartsAt != nil {
		return fmt.Sprintf("Grant %d for %s as %s begins at %s.", one.Number, one.Environment, one.Role, clock(*one.StartsAt))
	}
	who := "somebody to agree"
	if len(one.WaitingFor) > 0 {
		who = strings.Join(one.WaitingFor, " and ")
	}
	return fmt.Sprintf("Grant %d for %s as %s waits for %s.", one.Number, one.Environment, one.Role, who)
}

// over says why a grant opens no door any more.
func over(one grant) error {
	why := "it is " + one.Status
	if one.End != nil && one.End.Sentence != "" {
		why = strings.TrimSuffix(lower(one.End.Sentence), ".")
		if one.End.Reason != "" {
			why += " (" + one.End.Reason + ")"
		}
	}
	return fmt.Errorf("Grant %d for %s as %s is over: %s. Ask again: kubectl groundwork use %s --role %s --reason …",
		one.Number, one.Environment, one.Role, why, one.Environment, one.Role)
}

func lower(text string) string {
	return strings.ToLower(text[:1]) + text[1:]
}
