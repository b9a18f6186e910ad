package coding

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"kist/internal/fault"
	"kist/internal/texts"
	"kist/internal/themes"
	"kist/internal/themes/machine"
)

// Shelf holds the texts of rounds that are unlocked, in memory, so that the next one is
// there at once. What it holds goes when the session is over: at the next look, or when
// EndOld comes round.
type Shelf struct {
	texts Texts
	now   func() time.Time
	mu    sync.Mutex
	held  map[string]*held
}

// held are the texts of one round, as they were read.
type held struct {
	session *texts.Session
	at      time.Time
	sets    map[string]*pile
	offers  map[string]themes.Offer // quotes that wait for a second person, by text
}

// fresh is for how long texts are as they were read: one that a child took back, or
// that was taken up for review again, is gone after that.
const fresh = time.Minute

// NewShelf makes an empty one.
func NewShelf(t Texts) *Shelf {
	return &Shelf{texts: t, now: time.Now, held: map[string]*held{}}
}

// pile is the texts of one question, by id, which is no order.
type pile struct {
	list  []themes.Text
	space func() *machine.Space
	group func() machine.Grouped
}

func newPile(list []themes.Text) *pile {
	slices.SortFunc(list, func(a, b themes.Text) int { return strings.Compare(a.ID, b.ID) })
	p := &pile{list: list}
	p.space = sync.OnceValue(func() *machine.Space {
		docs := make([]machine.Doc, len(list))
		for i, t := range list {
			docs[i] = machine.Doc{ID: t.ID, Lang: t.Language, Text: t.Words}
			if t.Translation != "" {
				docs[i].Lang, docs[i].Text = "en", t.Translation
			}
			docs[i].Text = marker.ReplaceAllString(docs[i].Text, " ") // what was taken out says nothing
		}
		return machine.Lay(docs)
	})
	p.group = sync.OnceValue(func() machine.Grouped { return p.space().Groups() })
	return p
}

// text is the one with this id; false if it is not there, or no more.
func (p *pile) text(id string) (themes.Text, bool) {
	i, ok := p.find(id)
	if !ok {
		return themes.Text{}, false
	}
	return p.list[i], true
}

func (p *pile) find(id string) (int, bool) {
	return slices.BinarySearchFunc(p.list, id, func(t themes.Text, id string) int { return strings.Compare(t.ID, id) })
}

// after are the texts that follow an id, and then those from the beginning up to it.
func (p *pile) after(id string) []themes.Text {
	i, ok := p.find(id)
	if ok {
		i++
	}
	return slices.Concat(p.list[i:], p.list[:i])
}

// Open gives the texts of a round to somebody, by question. fault.Closed while it is
// locked.
func (s *Shelf) Open(ctx context.Context, round, who string) (map[string]*pile, error) {
	session, err := s.texts.Enter(ctx, round, texts.Analysis, who)
	if errors.Is(err, fault.Closed) { // anything else says nothing of the session, nor of what waits in it
		s.drop(round)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	h := s.held[round]
	s.mu.Unlock()
	if h != nil && h.session == session && s.now().Sub(h.at) < fresh {
		return h.sets, nil
	}
	if h, err = s.read(ctx, session); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.held[round]; before != nil && before.session == session {
		h.offers = before.offers
	}
	s.held[round] = h
	return h.sets, nil
}

// Heads are where all texts belong that are or were in a round's boxes, without words.
// fault.Closed while it is locked.
func (s *Shelf) Heads(ctx context.Context, round, who string) ([]texts.Head, error) {
	session, err := s.texts.Enter(ctx, round, texts.Analysis, who)
	if err != nil {
		return nil, err
	}
	return s.texts.Heads(ctx, session)
}

func (s *Shelf) read(ctx context.Context, session *texts.Session) (*held, error) {
	lists := map[string][]themes.Text{}
	for r, err := range s.texts.Reviewed(ctx, session) {
		if err != nil {
			return nil, err
		}
		lists[r.Question] = append(lists[r.Question], themes.Text{
			ID: r.ID, Round: r.Round, Question: r.Question, Edition: r.Edition, Language: r.Language, Setting: r.Setting, Words: r.Words, Translation: r.Translation, Out: r.Out,
		})
	}
	h := &held{session: session, at: s.now(), sets: map[string]*pile{}, offers: map[string]themes.Offer{}}
	for question, list := range lists {
		h.sets[question] = newPile(list)
	}
	return h, nil
}

func (s *Shelf) drop(round string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, round)
}

// EndOld forgets the texts of rounds whose session is over. A clock calls it.
func (s *Shelf) EndOld(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for round, h := range s.held {
		if h.session.Alive() != nil {
			delete(s.held, round)
		}
	}
	return nil
}
