package desk

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange"
	"kist/internal/exchange/jsonfile"
	"kist/internal/exchange/worded"
	"kist/internal/i18n"
)

// fileView is a file of a release that can be taken away.
type fileView struct {
	Link, Name string
	For        string // what it is for, in plain words
}

// files are what the release is handed out as.
func files(r *report) []fileView {
	var list []fileView
	for _, f := range exchange.Formats() {
		list = append(list, fileView{
			Link: releasePath(r.rel.ID) + f.Suffix, Name: r.words.T("staff.file." + f.Name), For: r.words.T("staff.file." + f.Name + ".text"),
		})
	}
	return list
}

// worded is the release as every file of it tells it: in the words of the page's
// language; its codes are the same in every language.
func (k *desk) worded(r *report) *worded.Release {
	about := worded.About{
		Title: r.title(),
		Round: r.round.Name, Inspection: r.inspection, Site: k.URL, Sign: k.Sign,
	}
	for _, l := range r.limits() {
		about.Notes = append(about.Notes, worded.Note{Lead: l.Lead, Text: l.Text})
	}
	for _, text := range r.numbers() {
		about.Notes = append(about.Notes, worded.Note{Text: text})
	}
	return worded.Of(r.rel, r.words, about)
}

// Handout writes the JSON file of a release, in the words of the source language, as its
// page hands it out, and says of which inspection it is; empty for one over places.
// fault.NotFound if there is no such release.
func Handout(ctx context.Context, d Deps, id string) (file []byte, inspection string, err error) {
	k := &desk{Deps: d}
	r, err := k.reportIn(ctx, d.Staff.Words.Printer(i18n.Source), id)
	if err != nil {
		return nil, "", err
	}
	if !r.rel.Over() {
		inspection = r.round.Inspection
	}
	var b bytes.Buffer
	err = jsonfile.Write(&b, k.worded(r))
	return b.Bytes(), inspection, err
}

// title is what the release is called.
func (r *report) title() string {
	if r.rel.Over() {
		return r.words.T("staff.across.title", "Number", r.rel.Number, "Programme", r.inspection)
	}
	return r.words.T("staff.release.title", "Number", r.rel.Number, "Round", r.round.Name)
}

// sendFile hands out a file, once it is written down who takes it.
func (k *desk) sendFile(c echo.Context, r *report, f exchange.Format) error {
	var b bytes.Buffer
	if err := f.Write(&b, k.worded(r)); err != nil {
		return err
	}
	if err := k.Trail.NoteEach(c.Request().Context(), "releases", r.rel.ID, f.Name, k.Staff.Visitor(c).ID, "release.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+fileName(r.rel.ID)+f.Suffix+`"`)
	return c.Blob(http.StatusOK, f.Media, b.Bytes())
}

// fileName keeps of an id what every file system takes.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, id)
}
