package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"kist/internal/exchange/cells"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
)

// hostile is a name that tries to be something else wherever it is put: a formula, an
// element, the end of an attribute, of a style, of a script, of a file's part, a line of a
// log or a header. Its element and its attribute are of no page.
const hostile = `=kist() "kist-y="1" '<kist-x>&</style></script></text>]]>${kist}{{kist}}`

// spoiltNames gives an inspection, its programme, its rounds with their settings, and a
// finding the hostile name, past the checks of forms.
func spoiltNames(t *testing.T, a *app, in *inspections.Inspection) {
	t.Helper()
	ctx := t.Context()
	_, err := a.book.Inspections.Update(ctx, in.ID, func(in *inspections.Inspection) error { in.Title = hostile; return nil })
	errs := []error{err}
	_, err = a.book.Programmes.Update(ctx, in.Programme, func(p *inspections.Programme) error { p.Title = hostile; return nil })
	errs = append(errs, err)
	rounds, err := a.book.Rounds.All(ctx, store.Query{Field: "inspection", Is: in.ID})
	errs = append(errs, err)
	for _, r := range rounds {
		_, err := a.book.Rounds.Update(ctx, r.ID, func(r *inspections.Round) error {
			r.Name, r.ContactName = hostile, hostile
			for i := range r.Settings {
				r.Settings[i].Name = hostile
			}
			return nil
		})
		errs = append(errs, err)
	}
	said := findings.Content{Statement: hostile, Unknown: hostile, Bears: findings.Strength}
	_, err = a.findings.Start(ctx, in.ID, said, findings.Uncertain, hostile, "first")
	if err := errors.Join(append(errs, err)...); err != nil {
		t.Fatal(err)
	}
}

// TestNamesAreOnlyNames gives everything that people name a hostile name, and opens every
// page and every file as an administrator of that name: it is text everywhere, in pages,
// pictures, tables, workbooks, documents, headers and the log.
func TestNamesAreOnlyNames(t *testing.T) {
	a, _ := built(t)
	fills := realOnes(t, a)
	spoiltNames(t, a, richest(t, a))
	logged := &safeLog{}
	h := a.handler(slog.New(slog.NewJSONHandler(logged, nil)))
	_, token, err := a.people.InviteTo(t.Context(), people.Server, "", people.Grant{Role: people.Administrator}, people.Grant{Role: people.Inspector}, people.Grant{Role: people.Coordinator})
	if err != nil {
		t.Fatal(err)
	}
	name := strings.ReplaceAll(hostile, "</text>]]>", "") // as long as a name can be
	admin := hand(h, nil, "/staff/sign-in/"+token, map[string][]string{"name": {name}}).Result().Cookies()
	kinds, named := map[string]int{}, 0
	for _, route := range everyRoute(t, h) {
		to, isGet := strings.CutPrefix(route, "GET ")
		if !isGet {
			continue
		}
		for _, at := range []string{fills(to), to} { // the second asks for what is written in the table itself
			w := look(h, admin, strings.ReplaceAll(at, ":", "%3A"))
			media, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
			if err != nil && w.Body.Len() > 0 {
				t.Errorf("%s: %v", at, err)
			}
			kinds[media]++
			if strings.Contains(w.Body.String(), "kist-x") {
				named++
			}
			onlyText(t, at, media, w.Body.Bytes())
			for name, values := range w.Header() {
				if strings.ContainsAny(strings.Join(values, ""), "\r\n<") {
					t.Errorf("%s: header %s: %q", at, name, values)
				}
			}
		}
	}
	for line := range strings.Lines(logged.String()) {
		if !json.Valid([]byte(line)) || strings.Contains(line, "kist-x") {
			t.Errorf("the log says %s", line)
		}
	}
	if named < 30 || kinds["text/csv"] == 0 || kinds["image/svg+xml"] == 0 || kinds["application/zip"] == 0 || kinds["application/json"] == 0 {
		t.Errorf("the name stands in %d answers, of the kinds %v: too little was looked at", named, kinds)
	}
}

// onlyText checks that the hostile name acts nowhere in an answer of a kind.
func onlyText(t *testing.T, at, media string, body []byte) {
	t.Helper()
	switch {
	case media == "text/html" || media == "image/svg+xml" || strings.HasSuffix(media, "+xml") && !strings.Contains(media, "officedocument"):
		for _, acts := range []string{"<kist-x", `" kist-y=`, `"kist-y=`, "&</style>", "</text>]]>", "ZgotmplZ"} {
			if bytes.Contains(body, []byte(acts)) {
				t.Errorf("%s: %q stands in it as it was given", at, acts)
			}
		}
	case media == "text/csv":
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", at, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune(cells.FormulaStarts, []rune(cell)[0]) {
					t.Errorf("%s: a formula: %q", at, cell)
				}
			}
		}
	case media == "application/json":
		if !json.Valid(body) {
			t.Errorf("%s: no JSON", at)
		}
	case bytes.HasPrefix(body, []byte("PK")):
		onlyTextInside(t, at, body)
	}
}

// formula is the element of a workbook in which a formula stands.
var formula = xml.Name{Space: "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Local: "f"}

// onlyTextInside checks the parts of a workbook, a document or a pack.
func onlyTextInside(t *testing.T, at string, body []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Errorf("%s: %v", at, err)
		return
	}
	for _, f := range z.File {
		if f.Name != path.Clean(f.Name) || path.IsAbs(f.Name) || strings.HasPrefix(f.Name, "..") || strings.ContainsAny(f.Name, "<>\\") {
			t.Errorf("%s: a part is named %q", at, f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		switch path.Ext(f.Name) {
		case ".xml", ".rels":
			for d := xml.NewDecoder(bytes.NewReader(part)); ; {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				start, ok := token.(xml.StartElement)
				if err != nil || ok && (start.Name.Local == "kist-x" || start.Name == formula) {
					t.Errorf("%s, %s: %v, %v", at, f.Name, start.Name, err)
					break
				}
			}
		case ".html":
			onlyText(t, at+" "+f.Name, "text/html", part)
		case ".csv":
			onlyText(t, at+" "+f.Name, "text/csv", part)
		case ".json":
			onlyText(t, at+" "+f.Name, "application/json", part)
		case ".docx", ".xlsx":
			onlyTextInside(t, at+" "+f.Name, part)
		}
	}
}

// Every route that takes files refuses what is none of the kind, of any name, and none
// puts the name anywhere but as text; to routes that take none a file is a form without
// fields, and whatever is larger than it may be is refused before it is read.
func TestHostileFiles(t *testing.T) {
	a, _ := built(t)
	h := a.handler(slog.New(slog.DiscardHandler))
	admin := signInAt(t, a, h, people.Grant{Role: people.Administrator})
	coordinator := signInAt(t, a, h, people.Grant{Role: people.Coordinator})
	passage, entry := toRecord(t, a, h, coordinator)
	for _, to := range []string{
		"/staff/import", "/staff/translate/" + starterKey + "/pl/file", passage, entry, "/staff/surveys/" + starterKey + "/new", "/staff/people/new", "/staff/feeds/tokens",
	} {
		who := admin
		if to == entry {
			who = coordinator
		}
		for name, file := range map[string][]byte{
			"../../../../etc/passwd": []byte("root:x:0:0"), `..\..\kist.key`: []byte("{}"), hostile + ".xlsx": []byte("PK\x03\x04 no archive"),
			"a\x00.webm": {0x1a, 0x45, 0xdf, 0xa3, 0xff}, "a.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`),
			"a.html": []byte("<kist-x>"), strings.Repeat("a", 5000) + ".csv": []byte("=kist()"), "": {},
		} {
			w := sendFile(h, who, to, name, file)
			if w.Code != http.StatusUnprocessableEntity && (w.Code != http.StatusSeeOther || strings.Contains(to, "/recordings/")) {
				t.Errorf("%s takes %.40q: %d", to, name, w.Code)
			}
			media, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type"))
			onlyText(t, to, media, w.Body.Bytes())
			if strings.Contains(w.Body.String(), "etc/passwd") || strings.Contains(w.Body.String(), "kist.key") && strings.Contains(w.Body.String(), `..\`) {
				t.Errorf("%s tells a path of the file %q", to, name)
			}
		}
		if w := sendFile(h, who, to, "large.xlsx", make([]byte, 14<<20)); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s takes 14 MB: %d", to, w.Code)
		}
	}
}

// toRecord is an address at which a passage of a survey is recorded, and one of an entry of
// a page of feedback, as their shelves lead there.
func toRecord(t *testing.T, a *app, h http.Handler, who []*http.Cookie) (passage, entry string) {
	t.Helper()
	first := func(shelf, query string) string {
		m := regexp.MustCompile(`href="(` + shelf + `/[^"/]+)"`).FindStringSubmatch(look(h, who, shelf+query).Body.String())
		if m == nil {
			return ""
		}
		return html.UnescapeString(m[1])
	}
	passage = first("/staff/surveys/"+starterKey+"/recordings", "?edition=11-13&lang=en")
	list, err := a.book.Inspections.All(t.Context(), store.Query{})
	for _, in := range list {
		if entry == "" {
			entry = first("/staff/feedback/"+in.ID+"/recordings/11-13/en", "")
		}
	}
	if err != nil || passage == "" || entry == "" {
		t.Fatalf("nothing is to be recorded: %q, %q, %v", passage, entry, err)
	}
	return passage, entry
}

// sendFile sends a form with a file.
func sendFile(h http.Handler, cookies []*http.Cookie, to, name string, file []byte) *httptest.ResponseRecorder {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("editions", "11-13") // to memory: cannot fail
	part, _ := form.CreateFormFile("file", name)
	_, _ = part.Write(file)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, to, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
