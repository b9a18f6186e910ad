package child

import (
	"context"
	"strconv"

	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/surveys"
)

// TellFeedback lists what of a page of feedback can be recorded for an edition in a
// language: each entry as it is read out in one go.
func (p *Pages) TellFeedback(content heard.Content, e surveys.Edition, lang string) []media.Passage {
	printer := p.Words.Printer(lang)
	var list []media.Passage
	for i, entry := range content.Entries {
		one := tell(printer, entry, i+1, e, lang)
		list = append(list, media.Passage{ID: "e." + entry.Key, Words: one.aloud(printer), Names: []string{one.Place()}})
	}
	return list
}

// FeedbackSlot is where recordings of an inspection's page belong.
func FeedbackSlot(inspection string, e surveys.Edition, lang string) media.Slot {
	return media.Slot{Survey: media.OfFeedback(inspection), Edition: e, Lang: lang}
}

// Place is where the entry stands on the page.
func (e toldEntry) Place() string { return "e" + strconv.Itoa(e.N) }

// aloud is the entry as it is read out.
func (e toldEntry) aloud(p *i18n.Printer) string {
	changes := "child.heard.changes"
	if e.Cannot() {
		changes = "child.heard.cannot"
	}
	texts := []string{e.Title, p.T("child.heard.said"), e.Said, p.T("child.heard.heard"), e.Heard, p.T(changes), p.T(e.StateID()), e.Change}
	if e.By != "" && !e.Cannot() {
		texts = append(texts, p.T("child.heard.who")+" "+e.By)
	}
	if e.Due != "" && !e.Cannot() {
		texts = append(texts, p.T("child.heard.when")+" "+e.Due)
	}
	for _, n := range e.News {
		kept := "child.heard.moved"
		if n.Kept {
			kept = "child.heard.kept"
		}
		texts = append(texts, p.T(kept)+" "+n.Day, n.Text)
	}
	return media.Together(texts...)
}

// toldAloud lets the entries of a page be heard that somebody recorded and somebody else
// checked. Where the store does not say, nothing is lost but the sound.
func (p *Pages) toldAloud(ctx context.Context, page *feedbackPage, of *heard.Page, content heard.Content, e surveys.Edition) {
	p.aloudOn(&page.base, p.heard.around(ctx, page.Printer), "")
	if p.heard.from == nil {
		return
	}
	lang := page.Lang()
	own, err := p.heard.from.HeardWith(ctx, e, page.Printer, FeedbackSlot(of.ID, e, lang), p.TellFeedback(content, e, lang))
	if err != nil {
		if ctx.Err() == nil { // somebody still waits for the page
			p.Log.Error("recordings", "error", err.Error())
		}
		return
	}
	page.heard = own
	for i := range page.Entries {
		one := &page.Entries[i]
		one.Sound = own.ID(one.Place())
		page.places = append(page.places, one.Place())
	}
}
