package child

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/surveys"
)

// maxHeard is the most that a tablet keeps of recordings and videos, in bytes:
// room is left for answers on a tablet that has little.
const maxHeard = 300_000_000

// tabletHeard is what there is to hear, or to see, in one language of a round. Its
// facilitator chooses what to keep on the tablet.
type tabletHeard struct {
	Lang  string   `json:"lang"`
	Name  string   `json:"name"` // of the language, as it calls itself
	Kind  string   `json:"kind"` // "sounds" or "videos"
	Bytes int64    `json:"bytes"`
	Files []string `json:"files"` // addresses
}

// speakersOf are those of all questionnaires that a round's tablets keep.
func (p *Pages) speakersOf(ctx context.Context, r *inspections.Round, survey *surveys.Survey) ([]speaker, error) {
	var list []speaker
	for _, l := range r.Languages {
		for _, e := range surveys.Editions() {
			if !r.Offers(string(e), l) || !survey.Has(e, l) {
				continue
			}
			s, err := p.speaker(ctx, r.Version, e, l)
			if err != nil {
				return nil, err
			}
			list = append(list, s)
		}
	}
	return list, nil
}

// heardIn is what there is to hear and to see for each language; nothing where
// nobody recorded anything.
func (p *Pages) heardIn(ctx context.Context, speakers []speaker) ([]tabletHeard, error) {
	list := []tabletHeard{}
	for _, kind := range []string{"sounds", "videos"} {
		for _, s := range speakers {
			ids := s.heard.Sounds()
			if kind == "videos" {
				ids = s.heard.Videos()
			}
			if len(ids) == 0 {
				continue
			}
			if n := len(list); n == 0 || list[n-1].Lang != s.lang || list[n-1].Kind != kind {
				list = append(list, tabletHeard{Lang: s.lang, Name: i18n.Describe(s.lang).Endonym, Kind: kind})
			}
			last := &list[len(list)-1]
			last.Files = append(last.Files, "/media/"+s.heard.Mark()+"/index") // what is heard where
			if err := p.addHeard(ctx, last, ids); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// addHeard adds files. One that was removed a moment ago is left out.
func (p *Pages) addHeard(ctx context.Context, to *tabletHeard, ids []string) error {
	for _, id := range ids {
		f, err := p.heard.from.Find(ctx, id)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		to.Files, to.Bytes = append(to.Files, "/media/"+id), to.Bytes+f.Size
	}
	return nil
}
