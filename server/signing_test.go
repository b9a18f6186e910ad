package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/config"
	"kist/internal/people"
	"kist/internal/seal"
)

// signedFile takes the JSON file of the demonstration's release as an inspector does,
// and gives its path.
func signedFile(t *testing.T, a *app) string {
	t.Helper()
	h, cookies := releasedDemo(t, a)
	w := look(h, cookies, "/staff/releases/"+demoID+"-1.json")
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	path := filepath.Join(t.TempDir(), "demo.json")
	if err := os.WriteFile(path, w.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAFileIsVerifiedOffline: what an inspector took away is as it was handed out, as
// anybody can see who has the key's id from the published address; changed, it is not.
func TestAFileIsVerifiedOffline(t *testing.T) {
	a := newTestApp(t)
	path := signedFile(t, a)
	address, _ := serveTest(t, a)
	trusted := publishedKeys(t, address)
	if len(trusted) != 1 || trusted[0] != seal.KeyID(a.keys.Signer().Public()) {
		t.Fatalf("published keys: %q", trusted)
	}
	var out bytes.Buffer
	if err := verifyFile(&out, path, trusted); err != nil || strings.Count(out.String(), "signed with key "+trusted[0]) != 2 {
		t.Fatalf("%v\n%s", err, &out)
	}
	if err := verifyFile(&out, path, []string{strings.ToUpper(trusted[0])}); err != nil {
		t.Errorf("an id in capitals: %v", err)
	}
	stranger := seal.KeyID(seal.Keys{Wrap: seal.Key{7}}.Signer().Public())
	if err := verifyFile(&out, path, []string{stranger}); err == nil || !strings.Contains(err.Error(), "none of those you trust") {
		t.Errorf("with a key that signed nothing: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for from, says := range map[string]string{`"percent": `: "after it was handed out", `"synthetic": true`: "not those that were signed", `"signature"`: "not signed"} {
		changed := bytes.Replace(text, []byte(from), []byte(strings.NewReplacer(`t": `, `t": 5`, "true", "false", "gnature", "gned").Replace(from)), 1)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := verifyFile(&out, path, trusted); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s changed: %v", from, err)
		}
	}
}

// publishedKeys are the ids at the address that everybody can ask.
func publishedKeys(t *testing.T, address string) (ids []string) {
	t.Helper()
	resp, err := http.Get(address + keysPath)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var keys publicKeys
	if err := json.NewDecoder(resp.Body).Decode(&keys); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", resp.StatusCode, err)
	}
	for _, k := range keys.Keys {
		if k.Key != seal.KeyID(k.Public) || k.Algorithm != "Ed25519" || k.Since == "" {
			t.Errorf("%+v", k)
		}
		ids = append(ids, k.Key)
	}
	return ids
}

// TestANewSigningKey: after kist keys rotate the server signs with another key, both are
// published, and the release from before is read and verified as before.
func TestANewSigningKey(t *testing.T) {
	dir := t.TempDir()
	store, keyFile := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	path := signedFile(t, openTestApp(t, store, keyFile))
	t.Setenv("KIST_KEY_FILE", keyFile)
	was, err := keyFileKeys()
	if err != nil {
		t.Fatal(err)
	}
	if err := (rotateKeys{}).Run(); err != nil {
		t.Fatal(err)
	}
	if err := (showKeys{}).Run(); err != nil {
		t.Error(err)
	}
	b := openAs(t, store, keyFile, config.Review)
	address, _ := serveTest(t, b)
	trusted := publishedKeys(t, address)
	if len(trusted) != 2 || trusted[1] != seal.KeyID(was.Signer().Public()) || trusted[0] == trusted[1] {
		t.Fatalf("published keys: %q", trusted)
	}
	if err := verifyFile(&bytes.Buffer{}, path, trusted); err != nil {
		t.Error(err)
	}
	rel, err := b.releases.Get(t.Context(), demoID+"-1")
	if err != nil || rel.Foreign {
		t.Errorf("the release from before: %v", err)
	}
}

func TestVerifyAsks(t *testing.T) {
	t.Setenv("KIST_KEY_FILE", filepath.Join(t.TempDir(), "none"))
	if err := (verifyCommand{Files: []string{"x.json"}}).Run(); !errors.Is(err, errMisused) {
		t.Errorf("without a key: %v", err)
	}
	if err := (verifyCommand{Files: []string{"no such file"}, Key: []string{"k"}}).Run(); err == nil || errors.Is(err, errMisused) {
		t.Errorf("without a file: %v", err)
	}
	if err := (showKeys{}).Run(); err == nil {
		t.Error("a key is shown from no file")
	}
	if err := (rotateKeys{}).Run(); err == nil {
		t.Error("a key is put into no file")
	}
	collect := filepath.Join(t.TempDir(), "collect.key")
	if err := seal.SaveKeys(collect, seal.Keys{Tickets: seal.NewKey()}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KIST_KEY_FILE", collect)
	if err := (showKeys{}).Run(); err == nil {
		t.Error("a collecting server signs")
	}
}

// releasedDemo closes the demonstration's round, makes its release, and signs somebody in
// who may take it away.
func releasedDemo(t testing.TB, a *app) (http.Handler, []*http.Cookie) {
	t.Helper()
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.releases.Make(t.Context(), demoID, "", nil); err != nil {
		t.Fatal(err)
	}
	return signedIn(t, a, people.Administrator)
}
