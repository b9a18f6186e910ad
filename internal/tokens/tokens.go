// Package tokens keeps what lets programs of the inspectorate's own read what Kist
// publishes: bearer tokens with scopes, which can be changed and ended. Of a token only a
// hash is stored. It knows no people (who made one is an id that its callers give), and a
// token opens no page and no answer.
package tokens

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// Scope is what a token may read.
type Scope string

// The scopes there are.
const (
	Evidence Scope = "evidence" // items of the evidence base
	Releases Scope = "releases" // published releases
)

// Scopes lists them. The slice is the caller's own.
func Scopes() []Scope { return []Scope{Evidence, Releases} }

// Token is one program's. The secret in it is known only when it is made or changed.
type Token struct {
	store.Head    `bson:",inline"` // ID: the part of the token that is no secret
	audit.Audited `bson:",inline"`
	Name          string  `json:"name"` // of the program, as staff call it
	Scopes        []Scope `json:"scopes"`
	Inspection    string  `json:"inspection,omitempty"` // the only one that it reads; empty: all
	Hash          string  `json:"hash"`                 // of the secret
	Made          string  `json:"made"`                 // minute in UTC, of this secret
	Before        string  `json:"before,omitempty"`     // hash of the secret before it
	Until         string  `json:"until,omitempty"`      // minute in UTC until which that one works
	Older         []Older `json:"older,omitempty"`      // those before that one which still worked when it was changed
	Used          string  `json:"used,omitempty"`       // minute in UTC of the last use, kept once an hour; empty: never
	Ended         string  `json:"ended,omitempty"`      // minute in UTC; empty: it works
}

// Older is a secret that was changed more than once ago.
type Older struct {
	Hash  string `json:"hash"`
	Until string `json:"until"` // minute in UTC until which it works
}

// takes says whether a secret with this hash works at a minute: the token's own, or one that
// was changed so short a time ago that the program may not have been told.
func (t *Token) takes(sum, now string) bool {
	old := append([]Older{{t.Before, t.Until}}, t.Older...)
	return t.Ended == "" && (same(sum, t.Hash) || slices.ContainsFunc(old, func(o Older) bool { return same(sum, o.Hash) && now <= o.Until }))
}

// May says whether a token has a scope.
func (t *Token) May(s Scope) bool { return slices.Contains(t.Scopes, s) }

// Reads says whether a token may read what is of an inspection.
func (t *Token) Reads(inspection string) bool {
	return t.Inspection == "" || t.Inspection == inspection
}

const (
	// MaxName is the longest name of a program, in runes.
	MaxName = 60
	// MaxTokens is how many an installation can have, those that ended too.
	MaxTokens = 500
	// Overlap is how long the secret before still works after a change.
	Overlap = 7 * 24 * time.Hour
	// noted is how old the last use may be before it is written down again.
	noted = time.Hour

	prefix      = "kist_"
	idBytes     = 6
	secretBytes = 32
	collection  = "tokens"
)

// Tokens are those of the installation.
type Tokens struct {
	docs  *store.Collection[*Token]
	trail *audit.Trail
	now   func() time.Time
}

// Open ensures the collection.
func Open(ctx context.Context, e store.Engine) (*Tokens, error) {
	t := &Tokens{now: time.Now}
	var errs [2]error
	t.docs, errs[0] = store.Open[Token](ctx, e, store.Spec{Name: collection, Indexes: []store.Index{{Field: audit.WaitingField}}})
	t.trail, errs[1] = audit.OpenTrail(ctx, e, func() time.Time { return t.now() })
	return t, errors.Join(errs[:]...)
}

// Make makes a token for a program and gives its text, which is not kept. fault.Problems
// for a name that cannot be, or without a scope.
func (t *Tokens) Make(ctx context.Context, name string, scopes []Scope, inspection, who string) (doc *Token, text string, err error) {
	name = strings.Join(strings.Fields(name), " ")
	var bad fault.Problems
	switch {
	case name == "":
		bad = append(bad, fault.Problem{Field: "name", ID: "staff.problem.missing"})
	case utf8.RuneCountInString(name) > MaxName || !utf8.ValidString(name):
		bad = append(bad, fault.Problem{Field: "name", ID: "staff.problem.long", Args: map[string]any{"Max": MaxName}})
	}
	unknown := func(s Scope) bool { return !slices.Contains(Scopes(), s) }
	if len(scopes) == 0 || slices.ContainsFunc(scopes, unknown) {
		bad = append(bad, fault.Problem{Field: "scope", ID: "staff.problem.choose"})
	}
	if err := bad.Err(); err != nil {
		return nil, "", err
	}
	if n, err := t.docs.Count(ctx, store.Query{}); err != nil {
		return nil, "", err
	} else if n >= MaxTokens {
		return nil, "", fault.Wrap(fault.Closed, "there are %d tokens", n)
	}
	doc = &Token{Head: store.Head{ID: random(idBytes)}, Name: name, Scopes: scopes, Inspection: inspection}
	text = t.secret(doc)
	doc.Sign(collection, doc.Head, who, "token.make", t.now())
	return doc, text, t.docs.Insert(ctx, doc)
}

// secret gives a token another secret, and the text with it.
func (t *Tokens) secret(doc *Token) (text string) {
	secret := random(secretBytes)
	doc.Hash, doc.Made = hashed(secret), t.minute()
	return prefix + doc.ID + "_" + secret
}

// Rotate gives a token another secret; the one before works for Overlap longer, so that
// the program can be told without a gap. So do those before it for as long as was said then:
// which of them the program uses is not known. fault.NotFound if there is none, fault.Closed
// if it ended.
func (t *Tokens) Rotate(ctx context.Context, id, who string) (doc *Token, text string, err error) {
	doc, err = t.change(ctx, id, who, "token.rotate", func(doc *Token) {
		older := append(doc.Older, Older{doc.Before, doc.Until})
		doc.Older = slices.DeleteFunc(older, func(o Older) bool { return o.Hash == "" || o.Until < t.minute() })
		doc.Before, doc.Until = doc.Hash, t.now().Add(Overlap).UTC().Format(audit.Minute)
		text = t.secret(doc)
	})
	return doc, text, err
}

// End ends a token at once. fault.NotFound if there is none, fault.Closed if it ended.
func (t *Tokens) End(ctx context.Context, id, who string) (*Token, error) {
	return t.change(ctx, id, who, "token.end", func(doc *Token) { doc.Ended, doc.Before, doc.Until, doc.Older = t.minute(), "", "", nil })
}

func (t *Tokens) change(ctx context.Context, id, who, did string, alter func(*Token)) (*Token, error) {
	return t.docs.Update(ctx, id, func(doc *Token) error {
		if doc.Ended != "" {
			return fault.Wrap(fault.Closed, "token %s ended", id)
		}
		if err := t.trail.Move(ctx, doc.Audited); err != nil {
			return err
		}
		alter(doc)
		doc.Sign(collection, doc.Head, who, did, t.now())
		return nil
	})
}

// All lists the tokens by name, those that ended last.
func (t *Tokens) All(ctx context.Context) ([]*Token, error) {
	list, err := t.docs.All(ctx, store.Query{})
	slices.SortFunc(list, func(a, b *Token) int {
		if (a.Ended == "") != (b.Ended == "") {
			return strings.Compare(a.Ended, b.Ended)
		}
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return list, err
}

// Check finds whose token a text is, and notes that it was used. fault.Denied if it is
// none that works: which of the reasons is not told.
func (t *Tokens) Check(ctx context.Context, text string) (*Token, error) {
	id, secret, ok := strings.Cut(strings.TrimPrefix(text, prefix), "_")
	if !ok || !strings.HasPrefix(text, prefix) || len(text) > 200 {
		return nil, fault.Wrap(fault.Denied, "no token")
	}
	doc, err := t.docs.Get(ctx, id)
	if errors.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Denied, "no such token")
	}
	if err != nil {
		return nil, err
	}
	if !doc.takes(hashed(secret), t.minute()) {
		return nil, fault.Wrap(fault.Denied, "token %s does not work", id)
	}
	return doc, t.note(ctx, doc)
}

// note writes down that a token was used, once an hour.
func (t *Tokens) note(ctx context.Context, doc *Token) error {
	if doc.Used > t.now().Add(-noted).UTC().Format(audit.Minute) {
		return nil
	}
	doc.Used = t.minute()
	if err := t.docs.Replace(ctx, doc); err != nil && !errors.Is(err, fault.Conflict) { // else somebody noted it
		return err
	}
	return nil
}

// Sweep brings the lines that wait on tokens into the trail.
func (t *Tokens) Sweep(ctx context.Context) error {
	return audit.Sweep(ctx, t.trail, t.docs, func(doc *Token) *audit.Audited { return &doc.Audited })
}

func (t *Tokens) minute() string { return t.now().UTC().Format(audit.Minute) }

// random is n random bytes in hexadecimal, in which there is no underscore.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

// hashed is how a secret is kept: it is random and long, so nothing leads back.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte("kist token " + secret))
	return hex.EncodeToString(sum[:])
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
