package office

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"kist/internal/people"
	"kist/server/web"
)

// issuer is an organisation for tests: it signs what its claims say.
type issuer struct {
	t     *testing.T
	url   string
	key   *rsa.PrivateKey
	asked url.Values // of the last sign-in
	alter func(claims map[string]any)
	spoil func(claims []byte, signed string) string // what is sent in place of what it signs
}

func newIssuer(t *testing.T) *issuer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.json(w, map[string]any{
			"issuer": i.url, "authorization_endpoint": i.url + "/in", "token_endpoint": i.url + "/token", "jwks_uri": i.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		i.json(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", i.token)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	i.url = s.URL
	return i
}

func (i *issuer) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		i.t.Error(err)
	}
}

// token checks PKCE as an issuer does, and answers with a signed token.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	client, secret, _ := r.BasicAuth()
	if base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") || r.FormValue("code") != "good" || client != "kist" || secret != "secret" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": i.url, "aud": "kist", "sub": "42", "exp": testNow.Add(time.Hour).Unix(), "iat": testNow.Unix(), "auth_time": testNow.Unix(),
		"nonce": i.asked.Get("nonce"), "email": "Ros@example.org", "email_verified": true, "name": "Ros Baird",
	}
	if i.alter != nil {
		i.alter(claims)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		i.t.Error(err)
	}
	raw := i.sign(jose.RS256, i.key, body)
	if i.spoil != nil {
		raw = i.spoil(body, raw)
	}
	i.json(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": raw})
}

// sign signs as an issuer does, under the name of its only key.
func (i *issuer) sign(by jose.SignatureAlgorithm, key any, body []byte) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: by, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		i.t.Fatal(err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		i.t.Fatal(err)
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		i.t.Fatal(err)
	}
	return raw
}

// testNow is the time of the house.
var testNow = time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)

// withOrganisation opens a house whose people an issuer vouches for.
func withOrganisation(t *testing.T) (*house, *issuer) {
	i := newIssuer(t)
	h := open(t)
	h.org = NewOrganisation(i.url, "kist", "secret", h.url)
	h.mount()
	return h, i
}

// goTo sends a reader to the organisation, and gives the state to come back with.
func (i *issuer) goTo(b *reader, to string) (state string) {
	i.t.Helper()
	w := b.get("/staff/sign-in/organisation?to=" + url.QueryEscape(to))
	u, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusSeeOther || u.Path != "/in" {
		i.t.Fatalf("%d to %s, %v", w.Code, u, err)
	}
	i.asked = u.Query()
	return i.asked.Get("state")
}

func TestComingInByTheOrganisation(t *testing.T) {
	h, i := withOrganisation(t)
	id, _, err := h.people.InviteTo(t.Context(), people.Server, "ros@example.org", people.Grant{Role: people.Inspector})
	if err != nil {
		t.Fatal(err)
	}
	b := h.reader()
	must(t, b.get("/staff/sign-in"), http.StatusOK, "Go to your organisation")
	state := i.goTo(b, "/staff/rounds")
	if i.asked.Get("code_challenge_method") != "S256" || i.asked.Get("redirect_uri") != "https://kist.example/staff/sign-in/back" || i.asked.Get("nonce") == "" || i.asked.Get("prompt") != "" {
		t.Errorf("asked %v", i.asked)
	}
	w := b.get("/staff/sign-in/back?code=good&state=" + state)
	must(t, w, http.StatusOK, "You are in", `href="/staff/rounds"`)
	if got := w.Header().Get("Refresh"); got != "0; url=/staff/rounds" {
		t.Errorf("leads to %q", got)
	}
	must(t, b.get("/staff/rounds"), http.StatusOK, "Ros Baird")
	if a, err := h.people.Get(t.Context(), id); err != nil || a.Subject != i.url+" 42" {
		t.Errorf("%+v, %v", a, err)
	}
	must(t, b.get("/staff/me"), http.StatusOK, "Your organisation lets you in.")
	must(t, h.reader().get("/staff/sign-in/back?code=good&state="+state), http.StatusForbidden)
}

func TestWhomTheOrganisationDoesNotLetIn(t *testing.T) {
	h, i := withOrganisation(t)
	if _, _, err := h.people.InviteTo(t.Context(), people.Server, "ros@example.org", people.Grant{Role: people.Inspector}); err != nil {
		t.Fatal(err)
	}
	set := func(name string, value any) func(map[string]any) { return func(c map[string]any) { c[name] = value } }
	for name, test := range map[string]struct {
		alter       func(map[string]any)
		code, state string
	}{
		"another state": {state: "x"}, "a code that is no good": {code: "bad"},
		"another nonce": {alter: set("nonce", "x")}, "an address not verified": {alter: set("email_verified", false)},
		"for another client": {alter: set("aud", "other")}, "over": {alter: set("exp", testNow.Add(-time.Hour).Unix())},
		"of another issuer": {alter: set("iss", "https://evil.test")}, "nobody invited": {alter: set("email", "sam@example.org")},
		"made for something else": {alter: func(c map[string]any) { // as an access token is
			delete(c, "nonce")
			c["aud"] = []string{"kist", "mail"}
		}},
	} {
		b := h.reader()
		i.alter = test.alter
		state, code := i.goTo(b, ""), "good"
		if test.state != "" {
			state = test.state
		}
		if test.code != "" {
			code = test.code
		}
		w := b.get("/staff/sign-in/back?code=" + code + "&state=" + state)
		if w.Code != http.StatusForbidden || b.cookies["kist-staff"] != "" {
			t.Errorf("%s: %d", name, w.Code)
		}
		must(t, w, http.StatusForbidden, "Your organisation could not let you in here")
	}
}

// TestWhatTheOrganisationDidNotSign: what says that it is from the organisation, and names
// its key, and is not signed by that in the way that was agreed, lets nobody in.
func TestWhatTheOrganisationDidNotSign(t *testing.T) {
	h, i := withOrganisation(t)
	if _, _, err := h.people.InviteTo(t.Context(), people.Server, "ros@example.org", people.Grant{Role: people.Inspector}); err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	for name, spoil := range map[string]func(claims []byte, signed string) string{
		"signed by another key": func(claims []byte, _ string) string { return i.sign(jose.RS256, other, claims) },
		"signed by a shared word": func(claims []byte, _ string) string {
			return i.sign(jose.HS256, []byte("secret, of thirty-two bytes or more"), claims)
		},
		"another algorithm": func(claims []byte, _ string) string { return i.sign(jose.PS256, i.key, claims) },
		"altered": func(claims []byte, signed string) string {
			parts := strings.Split(signed, ".")
			return parts[0] + "." + encode(append([]byte(" "), claims...)) + "." + parts[2]
		},
		"not signed": func(claims []byte, _ string) string {
			return encode([]byte(`{"alg":"none"}`)) + "." + encode(claims) + "."
		},
		"no token": func([]byte, string) string { return "" },
	} {
		b := h.reader()
		i.spoil = spoil
		must(t, b.get("/staff/sign-in/back?code=good&state="+i.goTo(b, "")), http.StatusForbidden, "Your organisation could not let you in here")
		if b.cookies["kist-staff"] != "" {
			t.Errorf("%s: it lets somebody in", name)
		}
	}
	b := h.reader()
	i.spoil = nil
	must(t, b.get("/staff/sign-in/back?code=good&state="+i.goTo(b, "")), http.StatusOK)
}

func TestSigningInAgainByTheOrganisation(t *testing.T) {
	h, i := withOrganisation(t)
	if _, _, err := h.people.InviteTo(t.Context(), people.Server, "ros@example.org", people.Grant{Role: people.Inspector}); err != nil {
		t.Fatal(err)
	}
	b := h.reader()
	b.get("/staff/sign-in/back?code=good&state=" + i.goTo(b, ""))
	old := b.cookies["kist-staff"]
	must(t, b.get("/staff/again?to=/staff/me/passkey"), http.StatusOK, "Go to your organisation")
	state := i.goTo(b, "/staff/me/passkey")
	if i.asked.Get("prompt") != "login" || i.asked.Get("max_age") != "0" {
		t.Errorf("asked %v", i.asked)
	}
	i.alter = func(c map[string]any) { c["auth_time"] = testNow.Add(-people.FreshFor).Unix() }
	must(t, b.get("/staff/sign-in/back?code=good&state="+state), http.StatusForbidden)
	i.alter = nil
	state = i.goTo(b, "/staff/me/passkey")
	must(t, b.get("/staff/sign-in/back?code=good&state="+state), http.StatusOK, `href="/staff/me/passkey"`)
	if b.cookies["kist-staff"] == old {
		t.Error("the token did not change")
	}
}

// Who signs out and comes in again by an organisation that still knows the browser has
// not shown who they are: what asks for a sign-in of the last minutes asks all the same.
// So it is where the organisation does not say when that was.
func TestAnOldSignInThereIsNotFreshHere(t *testing.T) {
	for name, at := range map[string]any{"an hour ago": testNow.Add(-time.Hour).Unix(), "not said": nil, "never": 0} {
		t.Run(name, func(t *testing.T) {
			h, i := withOrganisation(t)
			h.today = testNow
			if _, _, err := h.people.InviteTo(t.Context(), people.Server, "ros@example.org", people.Grant{Role: people.Administrator}); err != nil {
				t.Fatal(err)
			}
			b := h.reader()
			i.alter = func(c map[string]any) {
				if c["auth_time"] = at; at == nil {
					delete(c, "auth_time")
				}
			}
			b.get("/staff/sign-in/back?code=good&state=" + i.goTo(b, ""))
			must(t, b.get("/staff/people"), http.StatusOK)
			leads(t, b.get("/staff/people/new"), "/staff/again?to=%2Fstaff%2Fpeople%2Fnew")
			leads(t, b.get("/staff/me/passkey"), "/staff/again?to=%2Fstaff%2Fme%2Fpasskey")
			i.alter = nil
			b.get("/staff/sign-in/back?code=good&state=" + i.goTo(b, "/staff/people/new"))
			must(t, b.get("/staff/people/new"), http.StatusOK)
		})
	}
}

// With TLS the cookie that goes to the organisation and back has the prefix that keeps
// others from setting it, and two of them are none.
func TestTheCookieOfTheWayToTheOrganisation(t *testing.T) {
	h, i := withOrganisation(t)
	b := h.reader()
	state := i.goTo(b, "")
	r := httptest.NewRequest(http.MethodGet, "/staff/sign-in/back?code=good&state="+state, nil)
	r.AddCookie(&http.Cookie{Name: "kist-organisation", Value: "of another"})
	must(t, b.send(r), http.StatusForbidden, "Your organisation could not let you in here")
	o := &office{Deps: Deps{Staff: web.NewStaff(web.StaffOptions{Secure: true})}}
	if c := o.orgCookie("x", 900); c.Name != "__Secure-kist-organisation" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != backPath {
		t.Errorf("%+v", c)
	}
}

func TestWithoutAnOrganisation(t *testing.T) {
	h := open(t)
	for _, path := range []string{"/staff/sign-in/organisation", "/staff/sign-in/back?code=good"} {
		must(t, h.reader().get(path), http.StatusNotFound)
	}
	mustNot(t, h.reader().get("/staff/sign-in"), "Go to your organisation")
}

func TestAnIssuerThatIsAway(t *testing.T) {
	h, i := withOrganisation(t)
	h.org = NewOrganisation("http://127.0.0.1:1", "kist", "secret", h.url)
	h.mount()
	must(t, h.reader().get("/staff/sign-in"), http.StatusOK)
	must(t, h.reader().get("/staff/sign-in/organisation"), http.StatusInternalServerError, "Something broke here")
	if i.asked != nil {
		t.Error("the other issuer was asked")
	}
}

// A code and the secret with it go to the addresses that the issuer names, and on to no
// other, wherever an answer leads.
func TestTheOrganisationLeadsNowhereElse(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
		reached := false
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
		t.Cleanup(elsewhere.Close)
		issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
		}))
		t.Cleanup(issuer.Close)
		h, _ := withOrganisation(t)
		h.org = NewOrganisation(issuer.URL, "kist", "secret", h.url)
		h.mount()
		must(t, h.reader().get("/staff/sign-in/organisation"), http.StatusInternalServerError)
		if reached {
			t.Errorf("status %d was followed", status)
		}
	}
}
