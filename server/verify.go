package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"kist/internal/evidence"
	"kist/internal/exchange/jsonfile"
	"kist/internal/fault"
	"kist/internal/results"
)

// fileKind is what a file that is to be verified is.
type fileKind int

const (
	otherFile fileKind = iota // or nothing that is known, which who reads it says
	evidenceFile
	packFile
)

// kindOf looks at what a file says that it is.
func kindOf(name string) (fileKind, error) {
	f, err := os.Open(name) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return 0, err
	}
	defer f.Close()
	begin := make([]byte, 4)
	if _, err := io.ReadFull(f, begin); err == nil && string(begin) == "PK\x03\x04" {
		return packFile, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	var says struct {
		Format string `json:"format"`
	}
	_ = json.NewDecoder(io.LimitReader(f, evidence.MaxFile+1)).Decode(&says)
	if says.Format == evidence.Format {
		return evidenceFile, nil
	}
	return otherFile, nil
}

// trust says whether every key is one that is trusted.
func trust(keys, trusted []string) error {
	for _, key := range keys {
		if !slices.ContainsFunc(trusted, func(id string) bool { return strings.EqualFold(id, key) }) {
			return fmt.Errorf("signed, but with the key %s, which is none of those you trust (%s)", key, strings.Join(trusted, ", "))
		}
	}
	return nil
}

// verifyEvidence says on out what is so of the evidence base of an inspection. An error
// if it is not as it was signed, or not signed with one of the keys alone.
func verifyEvidence(out io.Writer, name string, trusted []string) error {
	f, err := os.Open(name) // #nosec G304 -- named by whoever runs the command
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
	if c.Items == 0 {
		return errors.New("there is no item in it, so nothing was signed")
	}
	if err := trust(c.Keys, trusted); err != nil {
		return err
	}
	return sayEvidence(out, name, file.Inspection, c)
}

func sayEvidence(out io.Writer, name, inspection string, c evidence.Checked) error {
	first := say(out, "%s: evidence base of inspection %s, %d items, numbers %d to %d\n", name, inspection, c.Items, c.From, c.To)
	if c.Items > 0 && first == nil {
		first = say(out, "  every item follows the one before, from the first on; signed with key %s\n", strings.Join(c.Keys, ", "))
	}
	return errors.Join(first, say(out, "  parts whose words were blanked: %d\n", c.Blanked))
}

// verifyPack says on out what is so of a pack: that its files are those that were signed,
// its items the whole evidence base when it was made, and its releases those on which the
// items rest. An error if not.
func verifyPack(out io.Writer, name string, trusted []string) error {
	f, err := os.Open(name) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	pack, err := evidence.OpenPack(f, info.Size())
	if err != nil {
		return err
	}
	file, c, err := pack.Evidence()
	if err != nil {
		return err
	}
	if err := trust(append(c.Keys, pack.Signature.Key), trusted); err != nil {
		return err
	}
	releases, err := checkReleases(pack, file.Items)
	if err != nil {
		return err
	}
	if err := sayEvidence(out, name, file.Inspection, c); err != nil {
		return err
	}
	if err := say(out, "  pack of %d files, made %s; every byte is as it was handed out; signed with key %s\n  %d releases, each as it was when findings cited it\n",
		len(pack.Files), pack.Made, pack.Signature.Key, len(releases)); err != nil {
		return err
	}
	for _, rel := range releases {
		if err := sayHash(out, rel); err != nil {
			return err
		}
	}
	return nil
}

// sayHash says of a release what reports cite: the hash of what was signed.
func sayHash(out io.Writer, rel *results.Release) error {
	return say(out, "  release %s, SHA-256 %s\n", rel.ID, hashOf(rel))
}

func hashOf(rel *results.Release) string {
	sum := sha256.Sum256(rel.Statement())
	return hex.EncodeToString(sum[:])
}

// checkReleases says whether every release on which items rest is in the pack, and is what
// was signed when they were made.
func checkReleases(pack *evidence.Pack, items []*evidence.Item) (list []*results.Release, err error) {
	rests, err := evidence.Rests(items)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, f := range pack.Files {
		if !strings.HasPrefix(f.Name, evidence.ReleasesFolder) || !strings.HasSuffix(f.Name, ".json") {
			continue
		}
		text, err := pack.Read(f.Name)
		if err != nil {
			return nil, err
		}
		file, err := jsonfile.Read(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if v := file.Check(); v.Numbers != nil && !errors.Is(v.Numbers, fault.NotFound) { // from before there were signatures
			return nil, fmt.Errorf("%s: %w", f.Name, v.Numbers)
		}
		if hashOf(file.Release) != rests[file.Release.ID] {
			return nil, fmt.Errorf("%s: it is not the release that findings cited", f.Name)
		}
		if !found[file.Release.ID] {
			list = append(list, file.Release)
		}
		found[file.Release.ID] = true
	}
	if len(found) != len(rests) {
		return nil, fmt.Errorf("findings rest on %d releases, and %d are there", len(rests), len(found))
	}
	return list, nil
}
