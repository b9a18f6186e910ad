// Package own reads and writes Kist's own questionnaires: the file of a survey (.yaml),
// or an archive (.zip) of that and of a file for each other language. What is written
// and read again is the same survey.
package own

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// maxFiles is how many files an archive may have: more than there are languages.
const maxFiles = 100

// The parts of the account: the survey's own file, and those of other languages.
const (
	partSurvey       = "survey"
	partTranslations = "translations"
)

// Parts are the parts of a file in the order of the account.
func Parts() []string { return []string{"", partSurvey, partTranslations} }

// Read reads a file that somebody calls name. One with mistakes gives a form of an
// empty survey, whose account has each mistake in its line; incoming.Trouble is for
// a file in which no survey can be found.
func Read(name string, file []byte) (*incoming.Form, error) {
	if len(file) > incoming.MaxFile {
		return nil, incoming.Troubled("large", "most", incoming.MaxFile>>20)
	}
	if !bytes.HasPrefix(file, []byte("PK\x03\x04")) { // a file alone is an archive of one
		var err error
		key := incoming.Key(strings.TrimSuffix(path.Base(name), path.Ext(name)))
		if file, err = archive(map[string][]byte{key + ".yaml": file}); err != nil {
			return nil, err
		}
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(z.File) > maxFiles {
		return nil, incoming.Troubled("own_archive", "most", maxFiles)
	}
	left := uint64(incoming.MaxFile)
	for _, f := range z.File { // no more is read than an archive says that there is
		if f.UncompressedSize64 > left {
			return nil, incoming.Troubled("unzipped", "most", incoming.MaxFile>>20)
		}
		left -= f.UncompressedSize64
	}
	at, err := only(z)
	if err != nil {
		return nil, err
	}
	survey, err := surveys.Parse(z, at)
	if err != nil {
		return &incoming.Form{Whole: &surveys.Survey{}, Notes: mistakes(z, at)}, nil
	}
	return &incoming.Form{Whole: survey, Notes: kept(survey)}, nil
}

// only is the name of the one file of an archive that is a survey's own: those of other
// languages have the language in their names.
func only(z *zip.Reader) (string, error) {
	found := ""
	for _, f := range z.File {
		base := path.Base(f.Name)
		if path.Ext(base) != ".yaml" || strings.Count(base, ".") > 1 || strings.HasPrefix(base, ".") {
			continue
		}
		if found != "" {
			return "", incoming.Troubled("own_two", "one", path.Base(found), "other", base)
		}
		found = f.Name
	}
	if found == "" {
		return "", incoming.Troubled("own_none")
	}
	return found, nil
}

// mistakes are the findings of a survey that cannot be used.
func mistakes(z *zip.Reader, at string) []incoming.Note {
	var notes []incoming.Note
	for _, f := range surveys.Check(z, at) {
		part, name := partSurvey, f.Place
		if f.File != path.Base(at) {
			part, name = partTranslations, f.File
		}
		notes = append(notes, incoming.Note{
			Place: incoming.Place{Part: part, Line: f.Line, Name: name}, Fate: incoming.Left, Why: "own_mistake",
			Args: map[string]any{"message": incoming.Short(f.Message), "fix": incoming.Short(f.Fix)},
		})
	}
	return notes
}

// kept says of each question that it is as it was.
func kept(s *surveys.Survey) []incoming.Note {
	notes := []incoming.Note{{Place: incoming.Place{Part: partSurvey, Name: s.Key}, Fate: incoming.Kept, Why: "own_whole"}}
	for _, q := range s.Questions {
		notes = append(notes, incoming.Note{Place: incoming.Place{Part: partSurvey, Name: q.Key}, Fate: incoming.Kept})
	}
	for _, lang := range s.Languages {
		if lang != s.Source {
			notes = append(notes, incoming.Note{Place: incoming.Place{Part: partTranslations, Name: lang}, Fate: incoming.Kept})
		}
	}
	return notes
}

// Write is the file of a survey, with the name that it is to have.
func Write(s *surveys.Survey) (name string, file []byte, err error) {
	files := s.Files()
	if len(files) == 1 {
		name = s.Key + ".yaml"
		return name, files[name], nil
	}
	file, err = archive(files)
	return s.Key + ".zip", file, err
}

// archive packs files in the order of their names, and nothing of when or where.
func archive(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}
