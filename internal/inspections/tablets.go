package inspections

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// Tablet is a facilitator's tablet on which many children answer one round where
// there may be no network. Of what it collects this tells only how much it said
// that it still holds, and on which day: no time, no order, no count of what
// arrived.
type Tablet struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Round         string `json:"round"`
	Name          string `json:"name"`             // as staff call it
	Link          string `json:"link"`             // hash of the set-up link's secret
	LinkUntil     string `json:"link_until"`       // last day on which the link works
	LinkUsed      string `json:"link_used"`        // hash of the token that the link was used for; empty: not used
	Token         string `json:"token"`            // hash of the tablet's token; empty: not set up
	Loaded        string `json:"loaded,omitempty"` // Round.Offering as it has it ready
	Synced        string `json:"synced,omitempty"` // day of the last sync; empty: none yet
	Holds         int    `json:"holds"`            // forms that it said then it still held
	Struck        string `json:"struck,omitempty"` // why it was struck off; empty: it was not
}

// Ready says that the tablet was set up and is not struck off.
func (t *Tablet) Ready() bool { return t.Token != "" && t.Struck == "" }

// Owes says whether the tablet may hold answers that have not arrived: it was
// set up, and today it has not said that it holds none.
func (t *Tablet) Owes(now time.Time) bool {
	return t.Ready() && (t.Holds > 0 || t.Synced != now.Format(time.DateOnly))
}

// The most that a round's tablets may be, and the days that a link works.
const (
	MaxTablets = 60
	linkDays   = 7
)

// Tablets are the tablets of all rounds.
type Tablets struct {
	docs   *store.Collection[*Tablet]
	ledger ledger[Tablet]
	now    func() time.Time
}

// OpenTablets ensures the collection.
func OpenTablets(ctx context.Context, e store.Engine) (*Tablets, error) {
	docs, err := store.Open[Tablet](ctx, e, store.Spec{Name: "tablets", Indexes: []store.Index{
		{Field: "round"}, {Field: "link"}, {Field: "token"}, waiting,
	}})
	if err != nil {
		return nil, err
	}
	trail, err := audit.OpenTrail(ctx, e, time.Now)
	if err != nil {
		return nil, err
	}
	t := &Tablets{docs: docs, now: time.Now}
	now := func() time.Time { return t.now() }
	t.ledger = ledger[Tablet]{"tablets", docs, func(t *Tablet) (*store.Head, *audit.Audited) { return &t.Head, &t.Audited }, trail, now}
	return t, nil
}

// Sweep brings the lines that wait on tablets into the trail.
func (t *Tablets) Sweep(ctx context.Context) error { return t.ledger.sweep(ctx) }

// secretBytes is how long the secrets of links and tokens are.
const secretBytes = 16

// hashed is how links and tokens are kept: they are random, so nothing leads
// back.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte("kist tablet " + secret))
	return hex.EncodeToString(sum[:])
}

// TabletSecret says whether a text can be the secret of a link or a token.
func TabletSecret(text string) bool {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && len(b) == secretBytes
}

// link gives the tablet a new link, and the secret in it. In the place of a tablet that was
// set up it works today only: tomorrow that one owes (Owes), and the link would be dead.
func (t *Tablets) link(doc *Tablet) (secret string) {
	secret = base64.RawURLEncoding.EncodeToString(seal.Random(secretBytes))
	doc.Link, doc.LinkUsed = hashed(secret), ""
	days := linkDays
	if doc.Token != "" {
		days = 0
	}
	doc.LinkUntil = t.now().AddDate(0, 0, days).Format(time.DateOnly)
	return secret
}

// Add makes a tablet for a round that is in preparation or runs, and gives the
// secret of its set-up link: the only time that it is known. who is the account
// that does so. fault.Closed for another round, fault.Problems for a name that
// cannot be or that the round has already.
func (t *Tablets) Add(ctx context.Context, r *Round, name, who string) (*Tablet, string, error) {
	if r.Stage != Draft && r.Stage != Running {
		return nil, "", fault.Wrap(fault.Closed, "round %s is %s", r.ID, r.Stage)
	}
	doc := &Tablet{Head: store.Head{ID: NewID()}, Round: r.ID, Name: tidy(name)}
	if bad := named(nil, "name", doc.Name, MaxName); bad != nil {
		return nil, "", bad
	}
	list, err := t.OfRound(ctx, r.ID)
	if err != nil {
		return nil, "", err
	}
	same := func(other *Tablet) bool { return strings.EqualFold(other.Name, doc.Name) }
	if slices.ContainsFunc(list, same) {
		return nil, "", fault.Problem{Field: "name", ID: "staff.problem.tablet_name"}
	}
	if len(list) >= MaxTablets {
		return nil, "", fault.Problem{Field: "name", ID: "staff.problem.tablets", Args: map[string]any{"Max": MaxTablets}}
	}
	secret := t.link(doc)
	return doc, secret, t.ledger.add(ctx, doc, who, "tablet.make")
}

// Renew gives a tablet another set-up link; the tablet goes on as it is until
// that is used. fault.NotFound if the round has no such tablet, fault.Problem for one that
// owes: nobody would be told any more that its answers are out.
func (t *Tablets) Renew(ctx context.Context, round, id, who string) (doc *Tablet, secret string, err error) {
	doc, err = t.change(ctx, round, id, who, "tablet.link", func(doc *Tablet) error {
		if doc.Owes(t.now()) {
			return fault.Problem{ID: "staff.tablets.owes"}
		}
		secret = t.link(doc)
		return nil
	})
	return doc, secret, err
}

// Strike takes a tablet off the round's list, with the reason: it is lost, or
// was never used. What it sends is not taken while it is struck off.
// fault.Problem without a reason, fault.NotFound as Renew.
func (t *Tablets) Strike(ctx context.Context, round, id, reason, who string) (*Tablet, error) {
	reason = tidy(reason)
	if bad := named(nil, "reason", reason, MaxTitle); bad != nil {
		return nil, bad
	}
	return t.change(ctx, round, id, who, "tablet.strike", func(doc *Tablet) error {
		doc.Struck = reason
		return nil
	})
}

// Restore puts a tablet that was found back on the list. fault.NotFound as Renew.
func (t *Tablets) Restore(ctx context.Context, round, id, who string) (*Tablet, error) {
	return t.change(ctx, round, id, who, "tablet.restore", func(doc *Tablet) error {
		doc.Struck = ""
		return nil
	})
}

func (t *Tablets) change(ctx context.Context, round, id, who, did string, alter func(*Tablet) error) (*Tablet, error) {
	return t.ledger.change(ctx, id, anyMark, who, did, func(doc *Tablet) error {
		if doc.Round != round {
			return fault.Wrap(fault.NotFound, "tablet of round %s", round)
		}
		return alter(doc)
	})
}

// OfRound lists a round's tablets by name.
func (t *Tablets) OfRound(ctx context.Context, round string) ([]*Tablet, error) {
	list, err := t.docs.All(ctx, store.Query{Field: "round", Is: round})
	slices.SortFunc(list, func(a, b *Tablet) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list, err
}

// SetUp uses a set-up link for the tablet that made this token. The same token
// again is no error: the first answer may have been lost. fault.NotFound for no
// link of ours, fault.Exists if another tablet used it, fault.Closed if it is too
// old or the tablet is struck off, fault.Denied if the one in its place owes, fault.Invalid
// for what cannot be a token.
// holds is the round whose forms the tablet still holds, empty if it holds none:
// fault.Conflict if the link is of another, whose key they are not sealed for.
func (t *Tablets) SetUp(ctx context.Context, link, token, holds string) (*Tablet, error) {
	if !TabletSecret(link) || !TabletSecret(token) {
		return nil, fault.Wrap(fault.Invalid, "tablet link")
	}
	found, err := t.docs.First(ctx, store.Query{Field: "link", Is: hashed(link)})
	if err != nil {
		return nil, err
	}
	return t.docs.Update(ctx, found.ID, func(doc *Tablet) error {
		switch {
		case doc.Link != hashed(link):
			return fault.Wrap(fault.NotFound, "tablet link")
		case holds != "" && holds != doc.Round:
			return fault.Wrap(fault.Conflict, "tablet holds forms of another round")
		case doc.LinkUsed != "" && doc.LinkUsed != hashed(token):
			return fault.Wrap(fault.Exists, "tablet link")
		case doc.Token != hashed(token) && doc.Owes(t.now()): // also of a link that is too old: a new one would not help
			return fault.Wrap(fault.Denied, "tablet link: the one in its place may hold answers")
		case doc.Struck != "" || doc.LinkUsed == "" && t.now().Format(time.DateOnly) > doc.LinkUntil:
			return fault.Wrap(fault.Closed, "tablet link")
		}
		doc.LinkUsed, doc.Token = hashed(token), hashed(token)
		return nil
	})
}

// ByToken finds the tablet that holds a token. fault.Denied if none does,
// fault.Closed if it is struck off.
func (t *Tablets) ByToken(ctx context.Context, token string) (*Tablet, error) {
	if !TabletSecret(token) {
		return nil, fault.Wrap(fault.Denied, "tablet token")
	}
	doc, err := t.docs.First(ctx, store.Query{Field: "token", Is: hashed(token)})
	if errors.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Denied, "tablet token")
	}
	if err == nil && doc.Struck != "" {
		return nil, fault.Wrap(fault.Closed, "tablet %s is struck off", doc.ID)
	}
	return doc, err
}

// Told writes down what a tablet says of itself when it syncs: what it has ready
// (Round.Offering) and how many forms it still holds. It leaves no line: a trail
// of syncs, to the minute, would tell when children answered.
func (t *Tablets) Told(ctx context.Context, id, loaded string, holds int) error {
	today := t.now().Format(time.DateOnly)
	_, err := t.docs.Update(ctx, id, func(doc *Tablet) error {
		if doc.Loaded == loaded && doc.Holds == holds && doc.Synced == today {
			return errThere
		}
		doc.Loaded, doc.Holds, doc.Synced = loaded, holds, today
		return nil
	})
	if errors.Is(err, errThere) {
		return nil
	}
	return err
}

// Offering changes with what a tablet must have ready for the round: the same
// before and after it opens.
func (r *Round) Offering() string {
	parts := slices.Concat([]string{r.Version, string(r.Door), r.Opens, r.Closes, ""}, r.Languages, []string{""}, r.Editions, []string{""})
	for _, s := range r.Settings {
		parts = append(parts, s.Key, s.Name)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:8])
}
