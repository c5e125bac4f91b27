package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"text/tabwriter"
	"time"
)

// listing is what ls tells.
type listing struct {
	Grants       []grant       `json:"grants"`
	Environments []environment `json:"environments"`
}

func list(to streams, args []string) error {
	flags := flag.NewFlagSet("kubectl groundwork ls", flag.ContinueOnError)
	format := flags.String("o", "", "json, for programs")
	if words, err := parse(flags, to, args); err != nil {
		return err
	} else if len(words) > 0 || (*format != "" && *format != "json") {
		return fmt.Errorf("ls takes -o json, or nothing")
	}
	ctx := context.Background()
	all, err := look(ctx)
	if err != nil {
		return err
	}
	if *format == "json" {
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(to.out, string(text))
		return nil
	}
	return all.print(to, time.Now())
}

func look(ctx context.Context) (listing, error) {
	all := listing{Grants: []grant{}, Environments: []environment{}}
	var own page[grant]
	if err := call(ctx, http.MethodGet, ownGrants(""), nil, &own); err != nil {
		return all, err
	}
	all.Grants = append(all.Grants, own.Items...)
	for after := ""; ; {
		query := url.Values{"limit": {"200"}}
		if after != "" {
			query.Set("after", after)
		}
		var some page[environment]
		if err := call(ctx, http.MethodGet, "/api/v1/environments?"+query.Encode(), nil, &some); err != nil {
			return all, err
		}
		all.Environments = append(all.Environments, some.Items...)
		if after = some.Next; after == "" {
			break
		}
	}
	// Into what is not there nobody gets.
	all.Environments = slices.DeleteFunc(all.Environments, func(one environment) bool { return one.Status != "ready" })
	return all, nil
}

func (l listing) print(to streams, now time.Time) error {
	table := tabwriter.NewWriter(to.out, 0, 0, 2, ' ', 0)
	if len(l.Grants) == 0 {
		fmt.Fprintln(table, "You have no grant now.")
	} else {
		fmt.Fprintln(table, "GRANT\tENVIRONMENT\tROLE\tSTATUS\tLEFT")
		for _, one := range l.Grants {
			rest := "—"
			if one.EndsAt != nil && one.Status == "active" {
				rest = left(*one.EndsAt, now)
			}
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", one.Number, one.Environment, one.Role, one.Status, rest)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(to.out)
	if len(l.Environments) == 0 {
		fmt.Fprintln(table, "You see no environment that one could get into.")
		return table.Flush()
	}
	fmt.Fprintln(table, "ENVIRONMENT\tKIND\tOWNER")
	for _, one := range l.Environments {
		fmt.Fprintf(table, "%s\t%s\t%s\n", one.Name, one.Kind, one.Owner)
	}
	fmt.Fprintln(table, "\nGet in: kubectl groundwork use <environment> --role viewer --reason \"…\"")
	return table.Flush()
}
