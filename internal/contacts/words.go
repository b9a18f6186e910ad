package contacts

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/seal"
)

// Words are what a child writes who wants to be contacted.
type Words struct {
	Name  string `json:"name,omitempty"`  // what to call the child
	Reach string `json:"reach,omitempty"` // how to reach it; needed
	Safe  string `json:"safe,omitempty"`  // when that is safe
	More  string `json:"more,omitempty"`  // whom not to tell, and what else matters
}

// The most letters in each of the words.
const (
	MaxName  = 60
	MaxReach = 200
	MaxSafe  = 200
	MaxMore  = 1000
	MaxNote  = 1000 // in what the lead writes down
)

// classes are the sizes of what is sealed: nearly every request has the first.
var classes = seal.Classes{1024, 4096, 8192}

// tidied gives the words without what no person types.
func (w Words) tidied() Words {
	return Words{tidy(w.Name), tidy(w.Reach), tidy(w.Safe), tidy(w.More)}
}

// tidy takes out control characters, save for new lines, and space around.
func tidy(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, text))
}

// check says what the child has to put right: fault.Problems, nil if nothing.
func (w Words) check() error {
	var bad fault.Problems
	if w.Reach == "" {
		bad = append(bad, fault.Problem{Field: "reach", ID: "child.contact.problem.reach"})
	}
	for _, f := range []struct {
		field, text string
		most        int
	}{{"name", w.Name, MaxName}, {"reach", w.Reach, MaxReach}, {"safe", w.Safe, MaxSafe}, {"more", w.More, MaxMore}} {
		if utf8.RuneCountInString(f.text) > f.most {
			bad = append(bad, fault.Problem{Field: f.field, ID: "child.contact.problem.long", Args: map[string]any{"Max": f.most}})
		}
	}
	return bad.Err()
}

// padded is the form that is sealed.
func (w Words) padded() ([]byte, error) {
	plain, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	return seal.Pad(plain, classes), nil
}

// decode reads what padded made; fault.Invalid otherwise.
func decode(padded []byte) (Words, error) {
	plain, err := seal.Unpad(padded, classes)
	if err != nil {
		return Words{}, err
	}
	var w Words
	if json.Unmarshal(plain, &w) != nil { // its error would quote what a child wrote
		return Words{}, fault.Wrap(fault.Invalid, "contacts: words")
	}
	return w, nil
}
