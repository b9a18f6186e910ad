package api

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kist/internal/evidence"
	"kist/internal/tokens"
)

// read decodes an answer that must be there.
func read[T any](t testing.TB, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	ok(t, json.Unmarshal(w.Body.Bytes(), &v))
	return v
}

func numbers(list []*evidence.Item) (n []int) {
	for _, it := range list {
		n = append(n, it.Number)
	}
	return n
}

// made is an office with five findings of one inspection, two of another, and a blanking.
func made(t testing.TB) *office {
	o := newOffice(t)
	for n := range 5 {
		o.agree("strathlinn", n+1, "“They moved me to Kirkwhistle”")
	}
	o.agree("elsewhere", 1, "Other words")
	o.agree("strathlinn", 1, "Better words")
	_, err := o.base.Blank(t.Context(), 2, "source/o1/says", "It names a place.")
	ok(t, err)
	return o
}

func TestTheFeedIsPagedThrough(t *testing.T) {
	o := made(t)
	var got []*evidence.Item
	for after, more := 0, true; more; {
		page := read[pageOf](t, o.ask(fmt.Sprintf("/evidence?after=%d&limit=3", after), o.token))
		got, after, more = append(got, page.Items...), page.Next, page.More
		if len(page.Items) > 3 {
			t.Fatalf("%d items of 3", len(page.Items))
		}
	}
	if n := numbers(got); !slices.Equal(n, []int{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("%v", n)
	}
	if c, err := evidence.Check(got); err != nil || !c.Whole || c.Blanked != 5 {
		t.Errorf("what a program took does not stand: %+v, %v", c, err)
	}
	for path, want := range map[string][]int{
		"/evidence": {1, 2, 3, 4, 5, 6, 7, 8}, "/evidence?after=7": {8}, "/evidence?after=8": nil, "/evidence?after=999999999": nil,
		"/evidence?inspection=strathlinn&after=5": {7, 8}, "/evidence?inspection=elsewhere": {6}, "/evidence?inspection=nowhere": nil,
	} {
		page := read[pageOf](t, o.ask(path, o.token))
		if n := numbers(page.Items); !slices.Equal(n, want) || page.More {
			t.Errorf("%s: %v", path, n)
		}
		if len(want) == 0 && strings.Contains(path, "after=8") && page.Next != 8 {
			t.Errorf("%s: next %d", path, page.Next)
		}
	}
	one := read[evidence.Item](t, o.ask("/evidence/7", o.token))
	if one.Number != 7 || one.Supersedes != 1 || one.Words("source/o1/says") != "Better words" {
		t.Errorf("%+v", one.Record)
	}
	if text := o.ask("/evidence/2", o.token).Body.String(); strings.Contains(text, "Kirkwhistle") || !strings.Contains(text, `"blanked":8`) {
		t.Errorf("blanked words: %s", text)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	o := made(t)
	for _, path := range []string{"/evidence/0", "/evidence/9", "/evidence/x", "/evidence/-1", "/evidence/1000000000", "/evidence/99999999999999999999", "/releases/none"} {
		if w := o.ask(path, o.token); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for query, field := range map[string]string{"after=x": "after", "after=-1": "after", "after=1000000000": "after", "limit=0": "limit", "limit=1001": "limit", "limit=1e3": "limit", "limit=%00": "limit"} {
		w := o.ask("/evidence?"+query, o.token)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"fields":["`+field+`"]`) {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
}

func TestWhoMayAsk(t *testing.T) {
	o := made(t)
	token := func(inspection string, scopes ...tokens.Scope) (id, text string) {
		t.Helper()
		doc, text, err := o.tokens.Make(t.Context(), "A program", scopes, inspection, "ros")
		ok(t, err)
		return doc.ID, text
	}
	_, items := token("", tokens.Evidence)
	_, releases := token("", tokens.Releases)
	_, here := token("strathlinn", tokens.Scopes()...)
	ended, gone := token("", tokens.Scopes()...)
	_, err := o.tokens.End(t.Context(), ended, "ros")
	ok(t, err)
	for _, c := range []struct {
		path, token string
		want        int
	}{
		{"/evidence", "", 401}, {"/evidence", "kist_x_y", 401}, {"/evidence", gone, 401}, {"/evidence", releases, 403}, {"/evidence", items, 200},
		{"/evidence/1", "", 401}, {"/evidence/1", releases, 403}, {"/feed.atom", "", 401}, {"/feed.atom", releases, 403},
		{"/releases/spring-1", "", 401}, {"/releases/spring-1", items, 403}, {"/releases/spring-1", releases, 200}, {"/releases/over-1", releases, 200},
		{"/evidence/6", here, 404}, {"/evidence/7", here, 200}, {"/evidence?inspection=elsewhere", here, 403}, {"/releases/over-1", here, 404}, {"/releases/spring-1", here, 200},
		{"/openapi.json", "", 200},
	} {
		w := o.ask(c.path, c.token)
		if w.Code != c.want || (w.Code == 401) != (w.Header().Get("WWW-Authenticate") != "") {
			t.Errorf("%s: %d, want %d", c.path, w.Code, c.want)
		}
	}
	page := read[pageOf](t, o.ask("/evidence", here))
	if n := numbers(page.Items); !slices.Equal(n, []int{1, 2, 3, 4, 5, 7, 8}) {
		t.Errorf("of one inspection: %v", n)
	}
	if feed := o.ask("/feed.atom", here).Body.String(); strings.Contains(feed, "elsewhere") || !strings.Contains(feed, "strathlinn") {
		t.Errorf("the feed of one inspection: %s", feed)
	}
	if w := o.ask("/evidence", items, "Authorization", "Basic "+items); w.Code != http.StatusUnauthorized {
		t.Errorf("another kind of authorization: %d", w.Code)
	}
}

// Who has an answer already is told so, until it changes.
func TestTags(t *testing.T) {
	o := made(t)
	for _, path := range []string{"/evidence?after=4", "/evidence/6", "/feed.atom", "/releases/spring-1", "/openapi.json"} {
		tag := o.ask(path, o.token).Header().Get("ETag")
		for _, has := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			w := o.ask(path, o.token, "If-None-Match", has)
			if w.Code != http.StatusNotModified || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
				t.Errorf("%s with %s: %d", path, has, w.Code)
			}
		}
		if w := o.ask(path, o.token, "If-None-Match", `"other"`); w.Code != http.StatusOK {
			t.Errorf("%s with another tag: %d", path, w.Code)
		}
	}
	list, one := o.ask("/evidence?after=4", o.token).Header().Get("ETag"), o.ask("/evidence/6", o.token).Header().Get("ETag")
	_, err := o.base.Blank(t.Context(), 6, "source/o1/says", "It names a place.")
	ok(t, err)
	if w := o.ask("/evidence?after=4", o.token, "If-None-Match", list); w.Code != http.StatusOK {
		t.Errorf("the list changed: %d", w.Code)
	}
	if w := o.ask("/evidence/6", o.token, "If-None-Match", one); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Other words") {
		t.Errorf("the item changed: %d", w.Code)
	}
}

func TestAtom(t *testing.T) {
	o := newOffice(t)
	var feed atom
	ok(t, xml.Unmarshal(o.ask("/feed.atom", o.token).Body.Bytes(), &feed))
	if len(feed.Entries) != 0 || feed.Updated != never || feed.ID == "" || feed.Title == "" || feed.Author == "" {
		t.Errorf("empty: %+v", feed)
	}
	for n := range atomItems {
		o.agree("strathlinn", n+1, "<b>bold</b> & more")
	}
	o.agree("strathlinn", 1, "Better words")
	_, err := o.base.Blank(t.Context(), 51, "statement", "It tells who.")
	ok(t, err)
	w := o.ask("/feed.atom", o.token)
	ok(t, xml.Unmarshal(w.Body.Bytes(), &feed))
	if len(feed.Entries) != atomItems || feed.Entries[0].ID != "https://kist.example/api/v1/evidence/52" || feed.Updated != feed.Entries[0].Updated {
		t.Errorf("%d entries, the first %+v", len(feed.Entries), feed.Entries[0])
	}
	for i, want := range []string{"Synthetic: Words were blanked: 1", "Synthetic: (blanked)", "Synthetic: Statement 1 of strathlinn-50"} {
		if feed.Entries[i].Title != want {
			t.Errorf("%d: %q", i, feed.Entries[i].Title)
		}
	}
	if !strings.Contains(feed.Entries[1].Summary, "supersedes item 1") || feed.Entries[2].Link.Href != feed.Entries[2].ID {
		t.Errorf("%+v", feed.Entries[1])
	}
}

// What is described is what is mounted, and an answer that is otherwise is found.
func TestTheDescriptionFits(t *testing.T) {
	o := made(t)
	var doc struct {
		Paths map[string]any `json:"paths"`
	}
	ok(t, json.Unmarshal(openAPI, &doc))
	mounted := 0
	for _, route := range o.Routes() {
		path, found := strings.CutPrefix(route.Path, root)
		if !found {
			continue
		}
		mounted++
		path = strings.NewReplacer(":number", "{number}", ":id", "{id}").Replace(path)
		if doc.Paths[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
	if mounted != len(doc.Paths) || mounted < 5 {
		t.Errorf("%d paths are mounted, %d described", mounted, len(doc.Paths))
	}
	r := httptest.NewRequest(http.MethodGet, root+"/evidence/1", nil)
	whole := o.ask("/evidence/1", o.token)
	for what, change := range map[string][2]string{
		"a field less": {`"hash":`, `"hush":`}, "a number as text": {`"number":1`, `"number":"1"`}, "another kind": {`"kind":"finding"`, `"kind":"rumour"`}, "a short hash": {`"before":"00`, `"before":"0`},
	} {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.WriteString(strings.Replace(whole.Body.String(), change[0], change[1], 1)); err != nil {
			t.Fatal(err)
		}
		if o.describe.fits(r, w) == nil {
			t.Errorf("%s fits the description", what)
		}
	}
}
