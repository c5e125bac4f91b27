package session

import (
	"net/http"
	"regexp"

	"github.com/go-resty/resty/v2"
	"github.com/linode/linodego"
)

// Paths on which Linode now and then answers 500 to a request that succeeds when it is sent again.
var retriedPaths = regexp.MustCompile(`/(databases/.*instances|object-storage/(keys|buckets))(/|$)`)

func retryServerErrors(client *linodego.Client) {
	client.AddRetryCondition(func(response *resty.Response, _ error) bool {
		return response.StatusCode() == http.StatusInternalServerError &&
			response.Request != nil && response.Request.RawRequest != nil &&
			retriedPaths.MatchString(response.Request.RawRequest.URL.Path)
	})
}
