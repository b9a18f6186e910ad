// Package inspections keeps what a survey is asked for: programmes, areas,
// inspections, and the rounds in which children answer.
//
// It knows no answers and no people (who acted is an id that its callers give),
// and keeps no secret: a round holds the
// public halves of its keys; the private halves are in a collection of their
// own (see Vault), so that a collecting server needs no access to them.
package inspections

import (
	"context"
	"errors"
	"sync"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// Programme is a series of inspections under one quality framework.
type Programme struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Title         string   `json:"title"`
	Framework     string   `json:"framework"`           // id of a Framework
	Evaluated     []string `json:"evaluated,omitempty"` // codes of the indicators that its inspections evaluate
	Synthetic     bool     `json:"synthetic"`
}

// Inspection is one programme's inspection of one area.
type Inspection struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Programme     string       `json:"programme"`
	Area          string       `json:"area"` // GSS code; empty for an invented place
	Title         string       `json:"title"`
	Starts        string       `json:"starts,omitempty"` // first day of week 1, 2006-01-02; empty: not set
	Stage         Step         `json:"stage,omitempty"`  // as people set it; empty: as the weeks say
	Team          []string     `json:"team,omitempty"`   // ids of accounts
	Evaluations   []Evaluation `json:"evaluations,omitempty"`
	Synthetic     bool         `json:"synthetic"`
}

// Evaluation is the inspectors' own judgement on an indicator: held, never
// computed.
type Evaluation struct {
	Indicator string `json:"indicator"` // code
	Grade     int    `json:"grade"`     // 1 to 6
	Who       string `json:"who"`       // account id
	Day       string `json:"day"`       // 2006-01-02
}

// Book is where programmes, inspections and rounds are kept.
type Book struct {
	Programmes  *store.Collection[*Programme]
	Inspections *store.Collection[*Inspection]
	Rounds      *store.Collection[*Round]
	// KeepDays is how many days after its last day a round's keys are kept that names no
	// day; 0: without end. Set it before the book is used.
	KeepDays int
	// KeysWait is for how long on end this server's clock has to say that the day of a
	// round's keys has come before they go; 0: they go at once. Set it before the book is used.
	KeysWait time.Duration

	mu       sync.Mutex
	keysSeen map[string]time.Time // since when the clock says so, by round

	joined *store.Joined[*Round]
	heads  *store.Collection[*RoundHead]
	now    func() time.Time

	programmes  ledger[Programme]
	inspections ledger[Inspection]
	rounds      ledger[Round]
	confirmed   ledger[Confirmation]
	confirms    *store.Collection[*Confirmation]
}

// waiting is the index by which a sweep finds lines.
var waiting = store.Index{Field: audit.WaitingField}

// OpenBook ensures the collections.
func OpenBook(ctx context.Context, e store.Engine) (*Book, error) {
	b := Book{now: time.Now, keysSeen: map[string]time.Time{}}
	var err error
	if b.Programmes, err = store.Open[Programme](ctx, e, store.Spec{Name: "programmes", Indexes: []store.Index{waiting}}); err != nil {
		return nil, err
	}
	if b.Inspections, err = store.Open[Inspection](ctx, e, store.Spec{
		Name: "inspections", Indexes: []store.Index{{Field: "programme"}, waiting},
	}); err != nil {
		return nil, err
	}
	if b.confirms, err = store.Open[Confirmation](ctx, e, store.Spec{Name: "confirmations", Indexes: []store.Index{waiting}}); err != nil {
		return nil, err
	}
	if err := b.openRounds(ctx, e); err != nil {
		return nil, err
	}
	trail, err := audit.OpenTrail(ctx, e, time.Now)
	if err != nil {
		return nil, err
	}
	b.keep(trail)
	return &b, nil
}

// openRounds ensures the collection of rounds, and the view that reads less of
// each.
func (b *Book) openRounds(ctx context.Context, e store.Engine) (err error) {
	rounds := store.Spec{Name: "rounds", Indexes: []store.Index{{Field: "codes"}, {Field: "inspection"}, {Field: "pilot"}, {Field: "stage"}, waiting}}
	if b.Rounds, err = store.Open[Round](ctx, e, rounds); err != nil {
		return err
	}
	b.joined = b.Rounds.Joined()
	b.heads, err = store.Open[RoundHead](ctx, e, rounds)
	return err
}

// keep makes the ledgers, in which every change leaves its line.
func (b *Book) keep(trail *audit.Trail) {
	now := func() time.Time { return b.now() }
	b.programmes = ledger[Programme]{"programmes", b.Programmes, func(p *Programme) (*store.Head, *audit.Audited) { return &p.Head, &p.Audited }, trail, now}
	b.inspections = ledger[Inspection]{"inspections", b.Inspections, func(in *Inspection) (*store.Head, *audit.Audited) { return &in.Head, &in.Audited }, trail, now}
	b.rounds = ledger[Round]{"rounds", b.Rounds, func(r *Round) (*store.Head, *audit.Audited) { return &r.Head, &r.Audited }, trail, now}
	b.confirmed = ledger[Confirmation]{"confirmations", b.confirms, func(c *Confirmation) (*store.Head, *audit.Audited) { return &c.Head, &c.Audited }, trail, now}
}

// Round reads a round as it is now, whoever changed it last. It is shared with
// others who ask at the same time, and must not be altered. fault.NotFound if
// there is none.
func (b *Book) Round(ctx context.Context, id string) (*Round, error) {
	return b.joined.GetStrong(ctx, id)
}

// RoundByCode finds the round and setting that a join code opens, in whatever
// stage it is. fault.NotFound if no round has it.
func (b *Book) RoundByCode(ctx context.Context, code string) (*Round, Setting, error) {
	r, err := b.Rounds.First(ctx, store.Query{Field: "codes", Is: code})
	if err != nil {
		return nil, Setting{}, err
	}
	s, ok := r.SettingByCode(code)
	if !ok {
		return nil, Setting{}, fault.Wrap(fault.NotFound, "join code")
	}
	return r, s, nil
}

// TakesAnswers says whether the round takes answers on this day: it runs, and
// its last day is not over.
func (r *Round) TakesAnswers(now time.Time) bool {
	return r.Stage == Running && (r.Closes == "" || now.Format(time.DateOnly) <= r.Closes)
}

// MarkFinal stops a running round from taking answers. A round that is final
// or sealed already is no error. fault.Closed for a draft.
func (b *Book) MarkFinal(ctx context.Context, id string) (*Round, error) {
	return b.move(ctx, id, Running, Final)
}

// MarkSealed says that every acknowledged answer is in a box. fault.Closed
// unless the round is final. The day on which its keys end is put off if it is too near to
// count and to review the round.
func (b *Book) MarkSealed(ctx context.Context, id string) (*Round, error) {
	return b.move(ctx, id, Final, Sealed)
}

// order is the way of a round; it never goes back.
var order = map[Stage]int{Draft: 0, Running: 1, Final: 2, Sealed: 3, Ending: 4, Ended: 5}

// move takes a round one stage on, by compare-and-set. A round that is there
// already or beyond stays as it is, and is not written.
func (b *Book) move(ctx context.Context, id string, from, to Stage) (*Round, error) {
	var there *Round
	r, err := b.Rounds.Update(ctx, id, func(r *Round) error {
		if order[r.Stage] >= order[to] {
			there = r
			return errThere
		}
		if r.Stage != from {
			return fault.Wrap(fault.Closed, "round is %s, not %s", r.Stage, from)
		}
		r.Stage = to
		if to == Sealed {
			r.KeysUntil = r.KeysEndClosed(b.now())
		}
		return nil
	})
	if errors.Is(err, errThere) {
		return there, nil
	}
	return r, err
}

var errThere = errors.New("there already")
