package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// largest is more than any answer of the portal that is read here.
const largest = 8 << 20

// portal is asked over HTTP, with a token if there is one.
type portal struct {
	address string
	token   string
	http    *http.Client
}

func newPortal(address, authority, token string) (*portal, error) {
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if authority != "" {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM([]byte(authority)) {
			return nil, errors.New("what was named as the portal's authority holds no certificate; it has to be PEM")
		}
		trust.RootCAs = pool
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = trust
	return &portal{
		address: address,
		token:   token,
		http: &http.Client{
			Transport: transport,
			Timeout:   60 * time.Second,
			// Nothing at the API sends anybody elsewhere, so the token goes nowhere else either.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// problem is what the portal says when it does not do something.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Field  string `json:"field"`
	// Word is for programs, where a standard has one.
	Word string `json:"error"`
}

func (p *problem) Error() string {
	switch {
	case p.Status == http.StatusUnauthorized:
		return "You are not signed in any more. Sign in: kubectl groundwork login"
	case p.Detail != "":
		return p.Detail
	case p.Title != "":
		return p.Title
	default:
		return fmt.Sprintf("The portal answered with %d.", p.Status)
	}
}

// call sends what is given as JSON and reads the answer into what is wanted, each unless nil.
func (p *portal) call(ctx context.Context, method, path string, send, want any) error {
	var body io.Reader
	if send != nil {
		text, err := json.Marshal(send)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, p.address+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "kubectl-groundwork/"+version)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	answer, err := p.http.Do(request)
	if err != nil {
		return p.away(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, largest))
	if err != nil {
		return p.away(err)
	}
	if answer.StatusCode >= 300 {
		said := &problem{Status: answer.StatusCode}
		if strings.HasPrefix(answer.Header.Get("Content-Type"), "application/problem+json") {
			// What cannot be read leaves the number, which says enough.
			_ = json.Unmarshal(text, said)
			said.Status = answer.StatusCode
		} else if answer.StatusCode < 500 {
			return fmt.Errorf("%s is no portal of Groundwork, or one that is older than this program", p.address)
		}
		return said
	}
	if want == nil || len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, want); err != nil {
		return fmt.Errorf("%s is no portal of Groundwork: its answer cannot be read", p.address)
	}
	return nil
}

// away says why the portal could not be asked, and what to do.
func (p *portal) away(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("This machine does not know who vouches for %s. If your organisation has an authority of its own, name its certificate: kubectl groundwork login %s --authority <file.pem>", p.address, p.address)
	case errors.As(err, &name), errors.As(err, &invalid):
		return fmt.Errorf("The certificate of %s is not for it, or not good now (%w). Check the address and this machine's clock", p.address, cause(err))
	case errors.As(err, &record):
		return fmt.Errorf("%s does not speak TLS. Check the address", p.address)
	case errors.Is(err, context.Canceled):
		return errors.New("stopped")
	default:
		return fmt.Errorf("The portal at %s does not answer (%w). Try again in a minute; what you hold already goes on working", p.address, cause(err))
	}
}

// cause is the innermost words, without the address that is said already.
func cause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
