package child

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/media"
)

// hearPage plays all that is recorded of a questionnaire where there is no script:
// the questions open it beside themselves, one part at a time.
type hearPage struct {
	base
	Parts []hearPart
}

// hearPart is a screen of the questionnaire, or what stands around the questions.
type hearPart struct {
	ID string
	hearLine
	Sign  string // id of its signed video; empty: none
	Lines []hearLine
}

// hearLine is a text, and what it sounds like.
type hearLine struct {
	Title said
	Sound string // id of its recording; empty: none
}

// hear serves the page that plays recordings.
func (p *Pages) hear(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := p.opens(c, c.Param("code"))
	if err != nil {
		return err
	}
	e, err := at.offered(c.Param("edition"), c.Param("lang"))
	if err != nil {
		return err
	}
	s, err := p.speaker(ctx, at.round.Version, e, c.Param("lang"))
	if err != nil {
		return err
	}
	page := hearPage{base: p.base(s.Printer, toneOf(e), "child.title.questions"), Parts: s.parts()}
	return p.room.Write(c, http.StatusOK, "hear", page)
}

// parts are what is heard of a questionnaire, in order.
func (s speaker) parts() []hearPart {
	start := hearPart{ID: "start", hearLine: s.line(s.say(s.survey.Title), media.Start)}
	if s.heard.Has(media.GrownUp) {
		start.Lines = append(start.Lines, s.line(s.say(s.survey.Start.GrownUp), media.GrownUp))
	}
	list := []hearPart{start}
	for _, q := range s.survey.QuestionsIn(s.edition) {
		list = append(list, s.part(s.question(q, nil)))
	}
	list = append(list, s.words("end", "child.end.title", media.End))
	list = append(list, s.words("talk", "help.title", "", spoken{media.Help, "help.lead"}, spoken{"talk.trusted", "help.grown_up.name"}))
	talk := &list[len(list)-1]
	for _, l := range helpLines {
		talk.Lines = append(talk.Lines, s.line(said{Text: s.T(l.NameID()) + " " + s.T(l.TextID()) + " " + l.Number}, l.Passage()))
	}
	check := s.words("check", "child.check.title", "check", spoken{"check.lead", "child.check.lead"},
		spoken{"check.helped", "child.check.helped"}, spoken{"check.receipt", "child.check.receipt"}, spoken{"check.slip", "child.check.slip"},
		spoken{"check.send", "child.check.send"}, spoken{"check.throw", "child.check.throw"})
	thanks := s.words("thanks", "child.thanks.title", "thanks", spoken{"help.after", "help.after"}, spoken{"thanks.next", "child.thanks.next"},
		spoken{"thanks.words", "child.thanks.words_text"}, spoken{"words.english", "child.words.english"})
	return append(list, check, thanks)
}

// spoken is a text of the interface, and the place where it is recorded.
type spoken struct{ place, id string }

// words is a part of the interface's own words: a heading, and what of the rest
// is recorded.
func (s speaker) words(id, title, place string, rest ...spoken) hearPart {
	part := hearPart{ID: id, hearLine: s.line(said{Text: s.T(title)}, place)}
	for _, r := range rest {
		if s.heard.Has(r.place) {
			part.Lines = append(part.Lines, s.line(said{Text: s.T(r.id)}, r.place))
		}
	}
	return part
}

// line is a text with its recording, if it has one.
func (s speaker) line(text said, place string) hearLine { return hearLine{text, s.heard.ID(place)} }

// part is a question with its hints and answers.
func (s speaker) part(q *question) hearPart {
	at := media.NameOf(q.Key)
	part := hearPart{ID: q.ID, hearLine: s.line(q.Text, at), Sign: s.heard.ID(media.NameOfSign(q.Key))}
	add := func(text said, place string) {
		if text.Text != "" {
			part.Lines = append(part.Lines, s.line(text, place))
		}
	}
	add(q.Hint, at+".hint")
	add(said{Text: q.KindHint}, at+".how")
	if q.Kind == "story" {
		add(said{Text: s.T("child.story.safe")}, at+".safe")
	}
	add(q.Low, at+".low")
	add(q.High, at+".high")
	for _, o := range q.answers() {
		add(o.Words, media.NameOfAnswer(q.Key, o.Value))
	}
	return part
}
