package media

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/store"
	"kist/surveys"
)

// set is the files that one page offers, by number. Its id follows from them, so
// that a page names dozens of files in few bytes: the id once, and numbers.
type set struct {
	store.Head `bson:",inline"` // ID: mark of Files
	Files      []string         `json:"files"`
}

// Heard is what a page of one edition in one language can offer. The zero Heard
// offers nothing.
type Heard struct {
	set    string
	sounds map[string]int // by passage
	videos map[string]int
}

// Mark changes with what is offered; empty if that is nothing.
func (h Heard) Mark() string { return h.set }

// Sound is the id of a passage's recording; empty if there is none.
func (h Heard) Sound(passage string) string { return h.id(h.sounds, passage) }

// Video is the id of a passage in sign language; empty if there is none.
func (h Heard) Video(passage string) string { return h.id(h.videos, passage) }

func (h Heard) id(of map[string]int, passage string) string {
	n, ok := of[passage]
	if !ok {
		return ""
	}
	return h.set + "." + strconv.Itoa(n)
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

// Heard gives what a page can offer: the recordings whose words are still those
// of the page. words prints the page's language, source the survey's own.
func (l *Library) Heard(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (Heard, error) {
	states, err := l.States(ctx, s, e, words)
	if err != nil {
		return Heard{}, err
	}
	signs, err := l.Signs(ctx, s, e, source)
	if err != nil {
		return Heard{}, err
	}
	h := Heard{sounds: map[string]int{}, videos: map[string]int{}}
	var files []string
	note := func(of map[string]int, states []State) {
		for _, st := range states {
			if st.Kept != nil {
				of[st.Passage.ID] = len(files)
				files = append(files, st.Kept.File)
			}
		}
	}
	note(h.sounds, states)
	note(h.videos, signs)
	if len(files) == 0 {
		return Heard{}, nil
	}
	h.set = markOf(files...)
	return h, l.keepSet(ctx, h.set, files)
}

// keepSet writes a set that is not there yet.
func (l *Library) keepSet(ctx context.Context, id string, files []string) error {
	if _, there := l.known.Load(id); there {
		return nil
	}
	if err := l.sets.Insert(ctx, &set{store.Head{ID: id}, files}); err != nil && !isExists(err) {
		return err
	}
	l.known.Store(id, true)
	return nil
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

// Missing says that there is no recording of these words.
func (s State) Missing() bool { return s.Kept == nil }

// States tells of every passage of an edition in the printer's language whether
// it has a recording. The survey must not change afterwards.
func (l *Library) States(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer) ([]State, error) {
	places := l.asked.get(asked{s, e, p.Lang(), false}, func() []State {
		var states []State
		for _, passage := range Passages(s, e, p) {
			states = append(states, State{Passage: passage, Slot: Slot{s.Key, e, p.Lang(), passage.ID, passage.Words}})
		}
		return states
	})
	return l.find(ctx, placeOf(s.Key, e, p.Lang()), places)
}

// Signs tells of every question of an edition whether it has a signed video.
// source prints the survey's own language. The survey must not change afterwards.
func (l *Library) Signs(ctx context.Context, s *surveys.Survey, e surveys.Edition, source *i18n.Printer) ([]State, error) {
	places := l.asked.get(asked{s, e, source.Lang(), true}, func() []State {
		var states []State
		list := Passages(s, e, source)
		for i, passage := range list {
			if passage.Question {
				passage.Words = signed(list, i)
				states = append(states, State{Passage: passage, Slot: Slot{s.Key, e, Sign, passage.ID, passage.Words}})
			}
		}
		return states
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
