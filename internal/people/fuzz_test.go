package people

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store/sqlite"
)

// FuzzAnswers has a browser answer what it likes to a question for a passkey, hand back
// what it likes for what it was given, and come with tokens of its own: nothing signs in,
// nothing is kept, and each is told to be what it is.
func FuzzAnswers(f *testing.F) {
	made, err := json.Marshal(map[string]any{
		"id": "AAAA", "rawId": "AAAA", "type": "public-key", "authenticatorAttachment": "platform",
		"response": map[string]any{
			"clientDataJSON":    base64.RawURLEncoding.EncodeToString([]byte(`{"type":"webauthn.create","challenge":"AAAA","origin":"https://kist.example"}`)),
			"attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "Zmlyc3Q", "transports": []string{"usb"},
		},
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, answer := range []string{"", "{}", "null", "[[[[", string(made), `{"id":"","rawId":"\u0000","type":"public-key","response":{"clientDataJSON":"e30"}}`} {
		f.Add([]byte(answer), "held", "token")
	}
	e, err := sqlite.Open(filepath.Join(f.TempDir(), "kist.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	p, err := Open(f.Context(), e, seal.NewKey())
	if err != nil {
		f.Fatal(err)
	}
	site, a := NewSite("https://kist.example"), &Account{Name: "Ailsa"}
	a.ID = "first"
	rp, err := site.relyingParty()
	if err != nil {
		f.Fatal(err)
	}
	_, state, err := rp.BeginRegistration(holder{a})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, answer []byte, held, token string) {
		ctx := t.Context()
		if k, err := site.register(holder{a}, *state, answer); !errors.Is(err, fault.Invalid) {
			t.Errorf("a passkey is made of %q: %+v, %v", answer, k, err)
		}
		if parsed, err := protocol.ParseCredentialRequestResponseBytes(answer); err == nil && parsed == nil {
			t.Error("read, and nothing came of it")
		}
		if _, err := p.EnterByPasskey(ctx, site, held, answer, token); !errors.Is(err, fault.Closed) {
			t.Errorf("what is held is taken for %q: %v", held, err)
		}
		if who, err := p.Who(ctx, token); !errors.Is(err, fault.Denied) {
			t.Errorf("%q is signed in as %+v, %v", token, who, err)
		}
		if who, err := p.AcceptWith(ctx, token, "Ros", ""); err == nil {
			t.Errorf("%q is a link: %q", token, who)
		}
	})
}
