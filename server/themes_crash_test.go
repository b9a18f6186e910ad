package main

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/texts"
	"kist/internal/themes"
)

// What a child wrote in Polish, and what a translator makes of it.
const (
	polishStory  = "qxqzupa zupa jest zimna"
	firstEnglish = "qxqsoup the soup is cold"
	otherEnglish = "qxqsoup the soup is always cold"
)

// crashThemes kills the real program while a translation is kept, changed and taken back,
// and while the themes of a round are released: asked for, counted and stored. After each
// kill two people unlock the round again and one does what was left undone; in the end the
// translation is the one that was told to be kept, with each step once, there is one
// release, and no word lies anywhere in clear.
func crashThemes(t *testing.T, program, address string) {
	s := &crashCoders{&crashReaders{crashServer: &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}, cookies: map[string]*http.Cookie{}}}
	s.setUp()
	s.start("translation.keep:1")
	s.unlock()
	s.fall(s.says("words", firstEnglish), "translation.keep:2")
	s.english("")
	s.says("words", firstEnglish)()
	s.fall(s.says("words", otherEnglish), "translation.keep:2")
	s.english(firstEnglish)
	s.says("words", otherEnglish)()
	s.fall(s.says("do", "undo"), "translation.keep:2")
	s.english(otherEnglish)
	s.says("do", "undo")()
	s.english(firstEnglish)

	for _, step := range releaseSteps {
		s.takeOver(step + ":1")
		s.fall(s.release, "fast:1")
		s.told(step == "release.stored")
	}
	s.stop()
	s.once()
	s.nowhere("qxqzupa", "qxqsoup")
	t.Logf("%d kills, %d of them at a failpoint", s.killed, s.atFailpoint)
}

// crashCoders are two coordinators before the real program.
type crashCoders struct{ *crashReaders }

const wordsOfCrash, tablesOfCrash = "/staff/words/" + crashRound, "/staff/themes/" + crashRound + "/tables"

// setUp makes a sealed round of which all texts passed review and are coded by two.
func (s *crashCoders) setUp() {
	s.t.Helper()
	var stories []string
	for i := range results.MinGroup + 2 {
		stories = append(stories, fmt.Sprintf("the soup is cold %d times a week", i))
	}
	s.inside(func(a *app) error {
		ctx := s.t.Context()
		if err := s.written(a, "en", stories...); err != nil {
			return err
		}
		if err := s.written(a, "pl", polishStory); err != nil {
			return err
		}
		if err := s.comeIn(a, people.Coordinator); err != nil {
			return err
		}
		if err := a.sealer.Close(ctx, crashRound, nil); err != nil {
			return err
		}
		if err := s.pass(a); err != nil {
			return err
		}
		return s.code(a)
	})
}

// open has two unlock the round inside.
func (s *crashCoders) open(a *app, use texts.Use) (*texts.Session, error) {
	if err := a.texts.Ask(s.t.Context(), crashRound, use, "n"); err != nil {
		return nil, err
	}
	if err := a.texts.Confirm(s.t.Context(), crashRound, use, "t", ""); err != nil {
		return nil, err
	}
	return a.texts.Enter(s.t.Context(), crashRound, use, "n")
}

// pass has two pass all texts.
func (s *crashCoders) pass(a *app) error {
	ctx := s.t.Context()
	in, err := s.open(a, texts.Unreviewed)
	if err != nil {
		return err
	}
	for _, who := range []string{"n", "t"} {
		for {
			desk, err := a.texts.Desk(ctx, in, who)
			if err != nil {
				return err
			}
			if len(desk.Mine) == 0 {
				break
			}
			for _, x := range desk.Mine {
				if err := a.texts.Say(ctx, in, who, x.ID, false, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// code has two see the same theme in all texts.
func (s *crashCoders) code(a *app) error {
	ctx := s.t.Context()
	in, err := s.open(a, texts.Analysis)
	if err != nil {
		return err
	}
	if err := a.themes.Begin(ctx, crashRound, true); err != nil {
		return err
	}
	book, err := a.themes.Put(ctx, crashRound, 0, themes.Theme{Key: "food", Name: "Food"}, "n")
	if err != nil {
		return err
	}
	set := ""
	for x, err := range a.texts.Reviewed(ctx, in) {
		if err != nil {
			return err
		}
		text := themes.Text{ID: x.ID, Round: x.Round, Question: x.Question, Edition: x.Edition, Language: x.Language, Setting: x.Setting, Words: x.Words}
		for _, who := range []string{"n", "t"} {
			if _, err := a.themes.Code(ctx, book.Latest, text, themes.Coding{Who: who, Themes: []string{"food"}}); err != nil {
				return err
			}
		}
		set = text.Set()
	}
	_, err = a.themes.Join(ctx, set, "n")
	return err
}

func (s *crashCoders) unlock() { s.unlockFor(texts.Analysis, wordsOfCrash) }

// fall does something of which the server ends itself, and has another take over, which
// ends at the next step.
func (s *crashCoders) fall(do func(), next string) {
	s.t.Helper()
	do()
	s.waitEnd()
	if s.alive() {
		s.t.Error("the server is not killed")
	}
	s.takeOver(next)
}

func (s *crashCoders) takeOver(next string) {
	s.again(next)
	s.unlock()
}

// says sends the form of the one text that is not in English.
func (s *crashCoders) says(field, value string) func() {
	return func() {
		form := url.Values{"text": {after(s.see("Nuala", wordsOfCrash), "<form", textField)}}
		form.Set(field, value)
		_, _ = s.as("Nuala").post(wordsOfCrash, form)
	}
}

var translationArea = regexp.MustCompile(`<textarea[^>]*>\n?([^<]*)</textarea>`)

// english wants this translation.
func (s *crashCoders) english(want string) {
	s.t.Helper()
	m := translationArea.FindAllStringSubmatch(s.see("Tom", wordsOfCrash), -1)
	if len(m) != 1 || html.UnescapeString(m[0][1]) != want {
		s.t.Errorf("translations %q, want one of %q", m, want)
	}
}

// release asks for a release of the themes.
func (s *crashCoders) release() {
	_, _ = s.as("Nuala").post(tablesOfCrash, url.Values{"do": {"make"}})
}

// told wants the page to say that a release was made, or that it was asked for.
func (s *crashCoders) told(made bool) {
	s.t.Helper()
	page := s.see("Tom", tablesOfCrash)
	if cut := strings.Contains(page, "the server ended before it was made"); cut == made || strings.Contains(page, "Release 1, made on") != made {
		s.t.Errorf("made %t, and the page says that it was cut off: %t", made, cut)
	}
}

// once looks at what is stored in the end.
func (s *crashCoders) once() {
	s.t.Helper()
	s.inside(func(a *app) error {
		ctx := s.t.Context()
		heads, err := a.releases.Heads(ctx, results.TextSeries(crashRound))
		if err != nil || len(heads) != 1 {
			s.t.Errorf("%d releases of themes, %v", len(heads), err)
		}
		in, err := s.open(a, texts.Analysis)
		if err != nil {
			return err
		}
		for x, err := range a.texts.Reviewed(ctx, in) {
			if err != nil {
				return err
			}
			steps, err := a.texts.TranslationSteps(ctx, x.ID)
			if err != nil {
				return err
			}
			if x.Language == "pl" && (len(steps) != 3 || !steps[2].Back || x.Translation != firstEnglish) || x.Language == "en" && len(steps) > 0 {
				s.t.Errorf("%+v of %q", steps, x.Words)
			}
		}
		return nil
	})
}
