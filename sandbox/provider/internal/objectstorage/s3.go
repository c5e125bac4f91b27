package objectstorage

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// s3Bucket speaks the three S3 documents that the Linode API has no paths for. Only the signature is a library's.
type s3Bucket struct {
	url    string
	region string
	keys   aws.Credentials
}

// address is https, as Linode's are, unless the endpoint says otherwise.
func address(endpoint, label string) string {
	if strings.Contains(endpoint, "://") {
		return strings.TrimSuffix(endpoint, "/") + "/" + label
	}
	return "https://" + endpoint + "/" + label
}

// caller trusts whom AWS_CA_BUNDLE names besides those whom the machine trusts: the library that the real provider
// speaks S3 with reads that variable.
var caller = sync.OnceValues(func() (*http.Client, error) {
	bundle := os.Getenv("AWS_CA_BUNDLE")
	if bundle == "" {
		return http.DefaultClient, nil
	}
	certificates, err := os.ReadFile(bundle)
	if err != nil {
		return nil, err
	}
	trusted, err := x509.SystemCertPool()
	if err != nil {
		trusted = x509.NewCertPool()
	}
	if !trusted.AppendCertsFromPEM(certificates) {
		return nil, fmt.Errorf("there is no certificate in %s, which AWS_CA_BUNDLE names", bundle)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: transport}, nil
})

func (b s3Bucket) get(ctx context.Context, query string, into any) error {
	raw, err := b.send(ctx, http.MethodGet, "?"+query, nil)
	if err != nil {
		return err
	}
	return xml.Unmarshal(raw, into)
}

func (b s3Bucket) put(ctx context.Context, query string, document any) error {
	body, err := xml.Marshal(document)
	if err != nil {
		return err
	}
	_, err = b.send(ctx, http.MethodPut, "?"+query, body)
	return err
}

func (b s3Bucket) send(ctx context.Context, method, rest string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, b.url+rest, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		digest := md5.Sum(body) //nolint:gosec // S3 asks for it
		request.Header.Set("Content-Md5", base64.StdEncoding.EncodeToString(digest[:]))
		request.Header.Set("Content-Type", "application/xml")
	}
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	request.Header.Set("X-Amz-Content-Sha256", digest)
	// S3 alone signs a path as it is sent; every other service has it escaped once more.
	plain := func(o *signer.SignerOptions) { o.DisableURIPathEscaping = true }
	if err := signer.NewSigner(plain).SignHTTP(ctx, b.keys, request, digest, "s3", b.region, time.Now()); err != nil {
		return nil, err
	}
	client, err := caller()
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = s3Error{response.StatusCode, string(raw)}
	}
	return raw, err
}

type s3Error struct {
	status int
	said   string
}

func (e s3Error) Error() string { return fmt.Sprintf("S3 answered %d: %s", e.status, e.said) }

type versioning struct {
	XMLName xml.Name `xml:"VersioningConfiguration"`
	Status  string   `xml:"Status,omitempty"`
}

func (b s3Bucket) versioned(ctx context.Context) (bool, error) {
	var document versioning
	err := b.get(ctx, "versioning=", &document)
	return document.Status == "Enabled", err
}

func (b s3Bucket) setVersioned(ctx context.Context, on bool) error {
	status := "Suspended"
	if on {
		status = "Enabled"
	}
	return b.put(ctx, "versioning=", versioning{Status: status})
}

type listing struct {
	Versions []version `xml:"Version"`
	Markers  []version `xml:"DeleteMarker"`
}

type version struct {
	Key string `xml:"Key"`
	ID  string `xml:"VersionId"`
}

// purge removes every version of everything, a page at a time until nothing is left.
func (b s3Bucket) purge(ctx context.Context) error {
	for {
		var page listing
		if err := b.get(ctx, "versions=", &page); err != nil {
			return err
		}
		all := append(page.Versions, page.Markers...)
		if len(all) == 0 {
			return nil
		}
		for _, one := range all {
			at := &url.URL{Path: "/" + one.Key, RawQuery: url.Values{"versionId": {one.ID}}.Encode()}
			if _, err := b.send(ctx, http.MethodDelete, at.String(), nil); err != nil {
				return err
			}
		}
	}
}
