package arch

import (
	"maps"
	"path"
	"slices"
	"testing"
)

// domain are the packages that hold rules of the house: they are handed a
// context and a store, and would work the same in another program.
var domain = []string{"kist/surveys/...", "kist/internal/..."}

// notDomain is the machinery beside them.
var notDomain = []string{
	"kist/internal/arch", "kist/internal/browsertest", "kist/internal/config", "kist/internal/gosec", "kist/internal/i18n", "kist/internal/store/...",
}

// directions is who may import whom. Tests may import what they like.
var directions = slices.Concat([]rule{
	{
		who: []string{"kist/internal/fault"}, never: []string{"all"}, save: []string{"std"},
		why: "everything imports fault, so it imports nothing",
	}, {
		who: []string{"kist/surveys"}, never: []string{"all"}, save: []string{"std", "kist/internal/fault", "go.yaml.in/yaml/v3"},
		why: "what may be asked depends on no machinery: only the names of faults, and one parser for the sample files",
	}, {
		who: []string{"all"}, but: []string{"kist/server/..."},
		never: []string{"github.com/labstack/...", "github.com/go-playground/..."},
		why:   "the web framework is known under server/ only, so that its successor is a change of one folder",
	}, {
		who: domain, but: notDomain, never: []string{"net/http", "net/http/...", "html/template"},
		why: "domain packages know no HTTP and write no HTML",
	}, {
		who: domain, but: notDomain, never: []string{"log", "log/slog"},
		why: "what a domain package logs could tell who asked; it returns an error and the edge logs",
	}, {
		who: []string{"kist/server/child"}, never: []string{"kist/internal/people"}, through: true,
		why: "children's pages cannot know who is signed in",
	}, {
		who: []string{"kist/internal/media/..."}, never: []string{"kist/internal/ballot", "kist/internal/people"}, through: true,
		why: "what children hear is tied to no answer and to no account",
	}, {
		who: []string{"kist/internal/ballot"}, never: []string{"kist/internal/people"}, through: true,
		why: "a ballot cannot name a person",
	}, {
		who: []string{"kist/internal/people"}, never: []string{"kist/internal/ballot"}, through: true,
		why: "a person cannot be led to a ballot",
	}, {
		who: []string{"kist/internal/contacts"}, never: []string{"kist/internal/ballot", "kist/internal/people"}, through: true,
		why: "a child who wants to be contacted cannot be led to an answer, and is no account",
	}, {
		who: []string{"kist/internal/ballot"}, never: []string{"kist/internal/contacts"}, through: true,
		why: "an answer cannot be led to a child who wants to be contacted",
	}, {
		who: []string{"kist/internal/texts"}, never: []string{"kist/internal/people", "kist/internal/contacts"}, through: true,
		why: "what a child wrote leads to no account and to no child who wants to be contacted",
	}, {
		who: []string{"kist/internal/evidence", "kist/internal/findings", "kist/internal/exchange/..."}, never: []string{"kist/internal/ballot", "kist/internal/seal", "kist/internal/contacts"},
		why: "numbers come from results; a raw answer cannot be handed out",
	}, {
		who: []string{"kist/internal/findings"}, never: []string{"kist/internal/people", "kist/internal/contacts"}, through: true,
		why: "who concluded what is an id that the pages give; a finding leads to no child and to no account",
	}, {
		who: []string{"kist/internal/hooks"}, never: []string{"kist/internal/people", "kist/internal/ballot", "kist/internal/seal", "kist/internal/contacts", "kist/internal/texts"},
		why: "what is sent to other systems is what two inspectors agreed; it opens no answer and holds no key",
	}, {
		who: []string{"kist/internal/review"}, never: []string{"kist/internal/people", "kist/internal/ballot", "kist/internal/seal", "kist/internal/contacts", "kist/internal/texts", "kist/internal/themes"},
		why: "a review is made of what was agreed and of what was released: it opens no answer, text, coding or quote, and leads to no account",
	}, {
		who: []string{"kist/internal/heard"}, never: []string{"kist/internal/people", "kist/internal/ballot", "kist/internal/seal", "kist/internal/contacts", "kist/internal/texts"},
		why: "what children are told is written by people, from what is released; it opens no answer and leads to no account",
	}, {
		who: []string{"kist/internal/themes/..."}, never: []string{"kist/internal/people", "kist/internal/contacts", "kist/internal/ballot", "kist/internal/seal"},
		why: "a theme is kept by ids: it opens no text, and leads to no child and to no account",
	}, {
		who: []string{"kist/internal/exchange/..."}, but: []string{"kist/internal/exchange/worded", "kist/internal/exchange/cells", "kist/internal/exchange/incoming/...", "kist/internal/exchange/outgoing/..."}, never: []string{"kist/surveys"},
		why: "what children may answer is known to the words alone; a kind of file gets codes, labels and published figures, but for those that bring questions in or carry them out",
	}, {
		who: []string{"kist/server/desk", "kist/server/api"}, never: []string{"kist/internal/ballot"},
		why: "those who read, read results",
	}, {
		who: []string{"all"}, but: []string{"kist/internal/store/mongo/..."}, never: []string{"go.mongodb.org/..."},
		why: "only one engine knows MongoDB",
	}, {
		who: []string{"all"}, never: []string{"go.mongodb.org/mongo-driver/..."}, save: []string{"go.mongodb.org/mongo-driver/v2/..."},
		why: "the first line of the MongoDB driver is deprecated",
	}, {
		who: []string{"all"}, but: []string{"kist/internal/store/sqlite", "kist/internal/store/mongo/ferret"}, never: []string{"modernc.org/...", "database/sql", "database/sql/..."},
		why: "only one engine knows SQLite, and what stands in for MongoDB in tests keeps its data there",
	}, {
		who:   []string{"kist/internal/store/..."},
		never: []string{"kist/..."}, save: []string{"kist/internal/store/...", "kist/internal/fault", "kist/internal/sameseed"},
		why: "engines know no domain",
	}, {
		who: []string{"kist/internal/store"}, never: []string{"kist/internal/store/..."},
		why: "the contract does not know its engines",
	}, {
		who: []string{"all"}, but: []string{"kist/internal/i18n"}, never: []string{"github.com/nicksnyder/..."},
		why: "one package prints words",
	}, {
		who: []string{"kist/server/web"}, never: []string{"kist/server/..."},
		why: "what all rooms share knows no room",
	}, {
		who: []string{"all"}, but: toolsOfTests(),
		never: append(toolsOfTests(), "testing", "testing/...", "github.com/chromedp/...", "github.com/getkin/...", "pgregory.net/rapid"),
		why:   "tools of tests stay out of the program",
	},
}, apart("papers", "coding", "feedback", "child", "studio", "translate", "safety", "desk", "office", "api"))

// apart keeps the rooms under server/ from importing each other.
func apart(rooms ...string) []rule {
	var rules []rule
	for _, room := range rooms {
		own := "kist/server/" + room + "/..."
		rules = append(rules, rule{
			who: []string{own}, never: []string{"kist/server/..."}, save: []string{"kist/server/web", own},
			why: "rooms share server/web and nothing else, so that each can be changed alone",
		})
	}
	return rules
}

func toolsOfTests() []string { return slices.Sorted(maps.Keys(testPackages)) }

func TestImportDirections(t *testing.T) {
	g := imports(allSources(t))
	for _, r := range directions {
		for _, line := range r.breaks(g) {
			t.Error(line)
		}
	}
}

// A change is not to be refused for a case that chance brought: where there are
// property tests, they try the same cases in every run.
func TestPropertyTestsTryTheSameCases(t *testing.T) {
	same, random := map[string]bool{}, map[string]string{}
	for _, s := range allSources(t) {
		folder := path.Dir(s.name)
		for _, i := range s.file.Imports {
			switch i.Path.Value {
			case `"kist/internal/sameseed"`:
				same[folder] = true
			case `"pgregory.net/rapid"`:
				random[folder] = s.name
			}
		}
	}
	delete(random, "internal/sameseed")
	if len(random) < 10 {
		t.Fatalf("only %d folders with property tests were found", len(random))
	}
	for folder, name := range random {
		if !same[folder] {
			t.Errorf("%s: tries other cases in every run: import _ \"kist/internal/sameseed\" somewhere beside it", name)
		}
	}
}
