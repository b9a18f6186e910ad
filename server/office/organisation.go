package office

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"kist/internal/fault"
	"kist/internal/people"
	"kist/server/web"
)

// backPath is where an organisation sends people back to.
const backPath = "/staff/sign-in/back"

// Organisation is the OpenID Connect issuer of an organisation whose people
// may come in. Its addresses are looked up when somebody first needs them, so
// that Kist starts while it is away.
type Organisation struct {
	issuer string
	config oauth2.Config
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

// NewOrganisation is an issuer with the client that it knows Kist by. public is
// Kist's own address.
func NewOrganisation(issuer, client, secret, public string) *Organisation {
	return &Organisation{
		issuer: issuer,
		config: oauth2.Config{
			ClientID: client, ClientSecret: secret, RedirectURL: public + backPath,
			Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
		},
		client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: stay},
	}
}

// stay follows no redirect: a code and the secret that goes with it are for the addresses
// that the issuer names and for no other.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// discover asks the issuer for its addresses, once.
func (g *Organisation) discover() (*oidc.Provider, oauth2.Config, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.provider == nil {
		// The provider keeps the context for its keys, so it is no request's.
		p, err := oidc.NewProvider(oidc.ClientContext(context.Background(), g.client), g.issuer)
		if err != nil {
			return nil, g.config, fmt.Errorf("organisation: %w", err)
		}
		g.provider = p
	}
	config := g.config
	config.Endpoint = g.provider.Endpoint()
	return g.provider, config, nil
}

// orgState is what the browser carries, sealed, while its owner is with the
// organisation. The session's own cookie does not come back from there.
type orgState struct {
	State, Nonce, Verifier string
	To                     string // where to go afterwards
	Old                    string // token of the session before
	Again                  bool   // it is a step-up: a sign-in of long ago is not enough
}

const orgUse = "organisation"

// orgCookieName has the prefix that makes a browser refuse it without TLS.
func (o *office) orgCookieName() string {
	if o.Staff.Secure {
		return "__Secure-kist-organisation"
	}
	return "kist-organisation"
}

// toOrganisation sends people to their organisation.
func (o *office) toOrganisation(c echo.Context) error {
	if o.Organisation == nil {
		return fault.Wrap(fault.NotFound, "no organisation is set up")
	}
	if err := o.slowDown(c); err != nil {
		return err
	}
	_, config, err := o.Organisation.discover()
	if err != nil {
		return err
	}
	s := orgState{
		State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(),
		To: safeWay(c.QueryParam("to")), Old: o.Staff.Token(c), Again: o.Staff.Visitor(c).ID != "",
	}
	held, err := o.People.Hold(orgUse, s)
	if err != nil {
		return err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(s.Nonce), oauth2.S256ChallengeOption(s.Verifier)}
	if s.Again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	c.SetCookie(o.orgCookie(held, 15*60))
	return c.Redirect(http.StatusSeeOther, config.AuthCodeURL(s.State, options...))
}

// orgCookie is Lax, because the way back comes from another site.
func (o *office) orgCookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{ // #nosec G124 -- Secure wherever the public address has TLS
		Name: o.orgCookieName(), Value: value, MaxAge: maxAge, Path: backPath,
		Secure: o.Staff.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// goOnPage leads on from a page of our own: a browser does not send the
// session's cookie along a way that began on another site.
type goOnPage struct {
	web.StaffBase
	To string
}

// backFromOrganisation lets in whom the organisation vouches for, if somebody
// invited them.
func (o *office) backFromOrganisation(c echo.Context) error {
	if o.Organisation == nil {
		return fault.Wrap(fault.NotFound, "no organisation is set up")
	}
	if err := o.slowDown(c); err != nil {
		return err
	}
	c.SetCookie(o.orgCookie("", -1))
	s, err := o.orgState(c)
	if err != nil {
		return o.entered(c, "", err, "organisation")
	}
	who, err := o.Organisation.vouch(c.Request().Context(), s, c.QueryParam("code"), o.now())
	if err != nil {
		o.Log.Warn("organisation", "ref", web.Ref(c), "error", err.Error())
		return o.entered(c, "", fault.Wrap(fault.Denied, "organisation"), "organisation")
	}
	token, err := o.People.EnterByOrganisation(c.Request().Context(), who, s.Old)
	if err != nil {
		return o.entered(c, "", err, "organisation")
	}
	o.Staff.Remember(c, token)
	c.Response().Header().Set("Refresh", "0; url="+s.To)
	return o.room.Write(c, http.StatusOK, "go_on", goOnPage{o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.go_on.title")), s.To})
}

func (o *office) orgState(c echo.Context) (orgState, error) {
	var s orgState
	named := c.Request().CookiesNamed(o.orgCookieName())
	if len(named) != 1 {
		return s, fault.Wrap(fault.Denied, "not begun on this browser, or begun by another")
	}
	if err := o.People.Claim(c.Request().Context(), orgUse, named[0].Value, &s); err != nil {
		return s, err
	}
	if subtle.ConstantTimeCompare([]byte(s.State), []byte(c.QueryParam("state"))) != 1 {
		return s, fault.Wrap(fault.Denied, "another state")
	}
	return s, nil
}

// vouch asks the organisation who it is.
func (g *Organisation) vouch(ctx context.Context, s orgState, code string, now time.Time) (people.Stranger, error) {
	provider, config, err := g.discover()
	if err != nil {
		return people.Stranger{}, err
	}
	ctx = oidc.ClientContext(ctx, g.client)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(s.Verifier))
	if err != nil {
		return people.Stranger{}, fmt.Errorf("code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID, Now: func() time.Time { return now }}).Verify(ctx, raw)
	if err != nil {
		return people.Stranger{}, fmt.Errorf("id token: %w", err)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Name     string `json:"name"`
		At       int64  `json:"auth_time"` // seconds
	}
	if err := id.Claims(&claims); err != nil {
		return people.Stranger{}, fmt.Errorf("id token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(s.Nonce)) != 1 {
		return people.Stranger{}, fmt.Errorf("id token: another nonce")
	}
	if s.Again && now.Sub(time.Unix(claims.At, 0)) >= people.FreshFor {
		return people.Stranger{}, fmt.Errorf("id token: signed in too long ago")
	}
	who := people.Stranger{Subject: id.Issuer + " " + id.Subject, Name: claims.Name}
	if claims.Verified {
		who.Email = claims.Email
	}
	if claims.At > 0 {
		who.At = time.Unix(claims.At, 0)
	}
	return who, nil
}
