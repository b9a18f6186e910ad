package people

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kist/internal/fault"
)

// MaxPasskeys is how many passkeys an account may have.
const MaxPasskeys = 10

// Passkey is the public half of a key pair that a person's device keeps.
type Passkey struct {
	ID         string   `json:"id"` // base64url
	Key        []byte   `json:"key"`
	Count      int64    `json:"count"` // of uses, where the device counts
	Eligible   bool     `json:"eligible"`
	Backed     bool     `json:"backed"`
	Transports []string `json:"transports,omitempty"`
	Name       string   `json:"name"`           // as its owner calls it
	Made       string   `json:"made"`           // day
	Used       string   `json:"used,omitempty"` // day of the last sign-in with it; empty: none
}

// Site is where passkeys hold: the name that they are bound to, and the
// address of pages that may ask for them.
type Site struct{ name, origin string }

// NewSite reads the public address of the server. Passkeys cannot be bound to
// an address in numbers: for this machine's own they go by "localhost", for
// any other there are none (Works).
func NewSite(public string) Site {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" {
		return Site{}
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); ip != nil {
		if !ip.IsLoopback() {
			return Site{}
		}
		host = "localhost"
		u.Host = strings.TrimSuffix(net.JoinHostPort(host, u.Port()), ":")
	}
	return Site{name: host, origin: u.Scheme + "://" + u.Host}
}

// Works says whether passkeys can be used at this address.
func (s Site) Works() bool { return s.name != "" }

// Origin is the address at which a page can ask for passkeys.
func (s Site) Origin() string { return s.origin }

func (s Site) relyingParty() (*webauthn.WebAuthn, error) {
	if !s.Works() {
		return nil, fault.Wrap(fault.Denied, "passkeys need an address with a name")
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: s.name, RPDisplayName: "Kist", RPOrigins: []string{s.origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", s.origin, err)
	}
	return rp, nil
}

// holder is an account as the library wants to see it.
type holder struct{ *Account }

func (h holder) WebAuthnID() []byte          { return []byte(h.ID) }
func (h holder) WebAuthnName() string        { return h.Name }
func (h holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials are the account's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, len(h.Passkeys))
	for i, k := range h.Passkeys {
		id, _ := base64.RawURLEncoding.DecodeString(k.ID) // written by us
		list[i] = webauthn.Credential{ID: id, PublicKey: k.Key}
		list[i].Flags.UserPresent, list[i].Flags.UserVerified = true, true
		list[i].Flags.BackupEligible, list[i].Flags.BackupState = k.Eligible, k.Backed
		list[i].Authenticator.SignCount = uint32(k.Count) // #nosec G115 -- it came from 32 bits
		for _, t := range k.Transports {
			list[i].Transport = append(list[i].Transport, protocol.AuthenticatorTransport(t))
		}
	}
	return list
}

// Ask is what a page gives the browser to ask a device, and what it hands back
// with the device's answer.
type Ask struct {
	Options any // for navigator.credentials, as JSON
	Held    string
}

// BeginPasskey asks for a new passkey of an account. fault.Denied where
// passkeys do not work; a fault.Problem of "passkey" if it has enough of them.
func (p *People) BeginPasskey(ctx context.Context, site Site, account string) (Ask, error) {
	a, err := p.Get(ctx, account)
	if err != nil {
		return Ask{}, err
	}
	if len(a.Passkeys) >= MaxPasskeys {
		return Ask{}, fault.Problem{Field: "passkey", ID: "staff.problem.passkeys_many", Args: map[string]any{"Max": MaxPasskeys}}
	}
	rp, err := site.relyingParty()
	if err != nil {
		return Ask{}, err
	}
	options, state, err := rp.BeginRegistration(holder{a},
		webauthn.WithExclusions(webauthn.Credentials(holder{a}.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Ask{}, fmt.Errorf("new passkey: %w", err)
	}
	held, err := p.hold("passkey/new", account, state)
	return Ask{options.Response, held}, err
}

// AddPasskey keeps the passkey that a device made, and ends every session of the account
// but the one with the id keep. fault.Invalid if the answer does not fit what was asked,
// fault.Closed if it was asked too long ago or answered before.
func (p *People) AddPasskey(ctx context.Context, site Site, account, keep, held, name string, answer []byte) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	var state webauthn.SessionData
	if err := p.claim(ctx, "passkey/new", account, held, &state); err != nil {
		return err
	}
	a, err := p.Get(ctx, account)
	if err != nil {
		return err
	}
	made, err := site.register(holder{a}, state, answer)
	if err != nil {
		return err
	}
	made.Name, made.Made = name, p.now().UTC().Format(time.DateOnly)
	_, err = p.change(ctx, account, account, "account.passkey_add", func(a *Account) error {
		if slices.ContainsFunc(a.Passkeys, func(k Passkey) bool { return k.ID == made.ID }) || len(a.Passkeys) >= MaxPasskeys {
			return fault.Wrap(fault.Exists, "passkey")
		}
		a.Passkeys = append(a.Passkeys, made)
		return nil
	})
	if err != nil {
		return err
	}
	return p.endAllBut(ctx, account, keep)
}

func (s Site) register(h holder, state webauthn.SessionData, answer []byte) (Passkey, error) {
	rp, err := s.relyingParty()
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, fault.Wrap(fault.Invalid, "passkey: %v", err)
	}
	c, err := rp.CreateCredential(h, state, parsed)
	if err != nil {
		return Passkey{}, fault.Wrap(fault.Invalid, "passkey: %v", err)
	}
	k := Passkey{
		ID: base64.RawURLEncoding.EncodeToString(c.ID), Key: c.PublicKey, Count: int64(c.Authenticator.SignCount),
		Eligible: c.Flags.BackupEligible, Backed: c.Flags.BackupState,
	}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	return k, nil
}

// RemovePasskey takes a passkey off an account, and ends its sessions but the one to
// keep: a device that is lost may be signed in. fault.NotFound if it has none with
// this id.
func (p *People) RemovePasskey(ctx context.Context, account, keep, id string) error {
	_, err := p.change(ctx, account, account, "account.passkey_remove", func(a *Account) error {
		kept := slices.DeleteFunc(slices.Clone(a.Passkeys), func(k Passkey) bool { return k.ID == id })
		if len(kept) == len(a.Passkeys) {
			return fault.Wrap(fault.NotFound, "passkey")
		}
		a.Passkeys = kept
		return nil
	})
	if err != nil {
		return err
	}
	return p.endAllBut(ctx, account, keep)
}

// AskPasskey asks whatever passkey a device has for this site.
func (p *People) AskPasskey(site Site) (Ask, error) {
	rp, err := site.relyingParty()
	if err != nil {
		return Ask{}, err
	}
	options, state, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ask{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	held, err := p.hold("passkey/ask", "", state)
	return Ask{options.Response, held}, err
}

// EnterByPasskey signs in with a device's answer; old is the token that the
// browser held before. fault.Denied if it does not fit, fault.Closed if it was
// asked too long ago or answered before.
func (p *People) EnterByPasskey(ctx context.Context, site Site, held string, answer []byte, old string) (token string, err error) {
	var state webauthn.SessionData
	if err := p.claim(ctx, "passkey/ask", "", held, &state); err != nil {
		return "", err
	}
	rp, err := site.relyingParty()
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", fault.Wrap(fault.Denied, "passkey: %v", err)
	}
	find := func(_, handle []byte) (webauthn.User, error) {
		a, err := p.Get(ctx, string(handle))
		return holder{a}, err
	}
	user, c, err := rp.ValidatePasskeyLogin(find, state, parsed)
	if err != nil {
		return "", fault.Wrap(fault.Denied, "passkey: %v", err)
	}
	id := string(user.WebAuthnID())
	if err := p.usePasskey(ctx, id, c); err != nil {
		return "", err
	}
	return p.enter(ctx, id, old)
}

// usePasskey counts the use, and leaves the line of the sign-in. A count that
// did not grow tells of a copied key.
func (p *People) usePasskey(ctx context.Context, id string, c *webauthn.Credential) error {
	key := base64.RawURLEncoding.EncodeToString(c.ID)
	_, err := p.change(ctx, id, id, "account.sign_in", func(a *Account) error {
		i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return k.ID == key })
		if i < 0 || a.State() != Active || c.Authenticator.CloneWarning {
			return fault.Wrap(fault.Denied, "passkey of account %s", id)
		}
		a.Passkeys[i].Count = int64(c.Authenticator.SignCount)
		a.Passkeys[i].Backed = c.Flags.BackupState
		a.Passkeys[i].Used = p.now().UTC().Format(time.DateOnly)
		return nil
	})
	if c.Authenticator.CloneWarning && errors.Is(err, fault.Denied) {
		return errors.Join(err, p.refused(ctx, id))
	}
	return err
}
