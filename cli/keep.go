package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// spare is how long before its end a token is not handed out any more.
	spare = 5 * time.Second
	// breath is how long the same token is good enough for somebody who asks again.
	breath = 3 * time.Second
	// patience is how long the portal may hold back its answer, in seconds.
	patience = 20
)

// signIn is who the agent acts as.
type signIn struct {
	portal    *portal
	id        int
	person    string
	expiresAt time.Time
}

// door is what opens a cluster, for one environment and role.
type door struct {
	// turn is held while it is opened anew, which takes the portal and the cluster a second.
	turn   sync.Mutex
	ticket ticket
	place  place
	number int
	opened time.Time
	// shown are the processes that this ticket was shown to.
	shown map[int]bool
}

// keeper holds all that is secret, in memory.
type keeper struct {
	now    func() time.Time
	mutex  sync.Mutex
	signIn *signIn
	doors  map[string]*door
}

func newKeeper(now func() time.Time) *keeper {
	return &keeper{now: now, doors: map[string]*door{}}
}

// answer does what a command wants, but for stopping.
func (k *keeper) answer(ctx context.Context, do request) response {
	var body any
	var err error
	switch do.Do {
	case "standing":
		body = k.standing()
	case "sign-in":
		body, err = k.take(ctx, do)
	case "call":
		body, err = k.call(ctx, do)
	case "place":
		body, err = k.place(ctx, do)
	case "credential":
		body, err = k.credential(ctx, do)
	case "forget":
		k.forget(do.Environment)
	case "stop":
		err = k.end(ctx)
	default:
		err = fmt.Errorf("The agent is of version %s and does not know how to %s. End it: kubectl groundwork logout", version, do.Do)
	}
	return said(body, err)
}

func said(body any, err error) response {
	var told *problem
	switch {
	case errors.As(err, &told):
		return response{Problem: told}
	case err != nil:
		return response{Error: err.Error()}
	case body == nil:
		return response{}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return response{Error: err.Error()}
	}
	return response{Body: text}
}

func (k *keeper) standing() standing {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	told := standing{Version: version}
	if k.signIn != nil && k.now().Before(k.signIn.expiresAt) {
		told.Portal, told.Person, told.ExpiresAt = k.signIn.portal.address, k.signIn.person, k.signIn.expiresAt
	}
	return told
}

// take asks the portal once for the token of a sign-in that somebody has to confirm.
func (k *keeper) take(ctx context.Context, do request) (standing, error) {
	address, err := portalAddress(do.Portal)
	if err != nil {
		return standing{}, err
	}
	asked, err := newPortal(address, do.Authority, "")
	if err != nil {
		return standing{}, err
	}
	var token struct {
		ID        int       `json:"id"`
		Token     string    `json:"token"`
		Person    string    `json:"person"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
	question := map[string]any{"deviceCode": do.DeviceCode, "waitSeconds": patience}
	if err := asked.call(ctx, http.MethodPost, "/api/v1/device/token", question, &token); err != nil {
		return standing{}, err
	}
	asked.token = token.Token
	k.mutex.Lock()
	k.signIn = &signIn{portal: asked, id: token.ID, person: token.Person, expiresAt: token.ExpiresAt}
	// What somebody else opened, or at another portal, is not theirs.
	k.doors = map[string]*door{}
	k.mutex.Unlock()
	return k.standing(), nil
}

func (k *keeper) signedIn() (*signIn, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.signIn == nil {
		return nil, errNoAgent
	}
	if !k.now().Before(k.signIn.expiresAt) {
		return nil, fmt.Errorf("Your sign-in ended at %s. Sign in again: kubectl groundwork login", clock(k.signIn.expiresAt))
	}
	return k.signIn, nil
}

func (k *keeper) call(ctx context.Context, do request) (json.RawMessage, error) {
	who, err := k.signedIn()
	if err != nil {
		return nil, err
	}
	// What holds a credential stays in here.
	if !strings.HasPrefix(do.Path, "/api/v1/") || holdsCredential(do) {
		return nil, fmt.Errorf("the agent does not ask for %s", do.Path)
	}
	var body any
	if len(do.Body) > 0 {
		body = do.Body
	}
	var told json.RawMessage
	err = who.portal.call(ctx, do.Method, do.Path, body, &told)
	return told, err
}

// holdsCredential tells whether the answer to a call would.
func holdsCredential(do request) bool {
	path, _, _ := strings.Cut(do.Path, "?")
	return do.Method != http.MethodGet && (strings.HasSuffix(path, "/kubeconfig") ||
		strings.HasSuffix(path, "/credential") || strings.HasSuffix(path, "/tokens"))
}

// credential is what kubectl gets for an environment: what is there while it is good, or a new one. It
// is not good any more when the same process asks again, since that has shown it and was refused.
func (k *keeper) credential(ctx context.Context, do request) (ticket, error) {
	one := k.door(do.Environment + "/" + do.Role)
	one.turn.Lock()
	defer one.turn.Unlock()
	now := k.now()
	if !one.good(now) || (one.shown[do.Caller] && !now.Before(one.opened.Add(breath))) {
		if err := k.open(ctx, do, one); err != nil {
			return ticket{}, err
		}
	}
	one.shown[do.Caller] = true
	return one.ticket, nil
}

// place is where the door of a grant is, which is known once it was opened.
func (k *keeper) place(ctx context.Context, do request) (place, error) {
	one := k.door(do.Environment + "/" + do.Role)
	one.turn.Lock()
	defer one.turn.Unlock()
	if !one.good(k.now()) || one.number != do.Number {
		if err := k.open(ctx, do, one); err != nil {
			return place{}, err
		}
	}
	return one.place, nil
}

func (d *door) good(now time.Time) bool {
	return d.ticket.Token != "" && now.Add(spare).Before(d.ticket.ExpiresAt)
}

func (k *keeper) door(name string) *door {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	one := k.doors[name]
	if one == nil {
		one = &door{shown: map[int]bool{}}
		k.doors[name] = one
	}
	return one
}

// open has the portal make a new token, which ends the one before.
func (k *keeper) open(ctx context.Context, do request, one *door) error {
	one.ticket = ticket{}
	who, err := k.signedIn()
	if err != nil {
		return err
	}
	number := do.Number
	if number == 0 {
		var own page[grant]
		if err := who.portal.call(ctx, http.MethodGet, ownGrants(do.Environment), nil, &own); err != nil {
			return err
		}
		found, err := inForce(own.Items, do.Environment, do.Role)
		if err != nil {
			return err
		}
		number = found.Number
	}
	var open opened
	if err := who.portal.call(ctx, http.MethodPost, "/api/v1/grants/"+strconv.Itoa(number)+"/credential", nil, &open); err != nil {
		return err
	}
	one.ticket = ticket{Token: open.Token, ExpiresAt: open.ExpiresAt}
	one.place = place{Server: open.Cluster.Server, CertificateAuthority: open.Cluster.CertificateAuthority, Namespace: open.Namespace}
	one.number, one.opened, one.shown = number, k.now(), map[int]bool{}
	return nil
}

// inForce is the grant that lasts longest of those that open a door now, or why there is none.
func inForce(own []grant, environment, role string) (grant, error) {
	var best grant
	var waits *grant
	for _, one := range own {
		if one.Environment != environment || one.Role != role {
			continue
		}
		switch {
		case one.Status == "active" && (best.EndsAt == nil || one.EndsAt != nil && one.EndsAt.After(*best.EndsAt)):
			best = one
		case one.Status == "pending", one.Status == "scheduled":
			waits = &one
		}
	}
	if best.Number != 0 {
		return best, nil
	}
	if waits != nil {
		return best, errors.New(waitsFor(*waits))
	}
	return best, fmt.Errorf("You have no grant for %s as %s now: it has ended, or was never asked for. Ask: kubectl groundwork use %s --role %s", environment, role, environment, role)
}

// forget drops what opens an environment.
func (k *keeper) forget(environment string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for name := range k.doors {
		if strings.HasPrefix(name, environment+"/") {
			delete(k.doors, name)
		}
	}
}

// end revokes the sign-in at the portal and forgets everything, whether the portal answers or not.
func (k *keeper) end(ctx context.Context) error {
	k.mutex.Lock()
	who := k.signIn
	k.signIn = nil
	k.doors = map[string]*door{}
	k.mutex.Unlock()
	if who == nil || !k.now().Before(who.expiresAt) {
		return nil
	}
	err := who.portal.call(ctx, http.MethodDelete, "/api/v1/tokens/"+strconv.Itoa(who.id), nil, nil)
	var told *problem
	if errors.As(err, &told) && (told.Status == http.StatusUnauthorized || told.Status == http.StatusNotFound) {
		// Somebody was quicker.
		return nil
	}
	if err != nil {
		return fmt.Errorf("This machine has forgotten the sign-in, but the portal was not told: %w. Revoke it there under Tokens; it ends by itself at %s", err, clock(who.expiresAt))
	}
	return nil
}

// heldUntil is when the last of what is held ends.
func (k *keeper) heldUntil() time.Time {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	var last time.Time
	if k.signIn != nil {
		last = k.signIn.expiresAt
	}
	for _, one := range k.doors {
		if !one.turn.TryLock() {
			// It is being opened, so there will be something to hold.
			return k.now().Add(time.Minute)
		}
		if one.ticket.ExpiresAt.After(last) {
			last = one.ticket.ExpiresAt
		}
		one.turn.Unlock()
	}
	return last
}
