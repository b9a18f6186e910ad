package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// Room is a folder of page templates: one template a page, partials begin
// with an underscore and are shared by all pages of the room.
//
// Templates are parsed when a page is first shown: most pages of most rooms never are
// while a server runs, and each holds a copy of the partials.
type Room struct {
	pages map[string]func() *template.Template
}

// NewRoom finds every page under "pages/" of the given file systems; later
// ones add to, and override, the partials of earlier ones. A template that does not
// parse panics when it is first asked for, a fault of the build and not of the day:
// the test of each room asks for every page.
func NewRoom(funcs template.FuncMap, files ...fs.FS) *Room {
	var own, shared []string
	var from []fs.FS // of each of shared
	for i, f := range files {
		names, err := fs.Glob(f, "pages/*.html")
		if err != nil {
			panic(err)
		}
		own = own[:0]
		for _, name := range names {
			if strings.HasPrefix(name, "pages/_") {
				shared, from = append(shared, name), append(from, f)
			} else {
				own = append(own, name)
			}
		}
		if i < len(files)-1 && len(own) > 0 {
			panic("web: only the last file system of a room may hold pages")
		}
	}
	partials := sync.OnceValue(func() *template.Template {
		all := template.New("").Funcs(funcs)
		for i, name := range shared {
			template.Must(all.ParseFS(from[i], name))
		}
		return all
	})
	room, last := &Room{pages: map[string]func() *template.Template{}}, files[len(files)-1]
	for _, name := range own {
		base := strings.TrimPrefix(name, "pages/")
		room.pages[strings.TrimSuffix(base, ".html")] = sync.OnceValue(func() *template.Template {
			return template.Must(template.Must(partials().Clone()).ParseFS(last, name)).Lookup(base)
		})
	}
	return room
}

// Pages are the names of all pages, sorted.
func (r *Room) Pages() []string { return slices.Sorted(maps.Keys(r.pages)) }

// Template is the template of a page, for checks in tests; nil if unknown.
func (r *Room) Template(name string) *template.Template {
	if page := r.pages[name]; page != nil {
		return page()
	}
	return nil
}

// Bytes renders a page whole, so that a fault in the middle never leaves half
// a page with the browser.
func (r *Room) Bytes(name string, page any) ([]byte, error) {
	t := r.Template(name)
	if t == nil {
		return nil, fmt.Errorf("web: no page %q", name)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("web: page %q: %w", name, err)
	}
	return b.Bytes(), nil
}

// Write renders a page as the answer.
func (r *Room) Write(c echo.Context, status int, name string, page any) error {
	b, err := r.Bytes(name, page)
	if err != nil {
		return err
	}
	return WriteHTML(c, status, b)
}

// WriteHTML answers with a page that is whole already.
func WriteHTML(c echo.Context, status int, html []byte) error {
	c.Response().Header().Set("Content-Length", strconv.Itoa(len(html))) // a phone sees how much is still to come
	return c.Blob(status, "text/html; charset=utf-8", html)
}

// Redirect answers a post with the page to look at next.
func Redirect(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }
