// The availability probe asks from outside whether an environment's API server, etcd and ingress
// answer. It prints a line of JSON for each and exits with 1 if one does not.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"
)

// Outcome is what one question came to.
type Outcome struct {
	Environment string  `json:"environment"`
	Component   string  `json:"component"`
	Available   bool    `json:"available"`
	Seconds     float64 `json:"seconds"`
	Cause       string  `json:"cause,omitempty"`
}

// Question is where to ask for a component, and which answers show that it is there.
type Question struct {
	Component string
	Address   string
	Fine      func(status int) bool
}

func main() {
	environment := flag.String("environment", "", "which environment")
	domain := flag.String("domain", "", "the zone that environments have their names in")
	servers := flag.String("api-servers", "{}", "a JSON object with the address of each environment's API server")
	tries := flag.Int("tries", 3, "how often to ask before something counts as away")
	flag.Parse()
	if *environment == "" || *domain == "" {
		fmt.Fprintln(os.Stderr, "say which environment and which domain")
		os.Exit(2)
	}
	addresses := map[string]string{}
	if err := json.Unmarshal([]byte(*servers), &addresses); err != nil && *servers != "" {
		fmt.Fprintln(os.Stderr, "-api-servers is not a JSON object:", err)
		os.Exit(2)
	}
	away := ""
	for _, question := range questions(*environment, *domain, addresses[*environment]) {
		outcome := ask(client(), *environment, question, *tries)
		line, _ := json.Marshal(outcome)
		fmt.Println(string(line))
		if !outcome.Available {
			away += fmt.Sprintf("%s of %s is away: %s\n", outcome.Component, *environment, outcome.Cause)
		}
	}
	if away != "" {
		tell(os.Getenv("SLACK_WEBHOOK_URL"), away)
		os.Exit(1)
	}
}

// questions are those that can be asked: without its address, nobody asks the API server.
func questions(environment, domain, server string) []Question {
	asked := []Question{{"ingress", "https://sample-service." + environment + "." + domain + "/healthz",
		func(status int) bool { return status < 500 }}}
	if server != "" {
		// An API server that asks who is asking is there, and so is its etcd if it says ready.
		known := func(status int) bool {
			return status == http.StatusOK || status == http.StatusUnauthorized || status == http.StatusForbidden
		}
		asked = append(asked, Question{"apiserver", server + "/livez", known}, Question{"etcd", server + "/readyz", known})
	}
	return asked
}

func client() *http.Client {
	return &http.Client{
		Timeout: 10 * time.Second,
		Transport: &http.Transport{
			DisableKeepAlives: true,
			// A cluster's authority is its own. Nothing is sent to it, and only whether it answers is read.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func ask(client *http.Client, environment string, question Question, tries int) Outcome {
	outcome := Outcome{Environment: environment, Component: question.Component}
	began := time.Now()
	for try := 1; try <= tries && !outcome.Available; try++ {
		if try > 1 {
			time.Sleep(time.Duration(try) * time.Second)
		}
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, question.Address, nil)
		if err != nil {
			outcome.Cause = err.Error()
			break
		}
		answer, err := client.Do(request)
		if err != nil {
			outcome.Cause = err.Error()
			continue
		}
		_ = answer.Body.Close()
		if outcome.Available = question.Fine(answer.StatusCode); !outcome.Available {
			outcome.Cause = fmt.Sprintf("it answered %d", answer.StatusCode)
		} else {
			outcome.Cause = ""
		}
	}
	outcome.Seconds = time.Since(began).Seconds()
	return outcome
}

// tell writes to #platform-pager; that nobody could be told is said and changes nothing.
func tell(webhook, text string) {
	if webhook == "" {
		return
	}
	body, _ := json.Marshal(map[string]string{"channel": "#platform-pager", "text": text})
	answer, err := (&http.Client{Timeout: 10 * time.Second}).Post(webhook, "application/json", bytes.NewReader(body))
	if err != nil {
		fmt.Fprintln(os.Stderr, "Slack was not told")
		return
	}
	_ = answer.Body.Close()
}
