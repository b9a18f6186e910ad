// Package people keeps the accounts of grown-ups and volunteers: who they are,
// what they may do, how they come in, and what they did.
//
// It knows no children, no answers and no ballots, and never will: a row of an
// account and a row of a box have nothing in common to be joined by. It knows no
// web either: a page hands it tokens and gets accounts.
//
// An account is made as an invitation: a document with a role and the hash of a
// link, and no name yet. Using the link is one compare-and-set on that
// document, so two people with the same link cannot both win, and a crash
// leaves either an invitation or an account, never half of each.
package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// Role is what an account may do. The pages' guard says which role opens what.
type Role string

// The roles there are.
const (
	Administrator    Role = "administrator"
	Coordinator      Role = "coordinator"
	Volunteer        Role = "volunteer"
	Translator       Role = "translator"
	Inspector        Role = "inspector"
	SafeguardingLead Role = "safeguarding_lead"
)

var roles = []Role{Administrator, Coordinator, Volunteer, Translator, Inspector, SafeguardingLead}

// Roles lists every role. The slice is the caller's own.
func Roles() []Role { return slices.Clone(roles) }

// Valid says whether r is one of Roles.
func (r Role) Valid() bool { return slices.Contains(roles, r) }

// Account is a person with a way in, or the invitation of one.
type Account struct {
	store.Head `bson:",inline"`
	Audited    `bson:",inline"`
	Name       string  `json:"name"`  // empty until the invitation is accepted
	Email      string  `json:"email"` // lower case; empty: none
	Grants     []Grant `json:"grants"`
	Roles      []Role  `json:"roles"`            // those of Grants, each once; asked for by index
	Lang       string  `json:"lang,omitempty"`   // language of the pages; empty: the browser's
	Joined     string  `json:"joined,omitempty"` // day, 2006-01-02; empty: invited only
	Ended      string  `json:"ended,omitempty"`  // day; empty: it has not
	Link       string  `json:"link"`             // hash of the one-time link that waits; empty: none
	Until      string  `json:"until,omitempty"`  // minute in UTC up to which the link holds

	Passkeys []Passkey `json:"passkeys,omitempty"`
	Password *Password `json:"password,omitempty"`
	Subject  string    `json:"subject"` // whom an organisation vouches for; empty: nobody
	Recovery *Recovery `json:"recovery,omitempty"`
	Given    Given     `json:"given"`
}

// People is where accounts, sessions and the trail are kept.
type People struct {
	accounts *store.Collection[*Account]
	sessions *store.Collection[*session]
	logins   *store.Collection[*loginName]
	used     *store.Collection[*usedOnce]
	stepped  *store.Collection[*stepped]
	// Trail is the record of what people did.
	Trail *Trail
	key   seal.Key     // of hashes
	codes seal.Closing // of what authenticators show codes by
	now   func() time.Time
	timer func(time.Duration) <-chan time.Time
	turns chan struct{} // one for each password that may be hashed at a time
}

// hashing is how many passwords are hashed at a time.
const hashing = 2

const accountsName = "accounts"

// Open ensures the collections. key is the key file's key for staff. A server
// that holds none, such as a collecting one, can let nobody in.
func Open(ctx context.Context, e store.Engine, key seal.Key) (*People, error) {
	return OpenAt(ctx, e, key, time.Now)
}

// OpenAt is Open by another clock than the machine's: codes, links and sessions
// go by it. A test that stops the clock has all the time in the world.
func OpenAt(ctx context.Context, e store.Engine, key seal.Key, now func() time.Time) (*People, error) {
	accounts, err := store.Open[Account](ctx, e, store.Spec{Name: accountsName, Indexes: []store.Index{
		{Field: "link"}, {Field: "roles"}, {Field: "email"}, {Field: "subject"}, {Field: waitingField},
	}})
	if err != nil {
		return nil, err
	}
	sessions, err := store.Open[session](ctx, e, store.Spec{Name: "sessions", Indexes: []store.Index{{Field: "account"}}})
	if err != nil {
		return nil, err
	}
	logins, err := store.Open[loginName](ctx, e, store.Spec{Name: "logins"})
	if err != nil {
		return nil, err
	}
	used, err := store.Open[usedOnce](ctx, e, store.Spec{Name: "used"})
	if err != nil {
		return nil, err
	}
	out, err := store.Open[stepped](ctx, e, store.Spec{Name: "stepped_out"})
	if err != nil {
		return nil, err
	}
	trail, err := audit.OpenTrail(ctx, e, now)
	if err != nil {
		return nil, err
	}
	return &People{
		accounts: accounts, sessions: sessions, logins: logins, used: used, stepped: out, Trail: trail,
		key: key, codes: seal.Closing{Now: key}, now: now, timer: time.After, turns: make(chan struct{}, hashing),
	}, nil
}

// Renewed has the keys of a key file that was renewed used: what authenticators show codes
// by is closed with the key of now. Tokens are hashed with the key before as long as it is
// there, so that nobody is signed out before it is retired. Call it before anything else.
func (p *People) Renewed(codes seal.Closing) {
	p.codes = codes
	if p.key = codes.Now; codes.Before.Can() {
		p.key = codes.Before
	}
}

func codePurpose(account string) string { return "people/code/" + account }

// Rewrap closes with the key of now what the one before it closed; dry only counts. It can
// be broken off, repeated and done by several at once. It leaves no line: nothing of an
// account changes.
func (p *People) Rewrap(ctx context.Context, dry bool) (n int, err error) {
	return p.accounts.Amend(ctx, dry, func(a *Account) (changed bool, err error) {
		if a.Password == nil {
			return false, nil
		}
		a.Password.Key, changed, err = seal.Again(p.codes, codePurpose(a.ID), a.Password.Key)
		return changed, err
	})
}

// Get reads an account. fault.NotFound if there is none.
func (p *People) Get(ctx context.Context, id string) (*Account, error) {
	return p.accounts.Get(ctx, id)
}

// Administrators lists those who joined and have not ended, for the person who has lost the way
// in and sits at the server.
func (p *People) Administrators(ctx context.Context) ([]*Account, error) {
	var joined []*Account
	for a, err := range p.accounts.Find(ctx, store.Query{Field: "roles", Is: string(Administrator)}) {
		if err != nil {
			return nil, err
		}
		if a.State() == Active {
			joined = append(joined, a)
		}
	}
	return joined, nil
}

// SetLang keeps the language in which the account reads pages.
func (p *People) SetLang(ctx context.Context, id, lang string) error {
	_, err := p.change(ctx, id, id, "account.language", func(a *Account) error {
		a.Lang = lang
		return nil
	})
	return err
}

// change alters an account and leaves a line on it that says who did what.
// The line of the revision before is moved into the trail first.
func (p *People) change(ctx context.Context, id, who, did string, alter func(*Account) error) (*Account, error) {
	return p.accounts.Update(ctx, id, func(a *Account) error {
		if err := alter(a); err != nil {
			return err
		}
		if err := p.Trail.Move(ctx, a.Audited); err != nil {
			return err
		}
		a.Sign(accountsName, a.Head, who, did, p.now())
		return nil
	})
}

// Sweep moves what waits into the trail and drops sessions that have ended.
// Call it every minute; several servers may.
func (p *People) Sweep(ctx context.Context) error {
	return errors.Join(p.sweepTrail(ctx), p.sweepSessions(ctx), p.sweepUsed(ctx))
}

func (p *People) sweepTrail(ctx context.Context) error {
	waiting, err := p.accounts.All(ctx, store.Query{Field: waitingField, Is: true})
	if err != nil {
		return err
	}
	var errs []error
	for _, a := range waiting {
		if err := p.Trail.Move(ctx, a.Audited); err != nil {
			errs = append(errs, err)
			continue
		}
		a.Audited = Audited{}
		// Whoever changes the account meanwhile moves the line as well.
		if err := p.accounts.Replace(ctx, a); err != nil && !errors.Is(err, fault.Conflict) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
