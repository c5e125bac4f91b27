package objectstorage

import "testing"

func TestTLSIsSpokenUnlessTheEndpointSaysOtherwise(t *testing.T) {
	for endpoint, want := range map[string]string{
		"fr-par-1.example.test":     "https://fr-par-1.example.test/files",
		"127.0.0.1:7070":            "https://127.0.0.1:7070/files",
		"https://s3.example.test/":  "https://s3.example.test/files",
		"http://s3.example.test:80": "http://s3.example.test:80/files",
	} {
		if got := address(endpoint, "files"); got != want {
			t.Errorf("%s becomes %s, not %s", endpoint, got, want)
		}
	}
}
