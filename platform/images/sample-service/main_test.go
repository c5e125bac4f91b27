package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ask(t *testing.T, handler http.Handler, path string) (int, string) {
	t.Helper()
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Code, answer.Body.String()
}

func TestWithItsSecretItIsReadyAndUp(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte("something"), 0o600); err != nil {
		t.Fatal(err)
	}
	service := service{environment: "staging", secrets: folder}
	if status, _ := ask(t, service.people(), "/readyz"); status != http.StatusOK {
		t.Errorf("ready answers %d", status)
	}
	if _, text := ask(t, service.metrics(), "/metrics"); !strings.Contains(text, "\nsample_service_up 1\n") {
		t.Errorf("the metric is missing in %q", text)
	}
	if _, text := ask(t, service.people(), "/"); !strings.Contains(text, "staging") {
		t.Errorf("the environment is missing in %q", text)
	}
}

func TestWithoutItsSecretItIsAliveAndNotReadyAndSaysWhy(t *testing.T) {
	service := service{secrets: t.TempDir()}
	if status, _ := ask(t, service.people(), "/healthz"); status != http.StatusOK {
		t.Errorf("health answers %d", status)
	}
	status, text := ask(t, service.people(), "/readyz")
	if status != http.StatusServiceUnavailable || !strings.Contains(text, service.secrets) {
		t.Errorf("ready answers %d, %q", status, text)
	}
	if _, text := ask(t, service.metrics(), "/metrics"); !strings.Contains(text, "\nsample_service_up 0\n") {
		t.Errorf("the metric is missing in %q", text)
	}
}

func TestAnEmptySecretIsNone(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "token"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if (service{secrets: folder}).ready() {
		t.Error("an empty file was taken for a secret")
	}
}
