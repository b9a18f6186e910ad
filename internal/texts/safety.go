package texts

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// Waiting is a text that waits in the safety lane, as two people read it.
type Waiting struct {
	ballot.Text
	ID     string  // in the lane
	Day    string  // on which it was copied
	Found  []Worry // what the lists of words found, the most worrying first
	Weight int     // how far up it stands
}

const laneName = "lane"

// Waiting reads what waits in the lane of the session's round, the most worrying
// first and of those alike the longest first: all of it, whatever the lists of words
// found. unread is how many cannot be opened.
func (t *Texts) Waiting(ctx context.Context, s *Session) (list []Waiting, unread int, err error) {
	found, closed, err := t.inLane(ctx, s)
	if err != nil {
		return nil, 0, err
	}
	raised, err := t.raised(ctx, s.Round)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range found {
		if raised[f.ID] {
			if err := t.Lane.Bury(ctx, s.Round, f.ID); err != nil {
				return nil, 0, err
			}
			continue
		}
		list = append(list, weighed(f))
	}
	slices.SortFunc(list, func(x, y Waiting) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Day, y.Day), cmp.Compare(x.ID, y.ID))
	})
	return list, len(closed), nil
}

func weighed(f ballot.InLane) Waiting {
	w := Waiting{Text: f.Text, ID: f.ID, Day: f.Day}
	w.Found, w.Weight = Weigh(f.Text.Text, f.Language)
	return w
}

// InLane is one text of the lane, for a form about it: whether it waits, or somebody
// decided on it since. fault.Closed without a session, fault.NotFound for what a child took
// back, and for what was decided on before this session and is in no box yet.
func (t *Texts) InLane(ctx context.Context, s *Session, id string) (Waiting, error) {
	if _, _, err := t.inLane(ctx, s); err != nil {
		return Waiting{}, err
	}
	f, ok := s.openedInLane()[id]
	if !ok {
		return t.decided(ctx, s, id)
	}
	gone, err := t.Boxes.Withdrawn(ctx, s.Round)
	if err == nil && gone[f.Tag] {
		err = fault.Wrap(fault.NotFound, "lane of round %s", s.Round)
	}
	return weighed(f), err
}

// decided is a text that was decided on before this session, from the box that it lies in.
func (t *Texts) decided(ctx context.Context, s *Session, id string) (Waiting, error) {
	found, _, err := t.found(ctx, s)
	for _, f := range found {
		if t.Lane.ID(s.Round, f.Envelope) == id {
			return weighed(ballot.InLane{Found: f, ID: id}), err
		}
	}
	if err == nil {
		err = fault.Wrap(fault.NotFound, "lane of round %s", s.Round)
	}
	return Waiting{}, err
}

// inLane is what waits, each text opened once for each session and kept in its memory.
func (t *Texts) inLane(ctx context.Context, s *Session) ([]ballot.InLane, []string, error) {
	key, err := s.raw()
	if err != nil {
		return nil, nil, err
	}
	list, closed, err := t.Lane.Read(ctx, s.Round, key, s.openedInLane())
	if err == nil {
		s.rememberLane(list)
	}
	return list, closed, err
}

// raised are the ids in the lane of texts about which a concern was raised: one that
// still stands there does so because a crash fell between the two.
func (t *Texts) raised(ctx context.Context, round string) (map[string]bool, error) {
	ids := map[string]bool{}
	for c, err := range t.concerns.Find(ctx, store.Query{Field: "round", Is: round, Strong: true}) {
		if err != nil {
			return nil, err
		}
		ids[c.ID] = true
	}
	return ids, nil
}

// Dismiss writes down of each of these texts that two people read it and saw nothing
// to worry about, and takes it out of the lane. Of one about which a concern was raised,
// or that does not wait any more, it writes nothing: the page from which it is sent may be
// older than what the other of the two did. fault.Closed without a session,
// fault.NotFound for what was never in the lane of its round, or cannot be opened there;
// what came before it in the list is done.
func (t *Texts) Dismiss(ctx context.Context, s *Session, who string, ids ...string) error {
	list, closed, err := t.inLane(ctx, s)
	if err != nil {
		return err
	}
	raised, err := t.raised(ctx, s.Round)
	if err != nil {
		return err
	}
	for _, id := range ids {
		waits := slices.ContainsFunc(list, func(f ballot.InLane) bool { return f.ID == id })
		switch {
		case waits && !raised[id]:
			err = t.bury(ctx, s, who, "lane.none", id)
		case slices.Contains(closed, id):
			err = fault.Wrap(fault.NotFound, "a text of round %s that can be read", s.Round)
		default:
			err = t.Lane.Bury(ctx, s.Round, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// PutAside takes what cannot be opened out of the lane, with a line for each. In
// boxes it stays as it is.
func (t *Texts) PutAside(ctx context.Context, s *Session, who string) error {
	_, closed, err := t.inLane(ctx, s)
	if err != nil {
		return err
	}
	for _, id := range closed {
		if err := t.bury(ctx, s, who, "lane.unread", id); err != nil {
			return err
		}
	}
	return nil
}

// bury notes a deed of a text that waits and takes it out of the lane.
func (t *Texts) bury(ctx context.Context, s *Session, who, did, id string) error {
	if _, err := s.raw(); err != nil {
		return err
	}
	if err := t.trail.Note(ctx, laneName, id, who, did); err != nil {
		return err
	}
	t.at(did)
	return t.Lane.Bury(ctx, s.Round, id)
}

// Overdue says whether what waits since a day waits over a working day: the day on
// which it came was one and is over, or one lay between.
func Overdue(since string, now time.Time) bool {
	day, err := time.Parse(time.DateOnly, since)
	if err != nil {
		return false
	}
	today := now.Format(time.DateOnly)
	for ; day.Format(time.DateOnly) < today; day = day.AddDate(0, 0, 1) {
		if ballot.Working(day) {
			return true
		}
	}
	return false
}

// Standstill is what waits in one round for those who look after children's safety.
// It holds no number: how many wrote is told to nobody day by day.
type Standstill struct {
	Round    *inspections.RoundHead
	Lane     string // day since which the longest waits in the lane; empty: nothing does
	Concerns string // day since which the longest concern waits for its next step; empty: none does
}

// Standstills lists the rounds in which something waits, by id.
func (t *Texts) Standstills(ctx context.Context) ([]Standstill, error) {
	heads, err := t.Book.Heads(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	open, err := t.concernsSince(ctx)
	if err != nil {
		return nil, err
	}
	var list []Standstill
	for _, r := range heads {
		if r.Stage == inspections.Draft || r.Stage == inspections.Ended { // keys that ended left nothing behind that could be read
			continue
		}
		w := Standstill{Round: r, Concerns: open[r.ID]}
		if w.Lane, err = t.Lane.Since(ctx, r.ID); err != nil {
			return nil, err
		}
		if w.Lane != "" || w.Concerns != "" {
			list = append(list, w)
		}
	}
	return list, nil
}

// Kept says whether the key to the texts of a round that ends is still needed: something
// waits in the lane, into which all that the lane has not seen is copied first, or a
// concern has words, or two people read and may raise one. After it, with the key to
// answers gone, nothing more can come.
func (t *Texts) Kept(ctx context.Context, r *inspections.Round) (bool, error) {
	if err := t.Lane.Copy(ctx, r, t.today()); err != nil {
		return true, err
	}
	if t.Standing(r.ID, Unreviewed).Open {
		return true, nil
	}
	if since, err := t.Lane.Since(ctx, r.ID); err != nil || since != "" {
		return true, err
	}
	for c, err := range t.concerns.Find(ctx, store.Query{Field: "round", Is: r.ID, Strong: true}) {
		if err != nil || !c.Forgotten() {
			return true, err
		}
	}
	return false, nil
}

// LaneSince is the day since which the longest waits in the lane of a round; empty
// if nothing does.
func (t *Texts) LaneSince(ctx context.Context, round string) (string, error) {
	return t.Lane.Since(ctx, round)
}
