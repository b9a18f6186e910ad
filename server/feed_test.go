package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"kist/internal/evidence"
	"kist/internal/seal"
	"kist/internal/tokens"
)

// What a program takes with a token is what the pages hand out, and stands by itself: a
// release with its signature, and the evidence base.
func TestAProgramTakesWhatWasSigned(t *testing.T) {
	a := newTestApp(t)
	h, _ := releasedDemo(t, a)
	concluded(t, a).agree(t, "a quote")
	if err := a.evidence.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, token, err := a.tokens.Make(t.Context(), "Case system", tokens.Scopes(), "", "ros")
	if err != nil {
		t.Fatal(err)
	}
	take := func(path string) []byte {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	file := filepath.Join(t.TempDir(), "release.json")
	if err := os.WriteFile(file, take("/api/v1/releases/"+demoID+"-1"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := verifyFile(&out, file, []string{seal.KeyID(a.keys.Signer().Public())}); err != nil {
		t.Error(err)
	}
	one := bytes.Replace(take("/api/v1/evidence?after=0"), []byte(`{"items":`), []byte(`{"format":"`+evidence.Format+`","inspection":"`+inspected+`","items":`), 1)
	f, err := evidence.Read(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := f.Check(); err != nil || c.Items != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}
