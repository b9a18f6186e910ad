package texts

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kist/internal/ballot"
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
		w := Waiting{Text: f.Text, ID: f.ID, Day: f.Day}
		w.Found, w.Weight = Weigh(f.Text.Text, f.Language)
		list = append(list, w)
	}
	slices.SortFunc(list, func(x, y Waiting) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Day, y.Day), cmp.Compare(x.ID, y.ID))
	})
	return list, len(closed), nil
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
// to worry about, and takes it out of the lane. fault.Closed without a session,
// fault.NotFound for what is not in the lane of its round; what came before it in
// the list is done.
func (t *Texts) Dismiss(ctx context.Context, s *Session, who string, ids ...string) error {
	return t.bury(ctx, s, who, "lane.none", ids)
}

// PutAside takes what cannot be opened out of the lane, with a line for each. In
// boxes it stays as it is.
func (t *Texts) PutAside(ctx context.Context, s *Session, who string) error {
	_, closed, err := t.inLane(ctx, s)
	if err != nil {
		return err
	}
	return t.bury(ctx, s, who, "lane.unread", closed)
}

// bury notes a deed of each text and takes it out of the lane.
func (t *Texts) bury(ctx context.Context, s *Session, who, did string, ids []string) error {
	for _, id := range ids {
		if _, err := s.raw(); err != nil {
			return err
		}
		if err := t.trail.Note(ctx, laneName, id, who, did); err != nil {
			return err
		}
		t.at(did)
		if err := t.Lane.Bury(ctx, s.Round, id); err != nil {
			return err
		}
	}
	return nil
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
// concern has words. After it, with the key to answers gone, nothing more can come.
func (t *Texts) Kept(ctx context.Context, r *inspections.Round) (bool, error) {
	if err := t.Lane.Copy(ctx, r, t.today()); err != nil {
		return true, err
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
