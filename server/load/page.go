package load

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// The server's own fields that a phone has to do with besides the secret.
const (
	slipField    = "_slip"
	receiptField = "_receipt"
	dropField    = "_drop"
)

// maxWork is the most that a phone does for a page: seconds, and never hours.
const maxWork = 24

// page is what a phone sees of a page.
type page struct {
	links  []string // paths
	files  []string // paths of its style sheets and scripts
	fields []*field // to be answered, in order
	hidden url.Values
	own    []string // names of fields that are the server's own and not hidden
	drops  []string // keys of questions that can be left out, to mend what is wrong
	work   int      // bits of the proof that its script would find; 0: none
}

// field is a question's, or one of several of a question that is put in order.
type field struct {
	name    string
	kind    string // radio, checkbox, text, textarea or select
	options []string
	alone   []string // options that go with no other
	most    int      // of its options together; 0: any number
}

// pages are those that were read. Many phones see the same.
type pages struct{ made sync.Map } // sum of the bytes -> *page

func (s *pages) read(a *answer) (*page, error) {
	sum := sha256.Sum256(a.body)
	if made, ok := s.made.Load(sum); ok {
		return made.(*page), nil
	}
	made, err := readOnce(a)
	if err == nil {
		s.made.Store(sum, made)
	}
	return made, err
}

// readOnce reads a page that is not kept in mind.
func readOnce(a *answer) (*page, error) {
	in, err := unpacked(a)
	if err != nil {
		return nil, err
	}
	return readPage(in)
}

func unpacked(a *answer) (io.Reader, error) {
	switch how := a.header.Get("Content-Encoding"); how {
	case "br":
		return io.LimitReader(brotli.NewReader(bytes.NewReader(a.body)), maxPage), nil
	case "gzip":
		in, err := gzip.NewReader(bytes.NewReader(a.body))
		if err != nil {
			return nil, err
		}
		return io.LimitReader(in, maxPage), nil
	case "":
		return bytes.NewReader(a.body), nil
	default:
		return nil, fmt.Errorf("it is packed as %q, which nobody asked for", how)
	}
}

// reader reads a page from its tags.
type reader struct {
	page
	most   int    // of the checkboxes that follow
	choice *field // the select that is open
	text   bool   // the text that follows is the value of an option
}

func readPage(in io.Reader) (*page, error) {
	r := &reader{page: page{hidden: url.Values{}}}
	tags := html.NewTokenizer(in)
	for {
		switch tags.Next() {
		case html.ErrorToken:
			if err := tags.Err(); err != io.EOF {
				return nil, err
			}
			return &r.page, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tags.Token()
			r.text = false
			r.tag(t.Data, attributes(t))
		case html.TextToken:
			if text := strings.TrimSpace(string(tags.Text())); r.text && text != "" {
				r.choice.options = append(r.choice.options, text)
				r.text = false
			}
		}
	}
}

func attributes(t html.Token) map[string]string {
	all := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		all[a.Key] = a.Val
	}
	return all
}

func (r *reader) tag(name string, at map[string]string) {
	switch name {
	case "a":
		r.links = append(r.links, at["href"])
	case "link":
		if at["rel"] == "stylesheet" {
			r.file(at["href"])
		}
	case "script":
		r.file(at["src"])
	case "form":
		if n, err := strconv.Atoi(at["data-work"]); err == nil && n > 0 && n <= maxWork {
			r.work = n
		}
	case "fieldset":
		r.most = 0
	case "div":
		if n, err := strconv.Atoi(at["data-most"]); err == nil {
			r.most = n
		}
	case "input":
		r.input(at)
	case "textarea", "select":
		r.choice = r.field(at["name"], name)
	case "option":
		r.option(at)
	case "button":
		if at["name"] == dropField {
			r.drops = append(r.drops, at["value"])
		}
	}
}

// file is part of the page if it is the server's own.
func (r *reader) file(path string) {
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") {
		r.files = append(r.files, path)
	}
}

func (r *reader) input(at map[string]string) {
	name, kind, value := at["name"], at["type"], at["value"]
	switch {
	case kind == "hidden":
		r.hidden.Add(name, value)
	case strings.HasPrefix(name, "_"):
		r.own = append(r.own, name)
	case name != "":
		f := r.field(name, kind)
		if kind != "radio" && kind != "checkbox" {
			return
		}
		f.options = append(f.options, value)
		f.most = r.most
		if _, alone := at["data-alone"]; alone || value == ratherNot {
			f.alone = append(f.alone, value)
		}
	}
}

// field finds the field of this name, or begins it; one of the server's own is none of
// the page's.
func (r *reader) field(name, kind string) *field {
	i := slices.IndexFunc(r.fields, func(f *field) bool { return f.name == name })
	if i >= 0 {
		return r.fields[i]
	}
	f := &field{name: name, kind: kind}
	if name != "" && !strings.HasPrefix(name, "_") {
		r.fields = append(r.fields, f)
	}
	return f
}

func (r *reader) option(at map[string]string) {
	if r.choice == nil {
		return
	}
	value, said := at["value"]
	switch {
	case !said:
		r.text = true
	case value != "":
		r.choice.options = append(r.choice.options, value)
	}
}

// questionnaires are the paths of those that the page leads to, of one edition and
// language where they are named.
func (p *page) questionnaires(edition, lang string) []string {
	var list []string
	for _, link := range p.links {
		parts := strings.Split(link, "/") // "", "r", code, edition, language
		if len(parts) == 5 && parts[1] == "r" && (edition == "" || parts[3] == edition) && (lang == "" || parts[4] == lang) {
			list = append(list, link)
		}
	}
	return list
}

// ratherNot is the value of "I'd rather not say".
const ratherNot = "-"

// stories say of themselves what they are.
var stories = []string{
	"Invented by kist load: we went to the beach.",
	"Invented by kist load: I would like more time with my brother.",
	"Invented by kist load: they listen, and it helps.",
	"Invented by kist load: nobody asked me before.",
}

// invent answers the page's questions by chance, one in ten of them not.
func (p *page) invent() url.Values {
	values := url.Values{}
	for name, given := range p.hidden {
		values[name] = slices.Clone(given)
	}
	places := map[string][]int{} // key of a question to put in order -> places left
	for _, f := range p.fields {
		key, _, _ := strings.Cut(f.name, ".")
		if f.kind == "select" {
			if places[key] == nil {
				places[key] = rand.Perm(len(f.options))
			}
			if left := places[key]; len(left) > 0 {
				if left[0] < len(f.options) { // a page that was cut off has fewer places in its last one
					values.Set(f.name, f.options[left[0]])
				}
				places[key] = left[1:]
			}
			continue
		}
		if rand.IntN(10) > 0 {
			values[f.name] = f.answer()
		}
	}
	return values
}

func (f *field) answer() []string {
	switch {
	case f.kind == "textarea":
		return []string{stories[rand.IntN(len(stories))]}
	case len(f.options) == 0:
		return []string{strconv.Itoa(rand.IntN(10))}
	}
	shared := slices.DeleteFunc(slices.Clone(f.options), func(o string) bool { return slices.Contains(f.alone, o) })
	if len(shared) == 0 || len(f.alone) > 0 && rand.IntN(25) == 0 {
		return []string{f.options[rand.IntN(len(f.options))]}
	}
	if f.kind == "radio" {
		return []string{shared[rand.IntN(len(shared))]}
	}
	n := 1 + rand.IntN(min(3, len(shared)))
	if f.most > 0 {
		n = min(n, f.most)
	}
	var chosen []string
	for _, i := range rand.Perm(len(shared))[:n] {
		chosen = append(chosen, shared[i])
	}
	return chosen
}
