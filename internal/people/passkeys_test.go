package people

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/webauthn"

	"kist/internal/fault"
)

func TestWherePasskeysWork(t *testing.T) {
	for public, want := range map[string]Site{
		"https://kist.example":   {"kist.example", "https://kist.example"},
		"http://localhost:8080":  {"localhost", "http://localhost:8080"},
		"http://127.0.0.1:8080":  {"localhost", "http://localhost:8080"},
		"http://[::1]:8080":      {"localhost", "http://localhost:8080"},
		"https://10.0.0.7":       {},
		"":                       {},
		"https://kist.example:4": {"kist.example", "https://kist.example:4"},
	} {
		if got := NewSite(public); got != want || got.Works() != (want.name != "") {
			t.Errorf("%s: %+v, want %+v", public, got, want)
		}
	}
}

// A browser answers the questions in the pages' own tests; here is what no
// answer may do.
func TestPasskeyAnswersThatDoNotFit(t *testing.T) {
	p, _ := open(t)
	ctx, site := t.Context(), NewSite("https://kist.example")
	join(t, p, "Ailsa")
	for _, answer := range []string{"", "{}", "null", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, strings.Repeat("[", 5000)} {
		ask, err := p.AskPasskey(site)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.EnterByPasskey(ctx, site, ask.Held, []byte(answer), ""); !errors.Is(err, fault.Denied) {
			t.Errorf("entering with %.20q: %v", answer, err)
		}
		if _, err := p.EnterByPasskey(ctx, site, ask.Held, []byte(answer), ""); !errors.Is(err, fault.Closed) {
			t.Errorf("the same question again: %v", err)
		}
		if ask, err = p.BeginPasskey(ctx, site, firstID); err != nil {
			t.Fatal(err)
		}
		if err := p.AddPasskey(ctx, site, firstID, "", ask.Held, "phone", []byte(answer)); !errors.Is(err, fault.Invalid) {
			t.Errorf("adding %.20q: %v", answer, err)
		}
	}
}

func TestWhatAPasskeyIsAskedFor(t *testing.T) {
	p, _ := open(t)
	join(t, p, "Ailsa")
	ask, err := p.BeginPasskey(t.Context(), NewSite("https://kist.example"), firstID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(ask.Options)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":"kist.example"`, `"residentKey":"required"`, `"userVerification":"required"`, `"challenge":`, `"name":"Ailsa"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
	if ask, err = p.AskPasskey(NewSite("https://kist.example")); err != nil {
		t.Fatal(err)
	}
	if b, err = json.Marshal(ask.Options); err != nil || !strings.Contains(string(b), `"userVerification":"required"`) {
		t.Errorf("signing in asks %s, %v", b, err)
	}
	if _, err := p.AskPasskey(NewSite("https://10.0.0.7")); !errors.Is(err, fault.Denied) {
		t.Errorf("at an address in numbers: %v", err)
	}
}

func TestPasskeysOfAnAccount(t *testing.T) {
	p, _ := open(t)
	ctx, site := t.Context(), NewSite("https://kist.example")
	join(t, p, "Ailsa")
	_, err := p.change(ctx, firstID, firstID, "test", func(a *Account) error {
		for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
			a.Passkeys = append(a.Passkeys, Passkey{ID: id + "AAA"})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var problem fault.Problem
	if _, err := p.BeginPasskey(ctx, site, firstID); !errors.As(err, &problem) || problem.Field != "passkey" {
		t.Errorf("one too many: %v", err)
	}
	if err := p.RemovePasskey(ctx, firstID, "", "aAAA"); err != nil {
		t.Fatal(err)
	}
	if err := p.RemovePasskey(ctx, firstID, "", "aAAA"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a second time: %v", err)
	}
	if a, err := p.Get(ctx, firstID); err != nil || len(a.Passkeys) != MaxPasskeys-1 || a.Bare() || a.Ways() != MaxPasskeys-1 {
		t.Errorf("%+v, %v", a, err)
	}
}

// A passkey whose count went back may be a copy: it is refused, and the line of it stays.
func TestACopiedPasskeyLeavesALine(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	if _, err := p.change(ctx, firstID, firstID, "test", func(a *Account) error {
		a.Passkeys = []Passkey{{ID: "aAAA"}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	id, err := base64.RawURLEncoding.DecodeString("aAAA")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.usePasskey(ctx, firstID, &webauthn.Credential{ID: id, Authenticator: webauthn.Authenticator{CloneWarning: true}}); !errors.Is(err, fault.Denied) {
		t.Errorf("a copy comes in: %v", err)
	}
	if err := p.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if got := deeds(t, p, accountsName, firstID); !strings.HasSuffix(got[len(got)-1], " account.sign_in_refused") {
		t.Errorf("the lines are %v", got)
	}
}
