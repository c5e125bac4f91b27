package main

import (
	"net/url"
	"time"
)

// grant is one person's access to one environment, as the portal tells of it.
type grant struct {
	Number      int        `json:"number"`
	Environment string     `json:"environment"`
	Role        string     `json:"role"`
	Status      string     `json:"status"`
	Reason      string     `json:"reason"`
	StartsAt    *time.Time `json:"startsAt,omitempty"`
	EndsAt      *time.Time `json:"endsAt,omitempty"`
	WaitingFor  []string   `json:"waitingFor"`
	End         *struct {
		Sentence string `json:"sentence"`
		Reason   string `json:"reason"`
	} `json:"end,omitempty"`
}

// environment is what of one is told here.
type environment struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Owner  string `json:"owner"`
	Status string `json:"status"`
}

// page is one page of a list.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// opened is what opens a cluster's door.
type opened struct {
	Cluster struct {
		Server               string `json:"server"`
		CertificateAuthority string `json:"certificateAuthority"`
	} `json:"cluster"`
	Environment string    `json:"environment"`
	Namespace   string    `json:"namespace"`
	Token       string    `json:"token"`
	ExpiresAt   time.Time `json:"expiresAt"`
}

// ownGrants is the address of one's own grants that are not over; of all environments, if none is named.
func ownGrants(environment string) string {
	query := url.Values{"by": {"mine"}, "status": {"open"}, "limit": {"200"}}
	if environment != "" {
		query.Set("environment", environment)
	}
	return "/api/v1/grants?" + query.Encode()
}
