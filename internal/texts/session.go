package texts

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/seal"
)

// Lasts is for how long two people unlock a round, and for how long one waits for
// the second.
const Lasts = 10 * time.Minute

// Use is what a round is unlocked for.
type Use string

const (
	// Unreviewed opens what children wrote as it came, to the two people alone: for
	// safety and for review.
	Unreviewed Use = "unreviewed"
	// Analysis opens what passed review, to the two and to whoever else may open the
	// page while it lasts.
	Analysis Use = "analysis"
)

// Uses lists them.
func Uses() []Use { return []Use{Unreviewed, Analysis} }

// Valid says whether u is one of Uses.
func (u Use) Valid() bool { return u == Unreviewed || u == Analysis }

// Session is a round that two people unlocked. It is a key to be handed to what gives
// words; get it from Enter at each request and keep it no longer.
type Session struct {
	Round string
	Use   Use

	*shared
}

// shared is what of a session can change.
type shared struct {
	mu            *sync.Mutex // of all sessions
	now           func() time.Time
	first, second string // ids of accounts; second is empty while one waits for it
	opening       bool   // the line of its second is being written
	until         time.Time
	key           seal.Private // none until there is a second
	joined        map[string]bool
	ended         bool
	texts         []ballot.Found // of the round's boxes, once somebody reads them
	unread        int
	lane          map[string]ballot.InLane // by id, once somebody reads the safety lane
}

// Standing is how a session stands, as a page may show it. The zero value: nobody
// has asked for one.
type Standing struct {
	First, Second string
	Until         time.Time
	Open          bool // words can be read
}

// Waits says whether somebody asked and no second person has come.
func (s Standing) Waits() bool { return s.First != "" && !s.Open }

// Has says whether somebody is one of the two.
func (s Standing) Has(who string) bool { return who != "" && (s.First == who || s.Second == who) }

type slot struct {
	round string
	use   Use
}

// sessions are those of this server. They are kept in memory alone: when the program
// ends, all are over.
type sessions struct {
	keys  Keys
	trail *audit.Trail
	now   func() time.Time
	mu    sync.Mutex
	at    map[slot]*Session
}

func newSessions(keys Keys, trail *audit.Trail, now func() time.Time) *sessions {
	return &sessions{keys: keys, trail: trail, now: now, at: map[slot]*Session{}}
}

// sessionsName is the collection that the lines of sessions name. There is none of
// that name: sessions are stored nowhere.
const sessionsName = "text_sessions"

func (x *sessions) note(ctx context.Context, round string, use Use, who, did string) error {
	return x.trail.NoteEach(ctx, sessionsName, round, string(use), who, did)
}

// live is the session of a slot that is not over; nil if there is none. The mutex is
// held.
func (x *sessions) live(at slot) *Session {
	s := x.at[at]
	if s == nil || s.over() {
		delete(x.at, at)
		return nil
	}
	return s
}

// over says whether its time is up or it was ended. The mutex is held.
func (s *Session) over() bool { return s.ended || !s.now().Before(s.until) }

// Alive is nil while the session gives words; fault.Closed afterwards, and for no
// session at all.
func (s *Session) Alive() error {
	_, err := s.private()
	return err
}

var errLocked = fault.Wrap(fault.Closed, "texts: two people have to unlock them")

// Standing is how the session of a round and use stands.
func (x *sessions) Standing(round string, use Use) Standing {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.live(slot{round, use})
	if s == nil {
		return Standing{}
	}
	return Standing{s.first, s.second, s.until, s.second != ""}
}

// Ask begins a session: somebody asks for a second person. It leaves a line.
// fault.Exists if one waits or is open, fault.Invalid for what is no use.
func (x *sessions) Ask(ctx context.Context, round string, use Use, who string) error {
	if !use.Valid() || round == "" || who == "" {
		return fault.Wrap(fault.Invalid, "texts: session for %q", use)
	}
	if err := x.note(ctx, round, use, who, "texts.ask"); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	at := slot{round, use}
	if x.live(at) != nil {
		return fault.Wrap(fault.Exists, "texts: a session for round %s", round)
	}
	x.at[at] = &Session{round, use, &shared{first: who, until: x.now().Add(Lasts), joined: map[string]bool{}, now: x.now, mu: &x.mu}}
	return nil
}

// Confirm opens the session that somebody asked for, for ten minutes from now. The
// page has just asked this second person for their own sign-in. It leaves a line.
// In a reader-held round they are one of its readers and lend their six words; any other
// takes none; words that are not theirs leave a line too, without the words. fault.Closed if nobody asked or too long ago, fault.Denied for who asked,
// fault.Exists if it is open already; errors of the keys as they are.
func (x *sessions) Confirm(ctx context.Context, round string, use Use, who, words string) error {
	return x.ConfirmOf(ctx, round, use, "", who, words)
}

// ConfirmOf is Confirm for the session that first asked for, and fault.Closed for any
// other that stands there by now: for who has looked at who first is. An empty first is
// anybody.
func (x *sessions) ConfirmOf(ctx context.Context, round string, use Use, first, who, words string) error {
	s, err := x.asked(round, use, who)
	if err != nil {
		return err
	}
	if first != "" && s.first != first {
		return errLocked
	}
	key, err := x.keys.TextsBy(ctx, round, who, words)
	if refused := (fault.Problem{}); errors.As(err, &refused) {
		return errors.Join(err, x.note(ctx, round, use, who, "texts.refused"))
	}
	if err != nil {
		return err
	}
	at := slot{round, use}
	if err := x.begin(at, s); err != nil {
		return err
	}
	// The line is written while nobody else can be the second, for it is of whoever opened it,
	// and while every other session goes on: a store may take its time.
	err = x.note(ctx, round, use, who, "texts.unlock")
	x.mu.Lock()
	defer x.mu.Unlock()
	s.opening = false
	if err != nil {
		return err
	}
	if x.live(at) != s { // it was ended meanwhile
		return errLocked
	}
	s.second, s.key, s.until = who, key, x.now().Add(Lasts)
	return nil
}

// begin keeps a session that waits for the one who is becoming its second.
func (x *sessions) begin(at slot, s *Session) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.live(at) != s {
		return errLocked
	}
	if s.second != "" || s.opening {
		return fault.Wrap(fault.Exists, "texts: the session is open")
	}
	s.opening = true
	return nil
}

// asked is the session that waits for this person.
func (x *sessions) asked(round string, use Use, who string) (*Session, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.live(slot{round, use})
	switch {
	case s == nil:
		return nil, errLocked
	case s.first == who || who == "":
		return nil, fault.Wrap(fault.Denied, "texts: the second is another person")
	case s.second != "":
		return nil, fault.Wrap(fault.Exists, "texts: the session is open")
	}
	return s, nil
}

// End ends a session, or takes back that one was asked for, at once and for both. It
// leaves a line. One that is over is no error; fault.Denied for anybody but the two.
func (x *sessions) End(ctx context.Context, round string, use Use, who string) error {
	stands := x.Standing(round, use)
	if stands.First == "" {
		return nil
	}
	if !stands.Has(who) {
		return fault.Wrap(fault.Denied, "texts: a session of others")
	}
	if err := x.note(ctx, round, use, who, "texts.lock"); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if s := x.live(slot{round, use}); s != nil && (s.first == who || s.second == who) {
		x.drop(slot{round, use}, s)
	}
	return nil
}

// Forget drops what somebody asked for who may no longer do so, before a second person
// came. It leaves no line: they did nothing.
func (x *sessions) Forget(round string, use Use, first string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if s := x.live(slot{round, use}); s != nil && s.first == first && s.second == "" {
		x.drop(slot{round, use}, s)
	}
}

// drop forgets a session and its key. The mutex is held.
func (x *sessions) drop(at slot, s *Session) {
	s.ended, s.key, s.texts = true, seal.Private{}, nil
	s.lane = nil
	delete(x.at, at)
}

// Enter gives the session to somebody who may read in it: one of the two, and for
// Analysis anybody whom the page lets in, with a line for the first time.
// fault.Closed if none is open, fault.Denied for whoever is not one of the two.
func (x *sessions) Enter(ctx context.Context, round string, use Use, who string) (*Session, error) {
	x.mu.Lock()
	s := x.live(slot{round, use})
	if s == nil || s.second == "" {
		x.mu.Unlock()
		return nil, errLocked
	}
	member, joined := s.first == who || s.second == who, s.joined[who]
	x.mu.Unlock()
	if member || joined {
		return s, nil
	}
	if use != Analysis || who == "" {
		return nil, fault.Wrap(fault.Denied, "texts: a session of others")
	}
	if err := x.note(ctx, round, use, who, "texts.join"); err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	s.joined[who] = true
	return s, nil
}

// endOld forgets sessions whose time is up, and their keys.
func (x *sessions) endOld() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for at, s := range x.at {
		if s.over() {
			x.drop(at, s)
		}
	}
	return nil
}

// opened are the texts that were opened in this session; nil before.
func (s *Session) opened() ([]ballot.Found, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.texts, s.unread
}

// remember keeps opened texts until the session ends.
func (s *Session) remember(texts []ballot.Found, unread int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over() {
		s.texts, s.unread = texts, unread
	}
}

// openedInLane are the texts of the safety lane that were opened in this session.
func (s *Session) openedInLane() map[string]ballot.InLane {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lane
}

// rememberLane keeps them until the session ends, also those that somebody decided on: the
// other of the two may be writing about one that they have before them. Who reads at the
// same time holds the map of before, so that is not touched.
func (s *Session) rememberLane(list []ballot.InLane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over() {
		return
	}
	lane := make(map[string]ballot.InLane, len(s.lane)+len(list))
	maps.Copy(lane, s.lane)
	for _, x := range list {
		lane[x.ID] = x
	}
	s.lane = lane
}

// raw is the key to what was not reviewed: fault.Denied in a session of another use.
func (s *Session) raw() (seal.Private, error) {
	key, err := s.private()
	if err == nil && s.Use != Unreviewed {
		return seal.Private{}, fault.Wrap(fault.Denied, "texts: unlocked for %s only", s.Use)
	}
	return key, err
}

// private is the round's key to texts while the session is open; fault.Closed
// afterwards.
func (s *Session) private() (seal.Private, error) {
	if s == nil {
		return seal.Private{}, errLocked
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.second == "" || s.over() {
		return seal.Private{}, errLocked
	}
	return s.key, nil
}
