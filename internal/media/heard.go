package media

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/store"
	"kist/surveys"
)

// set is the files that one page offers, by number, and where they are heard. Its
// id follows from them, so that a page names hundreds of files in few bytes: the
// id once. Addresses of files are the id and a number: they tell no question.
type set struct {
	store.Head `bson:",inline"` // ID: mark of all below
	Files      []string         `json:"files"`  // each once
	Places     []string         `json:"places"` // on the page
	At         []int            `json:"at"`     // for each place, the number of its file
}

// add notes that a file is heard at a place.
func (s *set) add(place, file string) {
	n := slices.Index(s.Files, file)
	if n < 0 {
		n = len(s.Files)
		s.Files = append(s.Files, file)
	}
	s.Places, s.At = append(s.Places, place), append(s.At, n)
}

// Heard is what a page of one edition in one language can offer. The zero Heard
// offers nothing.
type Heard struct {
	set string
	at  map[string]int // number of the file, by place
}

// Mark changes with what is offered; empty if that is nothing. With it the page
// asks where what is heard: see Library.Index.
func (h Heard) Mark() string { return h.set }

// Has says whether a place has a recording, or a signed video.
func (h Heard) Has(place string) bool { _, ok := h.at[place]; return ok }

// Sounds are the ids of all recordings, each once.
func (h Heard) Sounds() []string { return h.ids(false) }

// Videos are the ids of all signed videos.
func (h Heard) Videos() []string { return h.ids(true) }

func (h Heard) ids(videos bool) []string {
	var list []string
	for _, place := range slices.Sorted(maps.Keys(h.at)) {
		if id := h.ID(place); strings.HasPrefix(place, "v_") == videos && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// ID is the id of what is heard or seen at a place; empty if there is nothing.
func (h Heard) ID(place string) string {
	n, ok := h.at[place]
	if !ok {
		return ""
	}
	return h.set + "." + strconv.Itoa(n)
}

// Index tells the number of the file that is heard at each place, of the page
// with this mark. fault.NotFound if there is no such page.
func (l *Library) Index(ctx context.Context, mark string) (map[string]int, error) {
	s, err := l.sets.Get(ctx, mark)
	if err != nil {
		return nil, err
	}
	index := make(map[string]int, len(s.Places))
	for i, place := range s.Places {
		index[place] = s.At[i]
	}
	return index, nil
}

// fileOf resolves the number of a file in a set; any other id stays as it is.
func (l *Library) fileOf(ctx context.Context, id string) (string, error) {
	in, number, isSet := strings.Cut(id, ".")
	if !isSet {
		return id, nil
	}
	s, err := l.sets.Get(ctx, in)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(s.Files) || strconv.Itoa(n) != number {
		return "", fault.Wrap(fault.NotFound, "number %q of a set", number)
	}
	return s.Files[n], nil
}

// Heard gives what a child's page can offer: the recordings whose words are still those
// of the page, and to which somebody who did not make them has listened: nothing that one
// person alone says or signs reaches a child. words prints the page's language, source the
// survey's own. Without a survey it is what every survey's pages offer.
func (l *Library) Heard(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (Heard, error) {
	return l.heard(ctx, s, e, words, source, State.Checked)
}

// Preview is Heard for who looks at a draft: with what nobody has checked yet.
func (l *Library) Preview(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (Heard, error) {
	return l.heard(ctx, s, e, words, source, kept)
}

// kept says that there is a recording.
func kept(s State) bool { return !s.Missing() }

func (l *Library) heard(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer, fit func(State) bool) (Heard, error) {
	found, err := l.shared(ctx, s, e, words, fit)
	if err == nil && s != nil {
		var own, signs []State
		own, err = l.States(ctx, s, e, words)
		if err == nil {
			signs, err = l.Signs(ctx, s, e, source)
		}
		found = slices.Concat(found, own, signs)
	}
	if err != nil {
		return Heard{}, err
	}
	return l.offer(ctx, slices.DeleteFunc(found, func(st State) bool { return !fit(st) }))
}

// offer makes a set of what is recorded.
func (l *Library) offer(ctx context.Context, found []State) (Heard, error) {
	made := set{}
	for _, st := range found {
		if st.Kept == nil {
			continue
		}
		for _, name := range st.Names {
			made.add(name, st.Kept.File)
		}
	}
	if len(made.Files) == 0 {
		return Heard{}, nil
	}
	h := Heard{at: map[string]int{}}
	for i, name := range made.Places {
		h.at[name] = made.At[i]
	}
	h.set = markOf(append(slices.Clone(made.Places), made.Files...)...)
	made.ID = h.set
	return h, l.keepSet(ctx, &made)
}

// keepSet writes a set that is not there yet.
func (l *Library) keepSet(ctx context.Context, s *set) error {
	if _, there := l.known.Load(s.ID); there {
		return nil
	}
	if err := l.sets.Insert(ctx, s); err != nil && !isExists(err) {
		return err
	}
	l.known.Store(s.ID, true)
	return nil
}

// shared are the texts of every survey that a page says, with the recordings that
// are heard there. Where an edition has none that is fit, another's of the same words is
// heard: a child rather hears a person than none. Staff are told it is missing.
func (l *Library) shared(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer, fit func(State) bool) ([]State, error) {
	states, err := l.SharedStates(ctx, e, p)
	if err != nil {
		return nil, err
	}
	unfit := func(st State) bool { return !fit(st) }
	for _, other := range surveys.Editions() {
		if !slices.ContainsFunc(states, unfit) {
			break
		}
		lent, err := l.recordings.All(ctx, store.Query{Field: "place", Is: placeOf(Everywhere, other, p.Lang())})
		if err != nil {
			return nil, err
		}
		borrow(states, other, lent, fit)
	}
	if s != nil {
		places := l.asked.get(asked{s, e, p.Lang(), onIt}, func() []State {
			return slot(onPage(s, e, p), func(p Passage) bool { return p.Shared }, Slot{Edition: e, Lang: p.Lang()})
		})
		spread(states, places.states)
	}
	return states, nil
}

// borrow fills in what is missing, or not fit, with another edition's that is.
func borrow(states []State, from surveys.Edition, lent []*Recording, fit func(State) bool) {
	have := map[string]*Recording{}
	for _, r := range lent {
		if r.File != "" {
			have[r.ID] = r
		}
	}
	for i := range states {
		if st := &states[i]; !fit(*st) {
			at := st.Slot
			at.Edition = from
			if other := (State{Kept: have[at.id()]}); fit(other) {
				st.Kept = other.Kept
			}
		}
	}
}

// spread adds the places that shared texts have among a survey's questions.
func spread(states, on []State) {
	where := map[string][]string{}
	for _, st := range on {
		where[st.Passage.ID] = append(where[st.Passage.ID], st.Names...)
	}
	for i := range states {
		states[i].Names = slices.Concat(states[i].Names, where[states[i].Passage.ID])
	}
}

// State is how it stands with one passage.
type State struct {
	Passage
	Slot Slot
	Kept *Recording // of these words; nil: missing
	// Old was made of other words, and is still heard where those are asked; nil
	// if there is none.
	Old *Recording
}

// Stale says that there is a recording, but of other words.
func (s State) Stale() bool { return s.Kept == nil && s.Old != nil }

// Checked says that somebody else listened to the recording of these words and
// found it right.
func (s State) Checked() bool { return s.Kept != nil && s.Kept.Checked != "" }

// Missing says that there is no recording of these words.
func (s State) Missing() bool { return s.Kept == nil }

// slot gives each passage that belongs its place among recordings.
func slot(list []Passage, belongs func(Passage) bool, at Slot) []State {
	var states []State
	for _, passage := range list {
		if belongs(passage) {
			at.Passage, at.Words = passage.ID, passage.Words
			states = append(states, State{Passage: passage, Slot: at})
		}
	}
	return states
}

func all(Passage) bool { return true }

// States tells of every text of a survey's edition in the printer's language
// whether it has a recording; those of every survey are left out. The survey must
// not change afterwards.
func (l *Library) States(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer) ([]State, error) {
	places := l.asked.get(asked{s, e, p.Lang(), spoken}, func() []State {
		return slot(Passages(s, e, p), all, Slot{Survey: s.Key, Edition: e, Lang: p.Lang()})
	})
	return l.find(ctx, placeOf(s.Key, e, p.Lang()), places)
}

// SharedStates tells of every text that stands on every survey's pages whether it
// has a recording for an edition in the printer's language.
func (l *Library) SharedStates(ctx context.Context, e surveys.Edition, p *i18n.Printer) ([]State, error) {
	places := l.asked.get(asked{nil, e, p.Lang(), spoken}, func() []State {
		return slot(Shared(e, p), all, Slot{Survey: Everywhere, Edition: e, Lang: p.Lang()})
	})
	return l.find(ctx, placeOf(Everywhere, e, p.Lang()), places)
}

// Signs tells of every question of an edition whether it has a signed video.
// source prints the survey's own language. The survey must not change afterwards.
func (l *Library) Signs(ctx context.Context, s *surveys.Survey, e surveys.Edition, source *i18n.Printer) ([]State, error) {
	places := l.asked.get(asked{s, e, source.Lang(), signing}, func() []State {
		var list []Passage
		t := teller{source, s, e}
		for _, q := range s.QuestionsIn(e) {
			list = append(list, Passage{ID: OfQuestion(q.Key), Words: t.signed(q), Question: true, Names: []string{NameOfSign(q.Key)}, Of: []string{q.Key}})
		}
		return slot(list, all, Slot{Survey: s.Key, Edition: e, Lang: Sign})
	})
	return l.find(ctx, placeOf(s.Key, e, Sign), places)
}

// find gives what can be recorded at a place, with what is recorded of it.
func (l *Library) find(ctx context.Context, place string, at *passages) ([]State, error) {
	all, err := l.recordings.All(ctx, store.Query{Field: "place", Is: place})
	if err != nil {
		return nil, err
	}
	states := slices.Clone(at.states)
	kept, old := map[string]*Recording{}, map[string]*Recording{}
	for _, r := range all {
		if r.File == "" {
			continue
		}
		kept[r.ID] = r
		if o := old[r.Passage]; o == nil || o.Day < r.Day {
			old[r.Passage] = r
		}
	}
	for i := range states {
		st := &states[i]
		st.Kept = kept[at.ids[i]]
		if o := old[st.Passage.ID]; o != nil && o != st.Kept {
			st.Old = o
		}
	}
	return states, nil
}
