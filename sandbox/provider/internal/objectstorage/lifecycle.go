package objectstorage

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"strings"
)

type lifecycle struct {
	XMLName xml.Name        `xml:"LifecycleConfiguration"`
	Rules   []lifecycleRule `xml:"Rule"`
}

type lifecycleRule struct {
	ID         string       `xml:"ID,omitempty"`
	Prefix     string       `xml:"Prefix"`
	Filter     *ruleFilter  `xml:"Filter"`
	Status     string       `xml:"Status"`
	Abort      *abort       `xml:"AbortIncompleteMultipartUpload"`
	Expiration *expiration  `xml:"Expiration"`
	Noncurrent *noncurrents `xml:"NoncurrentVersionExpiration"`
}

type ruleFilter struct {
	Prefix string `xml:"Prefix"`
}

type abort struct {
	Days int `xml:"DaysAfterInitiation"`
}

type expiration struct {
	Date   string `xml:"Date,omitempty"`
	Days   int    `xml:"Days,omitempty"`
	Marker bool   `xml:"ExpiredObjectDeleteMarker,omitempty"`
}

type noncurrents struct {
	Days int `xml:"NoncurrentDays"`
}

func (b s3Bucket) lifecycle(ctx context.Context) ([]map[string]any, error) {
	var document lifecycle
	err := b.get(ctx, "lifecycle=", &document)
	var refused s3Error
	if errors.As(err, &refused) && refused.status == http.StatusNotFound {
		return nil, nil
	}
	blocks := make([]map[string]any, len(document.Rules))
	for i, rule := range document.Rules {
		blocks[i] = rule.block()
	}
	return blocks, err
}

func (b s3Bucket) setLifecycle(ctx context.Context, blocks []any) error {
	if len(blocks) == 0 {
		_, err := b.send(ctx, http.MethodDelete, "?lifecycle=", nil)
		return err
	}
	var document lifecycle
	for _, block := range blocks {
		document.Rules = append(document.Rules, ruleOf(block.(map[string]any)))
	}
	return b.put(ctx, "lifecycle=", document)
}

func (r lifecycleRule) block() map[string]any {
	block := map[string]any{"id": r.ID, "prefix": r.Prefix, "enabled": r.Status == "Enabled"}
	if r.Filter != nil && r.Prefix == "" {
		block["prefix"] = r.Filter.Prefix
	}
	if r.Abort != nil {
		block["abort_incomplete_multipart_upload_days"] = r.Abort.Days
	}
	if e := r.Expiration; e != nil {
		// Only the day counts, and the server answers with the time of day too.
		day, _, _ := strings.Cut(e.Date, "T")
		block["expiration"] = []map[string]any{{"date": day, "days": e.Days, "expired_object_delete_marker": e.Marker}}
	}
	if r.Noncurrent != nil {
		block["noncurrent_version_expiration"] = []map[string]any{{"days": r.Noncurrent.Days}}
	}
	return block
}

func ruleOf(block map[string]any) lifecycleRule {
	rule := lifecycleRule{ID: block["id"].(string), Prefix: block["prefix"].(string), Status: "Disabled"}
	if block["enabled"].(bool) {
		rule.Status = "Enabled"
	}
	if days := block["abort_incomplete_multipart_upload_days"].(int); days > 0 {
		rule.Abort = &abort{days}
	}
	if e, ok := first(block["expiration"]); ok {
		rule.Expiration = &expiration{Days: e["days"].(int), Marker: e["expired_object_delete_marker"].(bool)}
		if date := e["date"].(string); date != "" {
			rule.Expiration.Date = date + "T00:00:00Z"
		}
	}
	if n, ok := first(block["noncurrent_version_expiration"]); ok {
		rule.Noncurrent = &noncurrents{n["days"].(int)}
	}
	return rule
}

func first(blocks any) (map[string]any, bool) {
	list, ok := blocks.([]any)
	if !ok || len(list) == 0 {
		return nil, false
	}
	content, ok := list[0].(map[string]any)
	return content, ok
}
