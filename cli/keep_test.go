package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// stand is a portal that knows one grant.
type stand struct {
	mutex   sync.Mutex
	now     time.Time
	minted  int
	revoked int
	waits   int
	grants  []grant
	failing int
	server  *httptest.Server
}

func newStand(t *testing.T) *stand {
	s := &stand{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	ends := s.now.Add(time.Hour)
	s.grants = []grant{{Number: 7, Environment: "staging", Role: "viewer", Status: "active", EndsAt: &ends}}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

func (s *stand) time() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.now
}

func (s *stand) pass(some time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.now = s.now.Add(some)
}

func (s *stand) ServeHTTP(to http.ResponseWriter, asked *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	told := func(status int, body any) {
		to.Header().Set("Content-Type", "application/json")
		if status >= 400 {
			to.Header().Set("Content-Type", "application/problem+json")
		}
		to.WriteHeader(status)
		_ = json.NewEncoder(to).Encode(body)
	}
	if asked.URL.Path != "/api/v1/device/token" && asked.Header.Get("Authorization") != "Bearer gw_secret" {
		told(401, problem{Status: 401})
		return
	}
	switch {
	case s.failing != 0:
		told(s.failing, problem{Detail: "Grant 7 is over."})
	case asked.URL.Path == "/api/v1/device/token" && s.waits > 0:
		s.waits--
		told(400, problem{Word: "authorization_pending"})
	case asked.URL.Path == "/api/v1/device/token":
		told(200, map[string]any{"id": 3, "token": "gw_secret", "person": "engineer-1", "expiresAt": s.now.Add(12 * time.Hour)})
	case asked.URL.Path == "/api/v1/grants":
		told(200, page[grant]{Items: s.grants})
	case strings.HasSuffix(asked.URL.Path, "/credential"):
		s.minted++
		told(200, map[string]any{"cluster": map[string]string{"server": "https://cluster.example.org", "certificateAuthority": "QQ=="},
			"environment": "staging", "namespace": "ias-staging", "token": fmt.Sprintf("token-%d", s.minted), "expiresAt": s.grants[0].EndsAt})
	case asked.Method == http.MethodDelete && asked.URL.Path == "/api/v1/tokens/3":
		s.revoked++
		to.WriteHeader(204)
	default:
		told(404, problem{Status: 404, Detail: "Nothing is there."})
	}
}

func (s *stand) keeper(t *testing.T) *keeper {
	k := newKeeper(s.time)
	said := k.answer(t.Context(), request{Do: "sign-in", Portal: s.server.URL, DeviceCode: "gwd_code"})
	if said.Error != "" || said.Problem != nil {
		t.Fatalf("nobody is signed in: %+v", said)
	}
	return k
}

func credentialOf(t *testing.T, k *keeper, caller int) string {
	t.Helper()
	given, err := k.credential(t.Context(), request{Environment: "staging", Role: "viewer", Caller: caller})
	if err != nil {
		t.Fatal(err)
	}
	return given.Token
}

func TestATokenIsMadeOnceAndHandedToEverybodyWhoAsks(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	for caller := 1; caller < 20; caller++ {
		if got := credentialOf(t, k, caller); got != "token-1" {
			t.Fatalf("caller %d got %s", caller, got)
		}
		s.pass(time.Minute)
	}
}

func TestManyWhoAskAtTheSameTimeMakeOneToken(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	var all sync.WaitGroup
	for caller := range 30 {
		all.Go(func() {
			if _, err := k.credential(context.Background(), request{Environment: "staging", Role: "viewer", Caller: caller}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if s.minted != 1 {
		t.Fatalf("%d were made", s.minted)
	}
}

func TestWhoeverAsksAgainWasRefusedAndGetsAnotherOnce(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	credentialOf(t, k, 1)
	credentialOf(t, k, 2)
	s.pass(10 * time.Second)
	if got := credentialOf(t, k, 1); got != "token-2" {
		t.Fatalf("whoever was refused got %s", got)
	}
	// The other was refused as well, and need not end what the first has now.
	s.pass(10 * time.Second)
	if got := credentialOf(t, k, 2); got != "token-2" {
		t.Fatalf("the other got %s", got)
	}
}

func TestATokenThatHasEndedIsMadeAnew(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	credentialOf(t, k, 1)
	later := s.now.Add(2 * time.Hour)
	s.grants[0].EndsAt = &later
	s.pass(time.Hour)
	if got := credentialOf(t, k, 2); got != "token-2" {
		t.Fatalf("got %s", got)
	}
}

func TestWithoutAGrantIsSaidHowToGetOne(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	_, err := k.credential(t.Context(), request{Environment: "staging", Role: "operator", Caller: 1})
	if err == nil || !strings.Contains(err.Error(), "kubectl groundwork use staging --role operator") {
		t.Fatalf("said was %v", err)
	}
	s.grants[0].Status = "pending"
	s.grants[0].WaitingFor = []string{"a reviewer"}
	_, err = k.credential(t.Context(), request{Environment: "staging", Role: "viewer", Caller: 1})
	if err == nil || !strings.Contains(err.Error(), "waits for a reviewer") {
		t.Fatalf("said was %v", err)
	}
}

func TestWhatWasRefusedIsNotShownAgain(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	credentialOf(t, k, 1)
	s.pass(10 * time.Second)
	s.failing = 409
	said := k.answer(t.Context(), request{Do: "credential", Environment: "staging", Role: "viewer", Caller: 1})
	if said.Problem == nil || said.Problem.Error() != "Grant 7 is over." {
		t.Fatalf("said was %+v", said)
	}
	said = k.answer(t.Context(), request{Do: "credential", Environment: "staging", Role: "viewer", Caller: 2})
	if said.Problem == nil {
		t.Fatalf("a token that was refused was shown: %s", said.Body)
	}
}

func TestASignInEndsAndSaysSo(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	s.pass(13 * time.Hour)
	said := k.answer(t.Context(), request{Do: "call", Method: "GET", Path: "/api/v1/grants"})
	if !strings.Contains(said.Error, "kubectl groundwork login") {
		t.Fatalf("said was %+v", said)
	}
	if told := k.standing(); told.Person != "" {
		t.Fatalf("%s is said to be there", told.Person)
	}
}

func TestNoCallOfACommandBringsACredentialOut(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	for _, path := range []string{"/api/v1/grants/7/credential", "/api/v1/grants/7/kubeconfig", "/api/v1/tokens", "/device", "http://elsewhere.example.org/api/v1/"} {
		said := k.answer(t.Context(), request{Do: "call", Method: "POST", Path: path})
		if said.Error == "" {
			t.Errorf("%s was asked for: %+v", path, said)
		}
	}
	text, err := json.Marshal(k.answer(t.Context(), request{Do: "standing"}))
	if err != nil || strings.Contains(string(text), "gw_secret") {
		t.Errorf("the token came out: %s", text)
	}
}

func TestSigningOutRevokesAndForgets(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	credentialOf(t, k, 1)
	if err := k.end(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.revoked != 1 || k.signIn != nil || len(k.doors) != 0 {
		t.Fatalf("revoked %d times, still there %v, %d doors", s.revoked, k.signIn, len(k.doors))
	}
	if err := k.end(t.Context()); err != nil || s.revoked != 1 {
		t.Fatalf("again: %v, %d", err, s.revoked)
	}
}

func TestAPortalThatIsAwayIsSaidToBe(t *testing.T) {
	s := newStand(t)
	k := s.keeper(t)
	s.server.Close()
	said := k.answer(t.Context(), request{Do: "call", Method: "GET", Path: "/api/v1/grants"})
	if !strings.Contains(said.Error, "does not answer") || strings.Contains(said.Error, "gw_secret") {
		t.Fatalf("said was %+v", said)
	}
	err := k.end(t.Context())
	if err == nil || !strings.Contains(err.Error(), "under Tokens") {
		t.Fatalf("said was %v", err)
	}
}

func TestAnUnknownCertificateIsSaidToBe(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	asked, err := newPortal(server.URL, "", "")
	if err != nil {
		t.Fatal(err)
	}
	err = asked.call(t.Context(), http.MethodGet, "/api/v1/me", nil, nil)
	if err == nil || !strings.Contains(err.Error(), "--authority") {
		t.Fatalf("said was %v", err)
	}
}

func TestATokenGoesToNobodyElse(t *testing.T) {
	got := make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(to http.ResponseWriter, asked *http.Request) {
		got <- asked.Header.Get("Authorization")
	}))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer server.Close()
	asked, err := newPortal(server.URL, "", "gw_secret")
	if err != nil {
		t.Fatal(err)
	}
	if err := asked.call(t.Context(), http.MethodGet, "/api/v1/me", nil, nil); err == nil {
		t.Fatal("it was taken for an answer")
	}
	select {
	case <-got:
		t.Fatal("it went on to another place")
	default:
	}
}
