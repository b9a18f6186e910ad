package editing

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"kist/surveys"
)

// Shelf hands out the library as it stands. It is made of files and of every
// published version, and made anew when there is another: versions never change,
// so their ids say whether it is still right, whichever server published.
type Shelf struct {
	files    fs.FS
	versions *Versions
	turn     sync.Mutex
	made     string // ids of the versions that the library was made of
	library  *Library
}

// NewShelf is a shelf with the questions of these files and versions.
func NewShelf(files fs.FS, versions *Versions) *Shelf {
	return &Shelf{files: files, versions: versions}
}

// Library gives the library, which is shared and never changes.
func (s *Shelf) Library(ctx context.Context) (*Library, error) {
	list, err := s.versions.List(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range slices.Backward(list) { // so the oldest of a survey comes first
		if !v.Trial {
			ids = append(ids, v.ID)
		}
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if made := strings.Join(ids, "\n"); s.library == nil || made != s.made {
		if s.library, err = s.make(ctx, ids); err != nil {
			return nil, err
		}
		s.made = made
	}
	return s.library, nil
}

func (s *Shelf) make(ctx context.Context, ids []string) (*Library, error) {
	asked := make([]Asked, len(ids))
	for i, id := range ids {
		survey, err := s.versions.Survey(ctx, id)
		if err != nil {
			return nil, err
		}
		asked[i] = Asked{id, survey}
	}
	return NewLibrary(s.files, asked)
}

// Use is a version that asked a question, or the first that no longer did.
type Use struct {
	*Listed
	Survey     *surveys.Survey // shared
	Is         Likeness        // how it stands to the version before; Added in the first
	Comparable bool            // its answers may stand beside those to the version before
}

// Uses tells how the published versions asked a question: by survey, the latest
// first. Trials are left out.
func (v *Versions) Uses(ctx context.Context, question string) ([]Use, error) {
	list, err := v.List(ctx)
	if err != nil {
		return nil, err
	}
	var uses []Use
	var before *surveys.Survey
	for _, l := range slices.Backward(list) {
		if l.Trial {
			continue
		}
		s, err := v.Survey(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		if before == nil || before.Key != s.Key {
			before = &surveys.Survey{Key: s.Key}
		}
		use := Use{Listed: l, Survey: s}
		if err := v.stand(ctx, &use, before, question); err != nil {
			return nil, err
		}
		if use.Is != "" {
			uses = append(uses, use)
		}
		before = s
	}
	slices.Reverse(uses)
	return uses, nil
}

// stand notes how the question of a version stands to the version before;
// nothing if neither asks it. Whether answers to new words compare was judged at
// signing off.
func (v *Versions) stand(ctx context.Context, use *Use, before *surveys.Survey, question string) error {
	p, q := before.Question(question), use.Survey.Question(question)
	switch {
	case p == nil && q == nil:
		return nil
	case q == nil:
		use.Is = Removed
		return nil
	}
	use.Is = likeness(p, q, before.Source, use.Survey.Source)
	use.Comparable = use.Is == Same
	if use.Is != Reworded {
		return nil
	}
	signed, _, err := v.Notes(ctx, use.ID)
	use.Comparable = signed != nil && slices.Contains(signed.Comparable, question)
	return err
}
