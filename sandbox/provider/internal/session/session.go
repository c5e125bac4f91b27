package session

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/linode/linodego"
)

const userAgent = "terraform-provider-linode"

// Session is what every resource needs: the client and how often to ask it.
type Session struct {
	Client *linodego.Client

	EventPoll     time.Duration
	NodeReadyPoll time.Duration

	SkipLKEClusterDeletePoll bool

	ObjectAccessKey         string
	ObjectSecretKey         string
	ObjectUseTemporaryKeys  bool
	ObjectBucketForceDelete bool
}

// Open makes a session, without asking the API anything yet.
func Open(s Settings, version string) (*Session, error) {
	client := linodego.NewClient(&http.Client{})
	token := text(s.Token, "LINODE_TOKEN", "")
	if token == "" {
		if err := loadConfig(&client, s); err != nil {
			return nil, err
		}
	} else {
		client.SetToken(token)
	}
	if url := text(s.URL, "LINODE_URL", ""); url != "" {
		client.SetBaseURL(url)
	}
	if apiVersion := text(s.APIVersion, "LINODE_API_VERSION", ""); apiVersion != "" {
		client.SetAPIVersion(apiVersion)
	}
	if path := text(s.APICAPath, "LINODE_CA", ""); path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("api_ca_path: %w", err)
		}
		client.SetRootCertificate(path)
	}
	client.SetUserAgent(agent(text(s.UserAgentPrefix, "LINODE_UA_PREFIX", ""), version))
	client.UseCache(!s.DisableCache)
	retryServerErrors(&client)

	session := &Session{
		Client:                   &client,
		SkipLKEClusterDeletePoll: s.SkipLKEClusterDeletePoll,
		ObjectAccessKey:          text(s.ObjectAccessKey, "LINODE_OBJ_ACCESS_KEY", ""),
		ObjectSecretKey:          text(s.ObjectSecretKey, "LINODE_OBJ_SECRET_KEY", ""),
		ObjectUseTemporaryKeys:   s.ObjectUseTemporaryKeys,
		ObjectBucketForceDelete:  s.ObjectBucketForceDelete,
	}
	return session, session.pace(s)
}

// pace sets how long to wait between questions. The client's own defaults hold for what nobody set.
func (s *Session) pace(settings Settings) (err error) {
	if s.EventPoll, err = milliseconds(settings.EventPoll, "LINODE_EVENT_POLL_MS", 4000); err != nil {
		return err
	}
	if s.NodeReadyPoll, err = milliseconds(settings.LKENodeReadyPoll, "", 3000); err != nil {
		return err
	}
	if s.EventPoll <= 0 || s.NodeReadyPoll <= 0 {
		return errors.New("event_poll_ms and lke_node_ready_poll_ms must be more than 0")
	}
	s.Client.SetPollDelay(s.EventPoll)
	if settings.MinRetryDelay != nil {
		s.Client.SetRetryWaitTime(time.Duration(*settings.MinRetryDelay) * time.Millisecond)
	}
	if settings.MaxRetryDelay != nil {
		s.Client.SetRetryMaxWaitTime(time.Duration(*settings.MaxRetryDelay) * time.Millisecond)
	}
	return nil
}

// loadConfig reads the client's configuration file, which is needed only where no token was given.
func loadConfig(client *linodego.Client, s Settings) error {
	path := text(s.ConfigPath, "", "")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		path = filepath.Join(home, ".config", "linode")
		if _, err := os.Stat(path); err != nil {
			return errors.New("no token: set token in the provider block, or LINODE_TOKEN")
		}
	}
	return client.LoadConfig(&linodego.LoadConfigOptions{Path: path, Profile: text(s.ConfigProfile, "", "default")})
}

func agent(prefix, version string) string {
	own := userAgent + "/" + version
	if prefix == "" {
		return own
	}
	return prefix + " " + own
}
