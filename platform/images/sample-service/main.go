// The sample service shows whether an environment is fit for services: it answers, is scraped, and
// finds its secret.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	service := service{environment: os.Getenv("ENVIRONMENT"), secrets: os.Getenv("SECRET_PATH")}
	if err := service.run(":8080", ":9090"); err != nil {
		slog.Error("The sample service ends", "cause", err.Error())
		os.Exit(1)
	}
}

// service knows which environment it is in and where its secret should be.
type service struct {
	environment string
	secrets     string
}

func (s service) run(address, metrics string) error {
	ending, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	servers := []*http.Server{
		{Addr: address, Handler: s.people(), ReadHeaderTimeout: 5 * time.Second},
		{Addr: metrics, Handler: s.metrics(), ReadHeaderTimeout: 5 * time.Second},
	}
	failed := make(chan error, len(servers))
	for _, server := range servers {
		go func() { failed <- server.ListenAndServe() }()
	}
	slog.Info("The sample service answers", "environment", s.environment, "secret", s.ready())
	select {
	case err := <-failed:
		return err
	case <-ending.Done():
	}
	// Requests under way are finished, as a pod is taken out of its service while it ends.
	limit, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var all error
	for _, server := range servers {
		all = errors.Join(all, server.Shutdown(limit))
	}
	return all
}

// ready tells whether there is a secret: a file at least that is not empty.
func (s service) ready() bool {
	files, _ := filepath.Glob(filepath.Join(s.secrets, "*"))
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil && len(content) > 0 {
			return true
		}
	}
	return false
}

func (s service) people() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /healthz", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, "ok")
	})
	routes.HandleFunc("GET /readyz", func(answer http.ResponseWriter, _ *http.Request) {
		if !s.ready() {
			http.Error(answer, "there is no secret in "+s.secrets+"; see that the environment's bundle has it", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(answer, "ok")
	})
	routes.HandleFunc("GET /{$}", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(answer, "This is the sample service in %s.\n", s.environment)
	})
	return routes
}

func (s service) metrics() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /metrics", func(answer http.ResponseWriter, _ *http.Request) {
		up := 0
		if s.ready() {
			up = 1
		}
		answer.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		fmt.Fprintf(answer, "# HELP sample_service_up Whether the sample service has what it needs.\n"+
			"# TYPE sample_service_up gauge\nsample_service_up %d\n", up)
	})
	return routes
}
