package evidence

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"kist/internal/fault"
)

// Purpose is what the signature of an item is for, and the form of its statement.
const Purpose = "kist evidence 1"

// First stands in the place of the hash of an item before the first.
var First = strings.Repeat("0", 2*sha256.Size)

// SaltSize is the length of a salt, in bytes.
const SaltSize = 32

// Statement is what is hashed and signed of an item: its record and the hashes of its
// parts, one matter a line. It needs no quoting: only ids, numbers and hashes stand in
// it. docs/feed.md says how to make it again.
func (it *Item) Statement() []byte {
	var b bytes.Buffer
	line := func(name string, values ...any) {
		b.WriteString(name)
		for _, v := range values {
			fmt.Fprintf(&b, " %v", v)
		}
		b.WriteByte('\n')
	}
	line("number", it.Number)
	line("kind", it.Kind)
	line("inspection", it.Inspection)
	line("place", it.Place)
	line("about", it.About)
	line("version", it.Version)
	line("made", it.Made)
	line("synthetic", it.Synthetic)
	line("supersedes", it.Supersedes)
	line("before", it.Before)
	line("within", it.Within)
	for _, t := range it.Blanks {
		line("blanks", t.Number, t.Part)
	}
	for _, p := range it.Parts {
		line("part", p.Name, p.Hash)
	}
	return b.Bytes()
}

// plain says whether every id can stand in a statement: one with a space in it could
// make two items that have the same statement.
func (it *Item) plain() error {
	ids := []string{string(it.Kind), it.Inspection, it.About, it.Made}
	for _, p := range it.Parts {
		ids = append(ids, p.Name)
	}
	for _, t := range it.Blanks {
		ids = append(ids, t.Part)
	}
	for _, id := range ids {
		if id == "" || strings.ContainsFunc(id, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			return fault.Wrap(fault.Invalid, "evidence: %q cannot stand in a statement", id)
		}
	}
	return nil
}

// commit makes a part, with a salt of its own.
func commit(name, text string) Part {
	salt := make([]byte, SaltSize)
	_, _ = rand.Read(salt) // it never fails
	return Part{Name: name, Hash: commitment(salt, name, text), Salt: salt, Text: text}
}

func commitment(salt []byte, name, text string) string {
	sum := sha256.Sum256([]byte(string(salt) + name + "\n" + text))
	return hex.EncodeToString(sum[:])
}

// sum is the hash of an item's statement.
func (it *Item) sum() string {
	sum := sha256.Sum256(it.Statement())
	return hex.EncodeToString(sum[:])
}

// Part finds a part; nil if the item has none with this name.
func (it *Item) Part(name string) *Part {
	for i := range it.Parts {
		if it.Parts[i].Name == name {
			return &it.Parts[i]
		}
	}
	return nil
}

// Words is the text of a part; empty if there is none, or it was blanked.
func (it *Item) Words(name string) string {
	if p := it.Part(name); p != nil {
		return p.Text
	}
	return ""
}

// Fits says whether an item by itself is what was signed. fault.Invalid if not.
func (it *Item) Fits() error {
	if err := it.plain(); err != nil {
		return err
	}
	for _, p := range it.Parts {
		switch {
		case p.Blanked != 0 && len(p.Salt) == 0 && p.Text == "":
		case len(p.Salt) != SaltSize || !same(p.Hash, commitment(p.Salt, p.Name, p.Text)):
			return fault.Wrap(fault.Invalid, "item %d: part %s is not what was signed", it.Number, p.Name)
		}
	}
	if !same(it.Hash, it.sum()) {
		return fault.Wrap(fault.Invalid, "item %d: its hash is of something else", it.Number)
	}
	if err := it.Signature.Fits(Purpose, it.Statement()); err != nil {
		return fmt.Errorf("item %d: %w", it.Number, err)
	}
	return nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
