package evidence

import (
	"encoding/json"
	"fmt"
	"io"

	"kist/internal/fault"
)

// Format is what a file of items says it is.
const Format = "kist-evidence-1"

// MaxFile is how large a file of items is read, in bytes: some thousands of findings.
const MaxFile = 64 << 20

// File is the evidence base of one inspection as it is handed out.
type File struct {
	Format     string  `json:"format"`
	Inspection string  `json:"inspection"`
	Items      []*Item `json:"items"`
}

// Write writes the items of an inspection, indented: people look into such files too.
func Write(w io.Writer, inspection string, items []*Item) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if items == nil {
		items = []*Item{}
	}
	return e.Encode(File{Format, inspection, items})
}

// Read reads a file that Write wrote, and says nothing yet of whether it is what was
// signed. fault.Invalid if it is too large, or none.
func Read(r io.Reader) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	if len(text) > MaxFile {
		return nil, fault.Wrap(fault.Invalid, "it is larger than %d MB: no evidence base of one inspection is", MaxFile>>20)
	}
	var f File
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fault.Wrap(fault.Invalid, "it is no file of evidence, or was cut off: %v", err)
	}
	if f.Format != Format {
		return nil, fault.Wrap(fault.Invalid, "its format is %q: this program reads %q", f.Format, Format)
	}
	for i, it := range f.Items {
		if it == nil {
			return nil, fault.Wrap(fault.Invalid, "item %d of the file is nothing", i+1)
		}
	}
	return &f, nil
}

// Check says whether the file is the whole evidence base of its inspection up to its last
// item, as it was signed. All that is wrong comes together, each fault.Invalid.
func (f *File) Check() (Checked, error) {
	c, err := Check(f.Items)
	for _, it := range f.Items {
		if it.Inspection != f.Inspection {
			return c, fault.Wrap(fault.Invalid, "item %d is of another inspection: %s", it.Number, it.Inspection)
		}
	}
	if err == nil && !c.Whole {
		err = fault.Wrap(fault.Invalid, "the items before number %d are missing", c.From)
	}
	return c, err
}
