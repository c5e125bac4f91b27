package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// apiVersion is that of what kubectl is answered, unless it asks in another.
const apiVersion = "client.authentication.k8s.io/v1"

// execCredential is what kubectl reads.
type execCredential struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Status     struct {
		Token               string `json:"token"`
		ExpirationTimestamp string `json:"expirationTimestamp"`
	} `json:"status"`
}

// credential is what kubectl calls. It goes to the agent and nowhere else.
func credential(to streams, args []string) error {
	flags := flag.NewFlagSet("kubectl-groundwork credential", flag.ContinueOnError)
	environment := flags.String("environment", "", "which door")
	role := flags.String("role", "viewer", "as what")
	if _, err := parse(flags, to, args); err != nil {
		return err
	}
	if *environment == "" {
		return errors.New("kubectl calls this; people say: kubectl groundwork use <environment>")
	}
	var given ticket
	err := ask(context.Background(), request{Do: "credential", Environment: *environment, Role: *role, Caller: os.Getppid()}, &given)
	if err != nil {
		return err
	}
	answer := execCredential{APIVersion: wanted(os.Getenv("KUBERNETES_EXEC_INFO")), Kind: "ExecCredential"}
	answer.Status.Token = given.Token
	answer.Status.ExpirationTimestamp = given.ExpiresAt.UTC().Format(time.RFC3339)
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(to.out, string(text))
	return err
}

// wanted is the version that kubectl asks in, which has to be answered in the same.
func wanted(info string) string {
	var said struct {
		APIVersion string `json:"apiVersion"`
	}
	if json.Unmarshal([]byte(info), &said) == nil && said.APIVersion == "client.authentication.k8s.io/v1beta1" {
		return said.APIVersion
	}
	return apiVersion
}
