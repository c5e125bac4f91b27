// Package session turns a provider block and its environment into a client of the Linode API.
package session

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// Settings are what the provider block says. A nil pointer was not said, so that its variable or its default counts.
type Settings struct {
	Token            *string
	ConfigPath       *string
	ConfigProfile    *string
	URL              *string
	APIVersion       *string
	APICAPath        *string
	UserAgentPrefix  *string
	ObjectAccessKey  *string
	ObjectSecretKey  *string
	EventPoll        *int64
	LKEEventPoll     *int64
	LKENodeReadyPoll *int64
	MinRetryDelay    *int64
	MaxRetryDelay    *int64

	DisableCache             bool
	ObjectUseTemporaryKeys   bool
	ObjectBucketForceDelete  bool
	SkipLKEClusterDeletePoll bool
}

func text(said *string, variable, otherwise string) string {
	if said != nil {
		return *said
	}
	if value := os.Getenv(variable); variable != "" && value != "" {
		return value
	}
	return otherwise
}

func milliseconds(said *int64, variable string, otherwise int64) (time.Duration, error) {
	value := otherwise
	if said != nil {
		value = *said
	} else if raw := os.Getenv(variable); variable != "" && raw != "" {
		parsed, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s is not a number of milliseconds: %w", variable, err)
		}
		value = parsed
	}
	return time.Duration(value) * time.Millisecond, nil
}
