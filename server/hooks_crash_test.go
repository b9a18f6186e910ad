package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// hookSteps are the places at which the server ends itself while it sends.
var hookSteps = []string{"hook.claim:1", "hook.sent:1", "hook.done:1", "hook.sent:2", "hook.claim:2", "hook.done:2"}

// slack is a consumer that fails half of the time, and keeps what it took by id.
type slack struct {
	mu     sync.Mutex
	secret []byte
	asked  int
	failed map[string]int
	ids    []string // in the order in which they came first
	has    map[string]int
	wrong  int
}

func (s *slack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.Header.Get("webhook-id")
	mac := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(mac, "%s.%s.%s", id, r.Header.Get("webhook-timestamp"), body)
	if r.Header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) || err != nil {
		s.wrong++
	}
	s.asked++
	if s.asked%2 == 0 && s.failed[id] < 4 {
		s.failed[id]++
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if s.has[id]++; s.has[id] == 1 {
		s.ids = append(s.ids, id)
	}
}

func (s *slack) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ids)
}

// crashHooks ends the real program at each step of sending: a consumer that keeps ids has
// every item once and in order, however often it failed.
func crashHooks(t *testing.T, program, address string) {
	got := &slack{failed: map[string]int{}, has: map[string]int{}}
	consumer := httptest.NewTLSServer(got)
	t.Cleanup(consumer.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: consumer.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key"), env: []string{"KIST_WEBHOOKS=127.0.0.1", "SSL_CERT_FILE=" + roots}}
	prepared := concluded(t, openTestApp(t, address, s.keys))
	hook, err := prepared.hooks.Make(t.Context(), consumer.URL, "", "ros")
	if err != nil {
		t.Fatal(err)
	}
	if got.secret, err = base64.StdEncoding.DecodeString(strings.TrimPrefix(prepared.hooks.Secret(hook), "whsec_")); err != nil {
		t.Fatal(err)
	}
	rounds := max(len(hookSteps), *kills-fewKills)
	for n := range rounds {
		for range 2 {
			prepared.agree(t, "a meeting")
		}
		if err := prepared.evidence.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.start(hookSteps[n%len(hookSteps)])
		s.waitEnd()
		s.stop()
	}
	s.start("fast:1") // which does not end
	last, err := prepared.evidence.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "not everything was sent", func() bool { return got.count() == last })
	s.stop()
	for n, id := range got.ids {
		if it, err := prepared.evidence.Get(t.Context(), n+1); err != nil || id != fmt.Sprintf("%d-%s", n+1, it.Hash) {
			t.Errorf("item %d came as %s, %v", n+1, id, err)
		}
	}
	if got.wrong > 0 || s.atFailpoint < rounds {
		t.Errorf("%d signed wrongly; %d of %d failpoints were reached", got.wrong, s.atFailpoint, rounds)
	}
	t.Logf("%d kills, %d of them at a failpoint; %d items, %d requests, %d failures", s.killed, s.atFailpoint, last, got.asked, len(got.failed))
}
