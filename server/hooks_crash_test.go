package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/hooks"
)

// hookSteps are the places at which the server ends itself while it sends, the first to
// the fourth time that it comes there.
var hookSteps = []string{"hook.claim:1", "hook.sent:1", "hook.done:1", "hook.sent:4", "hook.claim:2", "hook.done:2", "hook.sent:3", "hook.claim:4", "hook.done:3"}

// mostInARow is how often the consumer fails one item, so that nobody waits for hours that
// a clock which hurries makes half a minute.
const mostInARow = 3

// slack is a consumer that fails half of the time: before it keeps an item, or after it,
// with nobody told. It keeps what it took by id, for each address apart.
type slack struct {
	mu      sync.Mutex
	rng     *rand.Rand
	boxes   map[string]*hookBox // by path
	asked   int
	failed  int
	doubled int // that came again after they were kept
	wrong   []string
}

// hookBox is what came to one address.
type hookBox struct {
	secret []byte
	ids    []string          // in the order in which they came first
	bodies map[string]string // by id
	row    map[string]int    // failures in a row, by id
}

func (s *slack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	box, id := s.boxes[r.URL.Path], r.Header.Get("webhook-id")
	mac := hmac.New(sha256.New, box.secret)
	fmt.Fprintf(mac, "%s.%s.%s", id, r.Header.Get("webhook-timestamp"), body)
	if r.Header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		s.wrong = append(s.wrong, id+" is signed wrongly")
		return
	}
	fails := s.rng.IntN(2) == 0 && box.row[id] < mostInARow
	if !fails || s.rng.IntN(2) == 0 {
		s.keep(box, id, string(body))
	}
	box.row[id]++
	if fails {
		s.failed++
		w.WriteHeader(http.StatusBadGateway)
	} else {
		box.row[id] = 0
	}
}

func (s *slack) keep(box *hookBox, id, body string) {
	switch was, there := box.bodies[id]; {
	case !there:
		box.ids = append(box.ids, id)
		box.bodies[id] = body
	case was != body:
		s.wrong = append(s.wrong, id+" came as something else")
	default:
		s.doubled++
	}
}

// has says whether every address has so many items.
func (s *slack) has(items int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, box := range s.boxes {
		if len(box.ids) < items {
			return false
		}
	}
	return true
}

// hookCrash is one installation whose servers end while they send to a consumer.
type hookCrash struct {
	*crashServer
	prepared *app
	to       *slack
	hooks    []*hooks.Hook
}

// crashHooks ends the real program at each step of sending: a consumer that keeps ids has
// every item once and in order, however often it failed, and whoever asks for a replay.
func crashHooks(t *testing.T, program, address string) {
	c := beginHooks(t, program, address)
	rounds := len(hookSteps)
	if *kills > fewKills {
		rounds = *kills
	}
	for n := range rounds {
		c.due(n)
		c.start(hookSteps[n%len(hookSteps)])
		if n%10 == 9 { // another server beside it, which does not end
			beside := c.another()
			beside.start("fast:1")
			c.whileItSends()
			beside.stop()
		} else {
			c.whileItSends()
		}
		c.stop()
	}
	c.start("fast:1") // which does not end
	beside := c.another()
	beside.start("fast:1")
	last, err := c.prepared.evidence.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "not everything was sent", func() bool { return c.to.has(last) && c.left(last) == 0 })
	c.stop()
	beside.stop()
	c.arrived(last)
	t.Logf("%d kills, %d of them at a failpoint; %d items to each of %d addresses, %d requests, %d failures, %d came again",
		c.killed, c.atFailpoint, last, len(c.hooks), c.to.asked, c.to.failed, c.to.doubled)
	if c.atFailpoint < rounds*2/3 || c.to.failed < rounds/4 {
		t.Error("most failpoints were not reached, or little failed: this test shows little")
	}
}

func beginHooks(t *testing.T, program, address string) *hookCrash {
	c := &hookCrash{to: &slack{rng: rand.New(rand.NewPCG(3, 3)), boxes: map[string]*hookBox{}}}
	consumer := httptest.NewUnstartedServer(c.to)
	consumer.Config.ErrorLog = log.New(io.Discard, "", 0) // servers end in the middle of a line
	consumer.StartTLS()
	t.Cleanup(consumer.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: consumer.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	c.crashServer = &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key"), env: []string{"KIST_WEBHOOKS=127.0.0.1", "SSL_CERT_FILE=" + roots}}
	c.prepared = concluded(t, openTestApp(t, address, c.keys))
	for _, path := range []string{"/cases", "/records"} {
		hook, err := c.prepared.hooks.Make(t.Context(), consumer.URL+path, "", "ros")
		if err != nil {
			t.Fatal(err)
		}
		secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(c.prepared.hooks.Secret(hook), "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		c.hooks = append(c.hooks, hook)
		c.to.boxes[path] = &hookBox{secret: secret, bodies: map[string]string{}, row: map[string]int{}}
	}
	return c
}

// due sees to it that the next server has something to send: an item that was just
// agreed, or what was sent before once more.
func (c *hookCrash) due(round int) {
	c.t.Helper()
	ctx := c.t.Context()
	last, err := c.prepared.evidence.Last(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	list, err := c.prepared.hooks.All(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	left := c.left(last)
	for _, hook := range list {
		switch {
		case left >= 2*len(list): // somebody has it tried at once
			_, err = c.prepared.hooks.Resume(ctx, hook.ID, "ros")
		case round%2 == 1:
			_, err = c.prepared.hooks.Replay(ctx, hook.ID, max(1, min(last-1, hook.Cursor+1)), "ros")
		default:
			c.prepared.agree(c.t, "a meeting")
			err = c.prepared.evidence.Sweep(ctx)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// whileItSends waits until the server has come to its failpoint, or has nothing more to
// send.
func (c *hookCrash) whileItSends() {
	last, err := c.prepared.evidence.Last(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for end := time.Now().Add(patience); c.alive() && c.left(last) > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}

// left is how many items the servers have not done with, at all addresses.
func (c *hookCrash) left(last int) (n int) {
	list, err := c.prepared.hooks.All(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, h := range list {
		n += last - h.Cursor
	}
	return n
}

// arrived looks at what the consumer has in the end.
func (c *hookCrash) arrived(last int) {
	c.t.Helper()
	for path, box := range c.to.boxes {
		for n, id := range box.ids {
			if it, err := c.prepared.evidence.Get(c.t.Context(), n+1); err != nil || id != fmt.Sprintf("%d-%s", n+1, it.Hash) {
				c.t.Errorf("at %s item %d came as %s, %v", path, n+1, id, err)
			}
		}
		if len(box.ids) != last {
			c.t.Errorf("%s has %d items of %d", path, len(box.ids), last)
		}
	}
	for _, hook := range c.hooks {
		if letters, err := c.prepared.hooks.Letters(c.t.Context(), hook.ID, 0); err != nil || len(letters) > 0 {
			c.t.Errorf("%d dead letters, %v", len(letters), err)
		}
	}
	for _, w := range c.to.wrong {
		c.t.Error(w)
	}
}
