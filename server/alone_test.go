package main

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"kist/internal/contacts"
)

// silent is a machine that takes every connection and never says a word: the mail server,
// the organisation by which people sign in, the consumer of evidence and the way out, when
// all of them hang.
type silent struct {
	at    string
	asked atomic.Int64
}

func newSilent(t *testing.T) *silent {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &silent{at: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.asked.Add(1)
			t.Cleanup(func() { _ = c.Close() })
		}
	}()
	return s
}

// env leads everything that might leave the server there. Kist sends no mail and knows no
// setting for it; whoever adds one finds it hanging here.
func (s *silent) env() []string {
	return []string{
		"KIST_SMTP_HOST=" + s.at, "KIST_SMTP_ADDR=" + s.at, "KIST_SMTP_URL=smtp://" + s.at, "KIST_SMTP_FROM=kist@example.org",
		"KIST_OIDC_ISSUER=https://" + s.at, "KIST_OIDC_CLIENT=kist", "KIST_OIDC_SECRET=secret", "KIST_WEBHOOKS=127.0.0.1",
		"HTTP_PROXY=http://" + s.at, "HTTPS_PROXY=http://" + s.at, "ALL_PROXY=socks5://" + s.at,
	}
}

var contactLink = regexp.MustCompile(`href="(/staff/contacts/[^"]+)"`)

// crashAlone has the real program work while nothing outside of it answers, and the
// evidence that it is to send hangs: at its hour the lane copies what waits, Today reminds
// of what waits over a working day, two people unlock and decide, and a child's request to
// be contacted is read and decided. A killed server changes nothing of it, and nothing is
// lost.
func crashAlone(t *testing.T, program, address string) {
	out := newSilent(t)
	s := &crashReaders{crashServer: &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key"), env: out.env()}, cookies: map[string]*http.Cookie{}}
	s.setUp()
	s.inside(func(a *app) error {
		if _, err := a.hooks.Make(t.Context(), "https://"+out.at+"/cases", "", "ros"); err != nil {
			return err
		}
		concluded(t, a).agree(t, "a meeting")
		return s.wish(t.Context(), a)
	})
	s.start("fast:1")
	s.until("what the lane has", func() bool { return strings.Contains(s.see("Nuala", s.lane()), "Words of children wait since") })
	s.until("something that hangs", func() bool { return out.asked.Load() > 0 })
	s.spoil() // in the lane since long ago, and beside that the server is killed
	s.again("fast:1")
	s.until("a reminder", func() bool { return strings.Contains(s.see("Nuala", "/staff/"), "wait over a working day") })
	if resp, _, err := s.as("nobody").ask("GET", "/staff/sign-in", nil); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("signing in: %v, %v", resp, err)
	}
	s.unlock()
	s.times("in the lane", s.see("Tom", s.lane()), 1, append([]string{"ask for Ailsa at the gate"}, crashStories...)...)
	s.aside()
	s.dismiss(crashStories[1])()
	s.raise(crashStories[0])()
	page := s.see("Tom", s.lane())
	s.times("decided in the lane", page, 0, crashStories[:2]...)
	s.times("left in the lane", page, 1, crashStories[2:]...)
	s.times("of the concern", page, 1, "/concerns/")
	if strings.Contains(s.see("Nuala", "/staff/"), "wait over a working day") {
		t.Error("Today reminds of what is decided")
	}
	s.reach(page)
	s.again("fast:1")
	s.unlock()
	s.times("left in the lane of another server", s.see("Nuala", s.lane()), 1, crashStories[2:]...)
	s.stop()
	s.nowhere("qxqone", "qxqtwo", "qxqthree", "qxqfour", "grumblefoss", "Ailsa at the gate")
}

// wish has a child ask to be contacted.
func (s *crashReaders) wish(ctx context.Context, a *app) error {
	r, err := a.book.Round(ctx, crashRound)
	if err != nil {
		return err
	}
	return a.contacts.Take(ctx, r, contacts.NewForm(), contacts.Words{Reach: "ask for Ailsa at the gate", Safe: "after school"})
}

// reach decides on the request that the lane leads to: it waits no more.
func (s *crashReaders) reach(page string) {
	s.t.Helper()
	m := contactLink.FindStringSubmatch(page)
	if m == nil {
		s.t.Fatal("the request is not beside the lane")
	}
	if one := s.see("Nuala", m[1]); !strings.Contains(one, "ask for Ailsa at the gate") || !strings.Contains(one, "after school") {
		s.t.Error("it does not say how and when the child is reached")
	}
	resp, err := s.as("Nuala").post(m[1], url.Values{"state": {string(contacts.Reached)}, "note": {leadsNote}})
	if err != nil || resp.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%v, %v", resp, err)
	}
	s.times("decided", s.see("Nuala", s.lane()), 0, m[1])
}
