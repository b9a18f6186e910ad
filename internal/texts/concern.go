package texts

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// Step is how far a concern is on the way that the inspectorates agreed on for
// matters of concern: a member of the team writes it down, the inspection lead is
// told and decides whether it goes to the lead that the partnership named, that lead
// acts and reports, and the referral is recorded where the area records such things.
type Step string

// The steps, in their order.
const (
	Raised    Step = "raised"    // written down by whoever worries
	Discussed Step = "discussed" // with the inspection lead, who decided that it goes on
	Kept      Step = "kept"      // with the inspection lead, who decided that it does not: the end
	Passed    Step = "passed"    // the area's lead was told
	Acted     Step = "acted"     // the area's lead said what was done
	Recorded  Step = "recorded"  // the referral is recorded in the area: the end

	// Also is no step of the way: somebody else worries about the same text.
	Also Step = "also"
)

// ways are the steps that may follow each. Where a child may be in danger now, the
// area's lead is told before anything is discussed.
var ways = map[Step][]Step{Raised: {Passed, Discussed, Kept}, Discussed: {Passed}, Passed: {Acted}, Acted: {Recorded}}

// Steps lists every step in order. The slice is the caller's own.
func Steps() []Step { return []Step{Raised, Discussed, Kept, Passed, Acted, Recorded} }

// Next are the steps that may follow; none: it is the end. The slice is the caller's.
func (s Step) Next() []Step { return slices.Clone(ways[s]) }

// keepDays is for how many days after its end the words of a concern are kept.
const keepDays = 30

// MaxNote is the most letters in a note.
const MaxNote = 2000

// Concern is a text that two people judged to tell of harm, with what was done. Its
// words and notes are sealed to the round's key for texts.
type Concern struct {
	store.Head    `bson:",inline"` // ID: of the text in the lane
	audit.Audited `bson:",inline"`
	Round         string `json:"round"`
	Open          string `json:"open"` // the round while something is to be done; "" after
	Taken         []Done `json:"taken"`
	Words         []byte `json:"words,omitempty"` // sealed; none: forgotten
	Until         string `json:"until"`           // day on which words and notes are forgotten; empty: no day yet, or they are
}

// Done is one step that was taken.
type Done struct {
	Step Step   `json:"step"`
	Who  string `json:"who"`
	Day  string `json:"day"`
	Note []byte `json:"note,omitempty"` // sealed
}

// Step is the latest of the way.
func (c *Concern) Step() Step { return c.latest().Step }

// Since is the day of the latest step.
func (c *Concern) Since() string { return c.latest().Day }

func (c *Concern) latest() Done {
	i := len(c.Taken) - 1
	for i > 0 && c.Taken[i].Step == Also {
		i--
	}
	return c.Taken[i]
}

// saidBy is the day on which somebody worried about it, since it was raised last; empty
// if they did not.
func (c *Concern) saidBy(who string) string {
	for i := len(c.Taken) - 1; i >= 0; i-- {
		d := c.Taken[i]
		if (d.Step == Raised || d.Step == Also) && d.Who == who {
			return d.Day
		}
		if d.Step == Raised {
			break
		}
	}
	return ""
}

// Forgotten says that the words are gone.
func (c *Concern) Forgotten() bool { return len(c.Words) == 0 }

const concernsName = "concerns"

func concernPurpose(id, part string) string { return "kist concern " + id + " " + part }

func openConcerns(ctx context.Context, e store.Engine) (*store.Collection[*Concern], error) {
	return store.Open[Concern](ctx, e, store.Spec{Name: concernsName, Clustered: true, Indexes: []store.Index{
		{Field: "round"}, {Order: "open"}, {Order: "until"}, {Field: audit.WaitingField},
	}})
}

// Raise makes a concern of a text of the lane, with what worries whoever raises it,
// and takes the text out of the lane. That the other of the two saw nothing in it, or
// raised it first, changes nothing. Raised by the same person already it is no
// error; by somebody else, this person's note is added. fault.Problem for a note that
// is empty or too long; else the errors of InLane.
func (t *Texts) Raise(ctx context.Context, s *Session, who, id, note string) error {
	note, err := checkNote(note, true)
	if err != nil {
		return err
	}
	w, err := t.InLane(ctx, s, id)
	if err != nil {
		return err
	}
	if err := t.raise(ctx, s.Round, id, w.Text, who, note); err != nil {
		return err
	}
	return t.Lane.Bury(ctx, s.Round, id)
}

// raise makes a concern of a text that has this id in the lane, or adds to the one that
// there is. fault.NotFound once the key to it is destroyed: another server, which knows of no
// session here, may have done so since the text was opened, and nobody could read the concern.
func (t *Texts) raise(ctx context.Context, round, id string, text ballot.Text, who, note string) error {
	if there, err := t.Keys.HasTexts(ctx, round); err != nil || !there {
		return cmp.Or(err, fault.Wrap(fault.NotFound, "the key to texts of round %s", round))
	}
	public, err := t.public(ctx, round)
	if err != nil {
		return err
	}
	plain, err := text.Bytes()
	if err != nil {
		return err
	}
	c := &Concern{Head: store.Head{ID: id}, Round: round, Open: round}
	if c.Words, err = public.Seal(concernPurpose(id, "words"), seal.Pad(plain, classes)); err != nil {
		return err
	}
	words := c.Words
	if err := t.take(public, c, Raised, note, who); err != nil {
		return err
	}
	t.at("concern.raise")
	if err := t.concerns.Insert(ctx, c); !errors.Is(err, fault.Exists) {
		return err
	}
	t.at("concern.also")
	_, err = t.concerns.Update(ctx, id, func(c *Concern) error { return t.raiseAgain(ctx, public, c, words, note, who) })
	if errors.Is(err, errSaid) {
		return nil
	}
	return err
}

// errSaid says that somebody worried about a text before.
var errSaid = errors.New("texts: said already")

// raiseAgain adds somebody's worry to a concern. One that was at its end begins its way
// anew: what was found out before may not have been all.
func (t *Texts) raiseAgain(ctx context.Context, public seal.Public, c *Concern, words []byte, note, who string) error {
	step := Also
	if c.Open == "" {
		step = Raised
	} else if c.saidBy(who) != "" {
		return errSaid
	}
	if err := t.trail.Move(ctx, c.Audited); err != nil {
		return err
	}
	if step == Raised {
		c.Words, c.Open, c.Until = words, c.Round, ""
	}
	return t.take(public, c, step, note, who)
}

// take puts a step and the line of it on a concern.
func (t *Texts) take(public seal.Public, c *Concern, step Step, note, who string) error {
	d := Done{Step: step, Who: who, Day: t.today()}
	if note != "" {
		var err error
		if d.Note, err = public.Seal(concernPurpose(c.ID, string(step)), seal.Pad([]byte(note), classes)); err != nil {
			return err
		}
	}
	c.Taken = append(c.Taken, d)
	if step != Also && len(ways[step]) == 0 {
		c.Open, c.Until = "", t.Now().AddDate(0, 0, keepDays).Format(time.DateOnly)
	}
	c.Sign(concernsName, c.Head, who, "concern."+string(step), t.Now())
	return nil
}

// public is the key to which a round's texts are sealed.
func (t *Texts) public(ctx context.Context, round string) (seal.Public, error) {
	r, err := t.Book.Round(ctx, round)
	if err != nil {
		return seal.Public{}, err
	}
	return seal.ParsePublic(r.TextsKey)
}

func checkNote(note string, needed bool) (string, error) {
	note = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(note, ""), "\r\n", "\n"))
	switch {
	case needed && note == "":
		return "", fault.Problem{Field: "note", ID: "staff.problem.missing"}
	case utf8.RuneCountInString(note) > MaxNote:
		return "", fault.Problem{Field: "note", ID: "staff.problem.long", Args: map[string]any{"Max": MaxNote}}
	}
	return note, nil
}

// Concerns lists the concerns of a round: what is open first, the longest first.
func (t *Texts) Concerns(ctx context.Context, round string) ([]*Concern, error) {
	list, err := t.concerns.All(ctx, store.Query{Field: "round", Is: round})
	slices.SortFunc(list, func(x, y *Concern) int {
		return cmp.Or(cmp.Compare(y.Open, x.Open), cmp.Compare(x.Since(), y.Since()), cmp.Compare(x.ID, y.ID))
	})
	return list, err
}

// Concern reads one of a round, with its words closed. fault.NotFound if there is none.
func (t *Texts) Concern(ctx context.Context, round, id string) (*Concern, error) {
	c, err := t.concerns.GetStrong(ctx, id)
	if err == nil && c.Round != round {
		return nil, fault.Wrap(fault.NotFound, "concern of round %s", round)
	}
	return c, err
}

// concernsSince is for each round the day since which the longest concern waits for
// its next step.
func (t *Texts) concernsSince(ctx context.Context) (map[string]string, error) {
	days := map[string]string{}
	for c, err := range t.concerns.Find(ctx, store.Query{Order: "open", From: "!"}) {
		if err != nil {
			return nil, err
		}
		if day := days[c.Round]; day == "" || c.Since() < day {
			days[c.Round] = c.Since()
		}
	}
	return days, nil
}

// Advance takes the next step of a concern, with a note. It needs no session, because
// a step must never wait for a second person: what is written is sealed at once, and
// read in a session again. fault.Closed for a step that does not follow (somebody
// else may have taken it), fault.Problem for a note that is too long.
func (t *Texts) Advance(ctx context.Context, round, id string, step Step, note, who string) error {
	note, err := checkNote(note, false)
	if err != nil {
		return err
	}
	public, err := t.public(ctx, round)
	if err != nil {
		return err
	}
	_, err = t.concerns.Update(ctx, id, func(c *Concern) error {
		if c.Round != round {
			return fault.Wrap(fault.NotFound, "concern of round %s", round)
		}
		if !slices.Contains(ways[c.Step()], step) {
			return fault.Wrap(fault.Closed, "concern is %s: %q does not follow", c.Step(), step)
		}
		if err := t.trail.Move(ctx, c.Audited); err != nil {
			return err
		}
		return t.take(public, c, step, note, who)
	})
	return err
}

// Opened is what a concern holds, as two people read it.
type Opened struct {
	ballot.Text
	Translation string   // into English, by a translator; empty: none
	Notes       []string // one for each step that was taken; empty: none
}

// Read opens the words and notes of a concern in a session of its round, with a line.
// All is empty once they are forgotten.
func (t *Texts) Read(ctx context.Context, s *Session, c *Concern, who string) (Opened, error) {
	key, err := s.raw()
	if err != nil {
		return Opened{}, err
	}
	if c.Round != s.Round {
		return Opened{}, fault.Wrap(fault.Denied, "a session of another round")
	}
	o := Opened{Notes: make([]string, len(c.Taken))}
	if c.Forgotten() {
		return o, nil
	}
	if err := t.trail.NoteEach(ctx, concernsName, c.ID, "read", who, "concern.read"); err != nil {
		return o, err
	}
	plain, err := unseal(key, concernPurpose(c.ID, "words"), c.Words)
	if err != nil {
		return o, err
	}
	if o.Text, err = ballot.ParseText(plain); err != nil {
		return o, err
	}
	if o.Translation, err = t.translationFor(ctx, s, c.ID); err != nil {
		return o, err
	}
	for i, d := range c.Taken {
		if len(d.Note) == 0 {
			continue
		}
		note, err := unseal(key, concernPurpose(c.ID, string(d.Step)), d.Note)
		if err != nil {
			return o, err
		}
		o.Notes[i] = string(note)
	}
	return o, nil
}

// unseal opens what was padded and sealed.
func unseal(key seal.Private, purpose string, sealed []byte) ([]byte, error) {
	padded, err := key.Open(purpose, sealed)
	if err != nil {
		return nil, err
	}
	return seal.Unpad(padded, classes)
}

// Sweep forgets the words whose day has come, brings lines into the trail, and ends
// sessions whose time is up. Call it every minute; several servers may.
func (t *Texts) Sweep(ctx context.Context) error {
	due, err := t.concerns.All(ctx, store.Query{Order: "until", From: "1", To: t.Now().AddDate(0, 0, 1).Format(time.DateOnly), Limit: 1000})
	errs := []error{err, t.endOld()}
	for _, c := range due {
		errs = append(errs, t.forget(ctx, c.ID))
	}
	errs = append(errs,
		audit.Sweep(ctx, t.trail, t.concerns, func(c *Concern) *audit.Audited { return &c.Audited }),
		audit.Sweep(ctx, t.trail, t.reviews, func(r *review) *audit.Audited { return &r.Audited }),
		audit.Sweep(ctx, t.trail, t.translations, func(d *translation) *audit.Audited { return &d.Audited }))
	return errors.Join(errs...)
}

// errRaisedAnew says that a concern whose words were to be forgotten is open again.
var errRaisedAnew = errors.New("texts: raised anew")

// forget drops the words of a concern whose day has come, unless somebody worries anew.
func (t *Texts) forget(ctx context.Context, id string) error {
	_, err := t.concerns.Update(ctx, id, func(c *Concern) error {
		if c.Until == "" || c.Until > t.today() {
			return errRaisedAnew
		}
		if err := t.trail.Move(ctx, c.Audited); err != nil {
			return err
		}
		c.Words, c.Until = nil, ""
		for i := range c.Taken {
			c.Taken[i].Note = nil
		}
		c.Sign(concernsName, c.Head, audit.Server, "concern.forget", t.Now())
		return nil
	})
	if errors.Is(err, errRaisedAnew) {
		return nil
	}
	return err
}
