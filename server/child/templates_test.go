package child

import (
	"io/fs"
	"regexp"
	"testing"

	"github.com/jba/templatecheck"

	"kist/surveys"
)

// Every page, and what it is made from.
var checked = map[string]any{
	"enter":         enterPage{},
	"join":          joinPage{},
	"questionnaire": questionnaire{},
	"check":         checkPage{},
	"thanks":        thanksPage{},
	"away":          awayPage{},
	"out":           base{},
	"other":         otherPage{},
	"saved":         savedPage{},
	"come_back":     comeBackPage{},
	"withdraw":      withdrawPage{},
	"contact":       contactPage{},
	"error":         errorPage{},
	"feedback":      feedbackPage{},
	"tapped":        tappedPage{},
	"areas":         areasPage{},
	"help":          helpPage{}, "hear": hearPage{},
	"text":      textPage{},
	"fieldwork": facilitatorPage{},
	"handback":  backPage{},
}

func TestTemplatesFitTheirStructs(t *testing.T) {
	room := newHouse(t, every()).pages.room
	for _, name := range room.Pages() {
		page, ok := checked[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, kind := range surveys.Kinds() {
		part := room.Template("questionnaire").Lookup("_kind_" + kind + ".html")
		if part == nil {
			t.Errorf("no part draws the kind %s", kind)
			continue
		}
		if err := templatecheck.CheckHTML(part, &question{}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// No page may have what the content security policy refuses, or what asks
// another place for something.
func TestTemplatesKeepThePolicy(t *testing.T) {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil || len(names) < 15 {
		t.Fatal(names, err)
	}
	refused := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<script(?: defer)?>|javascript:|src="http|<img|@import|<iframe`)
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		// The one picture that is asked for, to let go of a page that was left.
		known := regexp.MustCompile(`<img (class="close" )?src="/about/gone.svg" alt="" width="1" height="1"( loading="lazy")?>`).ReplaceAllString(string(text), "")
		if found := refused.FindString(known); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}
