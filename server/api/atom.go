package api

import (
	"encoding/xml"
	"fmt"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
)

// atomItems is how many of the latest items the Atom feed has.
const atomItems = 50

// atom is a feed as RFC 4287 has it.
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// never is when a feed without entries changed.
const never = "2026-01-01T00:00:00Z"

// sendAtom hands out the latest items as a feed, the last first.
func (r *room) sendAtom(c echo.Context) error {
	list, err := r.Evidence.Latest(c.Request().Context(), tokenOf(c).Inspection, atomItems)
	if err != nil {
		return err
	}
	self := r.URL + root + "/feed.atom"
	feed := atom{ID: self, Title: "Kist: evidence base", Updated: never, Author: "Kist", Links: []atomLink{{"self", "application/atom+xml", self}}}
	for i, it := range list {
		if i == 0 {
			feed.Updated = it.Made
		}
		feed.Entries = append(feed.Entries, r.entry(it))
	}
	b, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return err
	}
	return answer(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), b...))
}

// entry tells of an item in a line: what it is, and where all of it is. It is for people
// who look, in the words of the source language, as titles of releases are.
func (r *room) entry(it *evidence.Item) atomEntry {
	at := fmt.Sprintf("%s%s/evidence/%d", r.URL, root, it.Number)
	title := it.Words("statement")
	switch {
	case it.Kind == evidence.Blanking:
		title = fmt.Sprintf("Words were blanked: %d", len(it.Blanks))
	case title == "":
		title = "(blanked)"
	}
	if it.Synthetic {
		title = "Synthetic: " + title
	}
	summary := fmt.Sprintf("Item %d, inspection %s, about %s", it.Number, it.Inspection, it.About)
	if it.Supersedes != 0 {
		summary += fmt.Sprintf(", supersedes item %d", it.Supersedes)
	}
	return atomEntry{ID: at, Title: title, Updated: it.Made, Link: atomLink{"alternate", "application/json", at}, Summary: summary}
}
