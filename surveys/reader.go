package surveys

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// How large a file may be. The starter survey is a tenth of it.
const (
	maxFile  = 512 << 10 // bytes
	maxDepth = 12        // steps of indentation; a survey needs 6
	maxItems = 100       // items of any list
)

// reader turns one file into values and gathers findings, with lines, as it
// goes. It never gives up at the first.
type reader struct {
	file  string
	list  Findings
	lines map[string]int // the line of each place
	order []string       // languages, as the survey's own file may name them
}

// maxFindings keeps a hostile file from filling the answer: whoever has so many
// begins with the first.
const maxFindings = 200

// add records a finding at a line.
func (r *reader) add(line int, rule string, args ...any) {
	if len(r.list) >= maxFindings {
		return
	}
	f := finding(rule, args...)
	f.File, f.Line = r.file, line
	r.list = append(r.list, f)
}

// open reads name from files up to its first node; nil if that failed.
func (r *reader) open(files fs.FS, name string) *yaml.Node {
	r.file, r.lines = path.Base(name), map[string]int{}
	f, err := files.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			r.add(0, "file_missing", "name", r.file)
		} else {
			r.add(0, "file_read", "cause", err)
		}
		return nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := readUpTo(f, maxFile)
	switch {
	case err != nil:
		r.add(0, "file_read", "cause", err)
	case len(text) > maxFile:
		r.add(0, "file_size", "most", maxFile)
	case r.plain(text):
		return r.parse(text)
	}
	return nil
}

// plain refuses bytes that no editor of a questionnaire writes, before the
// parser sees them.
func (r *reader) plain(text []byte) bool {
	before := len(r.list)
	if !utf8.Valid(text) {
		r.add(badLine(text), "not_utf8")
		return false
	}
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		if i := strings.IndexByte(l, '\t'); i >= 0 && strings.TrimLeft(l[:i], " ") == "" {
			r.add(line, "tab")
		}
		if strings.ContainsFunc(strings.TrimRight(l, "\r\n"), odd) {
			r.add(line, "control")
		}
		if len(r.list)-before >= 20 {
			break
		}
	}
	return len(r.list) == before
}

// odd is a character that text does not need and that hides things.
func odd(c rune) bool {
	return c < ' ' && c != '\t' || c >= 0x7f && c < 0xa0 || c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}

// badLine is the line of the first byte that is not UTF-8.
func badLine(text []byte) int {
	line := 1
	for len(text) > 0 {
		c, n := utf8.DecodeRune(text)
		if c == utf8.RuneError && n == 1 {
			return line
		}
		if c == '\n' {
			line++
		}
		text = text[n:]
	}
	return line
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parse gives the file's one mapping.
func (r *reader) parse(text []byte) *yaml.Node {
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if doc.Kind == 0 && strings.Contains(err.Error(), "EOF") {
			r.add(1, "empty")
			return nil
		}
		r.syntax(err)
		return nil
	}
	if err := dec.Decode(&more); err == nil {
		r.add(more.Line, "yaml_documents")
		return nil
	}
	before := len(r.list)
	r.simple(&doc, 0)
	if len(r.list) > before || len(doc.Content) != 1 {
		return nil
	}
	return doc.Content[0]
}

// syntax records what the parser stumbled over.
func (r *reader) syntax(err error) {
	text, line := err.Error(), 0
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
	}
	r.add(line, "yaml", "cause", text)
}

// simple refuses what questionnaires do not use: anchors, aliases, tags, and
// deep nesting. It stops at the first of each branch.
func (r *reader) simple(n *yaml.Node, depth int) {
	switch {
	case depth > maxDepth:
		r.add(n.Line, "yaml_deep")
		return
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.add(n.Line, "yaml_alias")
		return
	case n.Style&yaml.TaggedStyle != 0:
		r.add(n.Line, "yaml_tag", "tag", n.Tag)
		return
	}
	for _, c := range n.Content {
		if len(r.list) < 20 {
			r.simple(c, depth+1)
		}
	}
}

// field reads the value of one name of a mapping.
type field struct {
	name string
	read func(n *yaml.Node)
}

// pairs calls each with every name and value of a mapping, refusing what is no
// mapping and names that come twice.
func (r *reader) pairs(n *yaml.Node, each func(name string, key, value *yaml.Node)) {
	if blank(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.add(n.Line, "want_map")
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.add(key.Line, "want_text")
			continue
		}
		if line, twice := first[key.Value]; twice {
			r.add(key.Line, "field_twice", "name", short(key.Value), "first", line)
			continue
		}
		first[key.Value] = key.Line
		each(key.Value, key, value)
	}
}

// fields reads a mapping whose names are known, and notes the line of each.
func (r *reader) fields(n *yaml.Node, at string, known []field) {
	r.pairs(n, func(name string, key, value *yaml.Node) {
		i := slices.IndexFunc(known, func(f field) bool { return f.name == name })
		if i < 0 {
			r.add(key.Line, "field_unknown", "name", short(name), "hint", suggest(name, known))
			return
		}
		r.lines[join(at, name)] = key.Line
		known[i].read(value)
	})
}

// items calls each with every item of a list; one value alone is a list of one.
func (r *reader) items(n *yaml.Node, each func(n *yaml.Node)) {
	switch {
	case blank(n):
	case n.Kind == yaml.SequenceNode:
		if len(n.Content) > maxItems {
			r.add(n.Line, "too_many_items", "what", "items", "given", len(n.Content), "most", maxItems)
			return
		}
		for _, c := range n.Content {
			each(c)
		}
	case n.Kind == yaml.ScalarNode:
		each(n)
	default:
		r.add(n.Line, "want_list")
	}
}

// text reads one piece of text, outer and repeated space taken away.
func (r *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.add(n.Line, "want_text")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return strings.Join(strings.Fields(n.Value), " ")
}

// number reads a whole number; 0 if it is none.
func (r *reader) number(n *yaml.Node) int {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.add(n.Line, "want_number", "given", short(n.Value))
	}
	return i
}

// yes reads yes or no.
func (r *reader) yes(n *yaml.Node) bool {
	switch strings.ToLower(n.Value) {
	case "yes", "true":
		return true
	case "no", "false":
	default:
		r.add(n.Line, "want_bool", "given", short(n.Value))
	}
	return false
}

// blank says that nothing stands after the colon.
func blank(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// join makes a place of its parts.
func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// short keeps a stranger's text from filling a message.
func short(text string) string {
	if utf8.RuneCountInString(text) <= 40 {
		return text
	}
	return string([]rune(text)[:40]) + "..."
}
