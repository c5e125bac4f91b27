package main

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

func answering(t *testing.T, statuses ...int) string {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewTLSServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		answer.WriteHeader(statuses[min(int(asked.Add(1))-1, len(statuses)-1)])
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestWhatAnswersIsAvailableAndWhatFailsIsNot(t *testing.T) {
	question := questions("staging", "example.org", "")[0]
	for status, available := range map[int]bool{200: true, 404: true, 503: false} {
		question.Address = answering(t, status)
		if outcome := ask(client(), "staging", question, 1); outcome.Available != available {
			t.Errorf("%d: %+v", status, outcome)
		}
	}
}

func TestASecondTryCounts(t *testing.T) {
	question := questions("staging", "example.org", "")[0]
	question.Address = answering(t, 503, 200)
	if outcome := ask(client(), "staging", question, 2); !outcome.Available || outcome.Cause != "" {
		t.Errorf("%+v", outcome)
	}
}

func TestAnAPIServerThatRefusesStrangersIsThere(t *testing.T) {
	server := answering(t, 401)
	for _, question := range questions("staging", "example.org", server)[1:] {
		if outcome := ask(client(), "staging", question, 1); !outcome.Available {
			t.Errorf("%+v", outcome)
		}
	}
}

func TestWhatIsNotThereSaysWhy(t *testing.T) {
	question := questions("staging", "example.org", "https://127.0.0.1:1")[1]
	if outcome := ask(client(), "staging", question, 1); outcome.Available || outcome.Cause == "" {
		t.Errorf("%+v", outcome)
	}
}
