package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"kist/internal/evidence"
)

// isEvidence says whether a file says that it is one of evidence. A file that is no JSON
// is none, and whoever reads it next says what is wrong with it.
func isEvidence(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var says struct {
		Format string `json:"format"`
	}
	_ = json.NewDecoder(io.LimitReader(f, evidence.MaxFile+1)).Decode(&says)
	return says.Format == evidence.Format, nil
}

// verifyEvidence says on out what is so of the evidence base of an inspection. An error
// if it is not as it was signed, or not signed with one of the keys alone.
func verifyEvidence(out io.Writer, name string, trusted []string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	file, err := evidence.Read(f)
	if err != nil {
		return err
	}
	c, err := file.Check()
	if err != nil {
		return err
	}
	for _, key := range c.Keys {
		if !slices.ContainsFunc(trusted, func(id string) bool { return strings.EqualFold(id, key) }) {
			return fmt.Errorf("signed, but with the key %s, which is none of those you trust (%s)", key, strings.Join(trusted, ", "))
		}
	}
	if c.Items == 0 {
		return errors.New("there is no item in it, so nothing was signed")
	}
	fmt.Fprintf(out, "%s: evidence base of inspection %s, %d items, numbers %d to %d\n", name, file.Inspection, c.Items, c.From, c.To)
	fmt.Fprintf(out, "  every item follows the one before, from the first on; signed with key %s\n", strings.Join(c.Keys, ", "))
	_, err = fmt.Fprintf(out, "  parts whose words were blanked: %d\n", c.Blanked)
	return err
}
