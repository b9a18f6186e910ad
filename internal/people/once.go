package people

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// onceLasts is how long a started sign-in or enrolment can be finished.
const onceLasts = 15 * time.Minute

// once is what a page carries between the two halves of a sign-in or an
// enrolment: a challenge, a key not yet confirmed. It travels sealed by the
// staff key instead of waiting in the store, so that opening a page writes
// nothing; what is stored is that it was used.
type once struct {
	Account string          `json:"account,omitempty"`
	Until   string          `json:"until"`
	Data    json.RawMessage `json:"data"`
}

// usedOnce says that a sealed half was used. Its id is a hash.
type usedOnce struct {
	store.Head `bson:",inline"`
	Until      string `json:"until"` // minute in UTC; no need to keep it after
}

// Hold seals data that a browser carries through a sign-in elsewhere.
// fault.Denied on a server that can let nobody in.
func (p *People) Hold(use string, data any) (string, error) { return p.hold("page/"+use, "", data) }

// Claim opens what Hold sealed for the same use, once and within a quarter of
// an hour. fault.Closed for anything else.
func (p *People) Claim(ctx context.Context, use, token string, data any) error {
	return p.claim(ctx, "page/"+use, "", token, data)
}

// hold seals data for a use and, unless empty, an account.
func (p *People) hold(use, account string, data any) (string, error) {
	if err := p.mayLink(); err != nil {
		return "", err
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("hold %s: %w", use, err)
	}
	b, err := json.Marshal(once{account, p.now().UTC().Add(onceLasts).Format(minute), raw})
	if err != nil {
		return "", fmt.Errorf("hold %s: %w", use, err)
	}
	return base64.RawURLEncoding.EncodeToString(p.codes.Wrap("people/"+use, b)), nil
}

// claim opens what hold sealed for the same use and account, once: a second
// time, too late, or for anything else it is fault.Closed.
func (p *People) claim(ctx context.Context, use, account, token string, data any) error {
	closed := fault.Wrap(fault.Closed, "%s was not begun here, or too long ago", use)
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return closed
	}
	b, err := p.codes.Unwrap("people/"+use, sealed)
	if err != nil {
		return closed
	}
	var o once
	if err := json.Unmarshal(b, &o); err != nil {
		return fmt.Errorf("claim %s: %w", use, err)
	}
	if o.Account != account || o.Until <= p.now().UTC().Format(minute) {
		return closed
	}
	err = p.used.Insert(ctx, &usedOnce{Head: store.Head{ID: p.hash("once", string(sealed))}, Until: o.Until})
	if errors.Is(err, fault.Exists) {
		return closed
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(o.Data, data)
}

// sweepUsed forgets uses that could not be repeated any more.
func (p *People) sweepUsed(ctx context.Context) error {
	all, err := p.used.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	now := p.now().UTC().Format(minute)
	var errs []error
	for _, u := range all {
		if u.Until >= now {
			continue
		}
		if err := p.used.Delete(ctx, u.ID); err != nil && !errors.Is(err, fault.NotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
