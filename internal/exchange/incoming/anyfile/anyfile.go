// Package anyfile reads a questionnaire from a file of any kind that is taken in. It
// tells them apart by what is in them, for a file's name is often wrong; the name
// decides only between kinds of plain text.
package anyfile

import (
	"archive/zip"
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/limesurvey"
	"kist/internal/exchange/incoming/own"
	"kist/internal/exchange/incoming/questions"
	"kist/internal/exchange/incoming/xlsform"
)

// kind is one kind of file.
type kind struct {
	format string
	is     func(ext string, file []byte) bool
	read   func(name string, file []byte) (*incoming.Form, error)
	parts  func() []string
}

// kinds are asked in this order.
var kinds = []kind{
	{"limesurvey", isArchive, func(string, []byte) (*incoming.Form, error) { return nil, incoming.Troubled("lime_archive") }, limesurvey.Parts},
	{"kist", isOwn, own.Read, own.Parts},
	{"xlsform", isZip, nameless(xlsform.Read), xlsform.Parts},
	{"limesurvey", isXML, nameless(limesurvey.Read), limesurvey.Parts},
	{"questions", isTable, nameless(questions.Read), questions.Parts},
}

// nameless is a reader that asks for no name.
func nameless(read func([]byte) (*incoming.Form, error)) func(string, []byte) (*incoming.Form, error) {
	return func(_ string, file []byte) (*incoming.Form, error) { return read(file) }
}

// Formats are the kinds of file that Read knows, each the end of a text id.
func Formats() []string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.format)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Read reads the file that somebody calls name. parts are the names of its parts for
// incoming.Draft; format is one of Formats, and empty if the file is of no kind that
// is known. incoming.Trouble if nothing of it can be read.
func Read(name string, file []byte) (form *incoming.Form, parts []string, format string, err error) {
	switch {
	case len(file) > incoming.MaxFile:
		return nil, nil, "", incoming.Troubled("large", "most", incoming.MaxFile>>20)
	case len(bytes.TrimSpace(file)) == 0:
		return nil, nil, "", incoming.Troubled("empty")
	}
	ext := strings.ToLower(path.Ext(name))
	for _, k := range kinds {
		if k.is(ext, file) {
			form, err = k.read(name, file)
			return form, k.parts(), k.format, err
		}
	}
	return nil, nil, "", incoming.Troubled("format")
}

// isZip says that a file is an archive, as workbooks are.
func isZip(_ string, file []byte) bool { return bytes.HasPrefix(file, []byte("PK\x03\x04")) }

// isArchive says that a file is what LimeSurvey calls an archive: a survey with the
// answers that people gave to it.
func isArchive(ext string, file []byte) bool {
	return isZip(ext, file) && slices.ContainsFunc(names(file), func(name string) bool { return path.Ext(name) == ".lss" })
}

// isOwn says that a file is one of ours, or an archive of such. A name
// at the beginning of a line tells it from a table of questions.
func isOwn(ext string, file []byte) bool {
	if isZip(ext, file) {
		return slices.ContainsFunc(names(file), func(name string) bool { return path.Ext(name) == ".yaml" })
	}
	return ext == ".yaml" || ext == ".yml" || ext != ".csv" && ext != ".tsv" && questionsPart.Match(file)
}

// questionsPart is a line that every file of ours has.
var questionsPart = regexp.MustCompile(`(?m)^questions:\s*$`)

// names are those of an archive's files.
func names(file []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil
	}
	var list []string
	for _, f := range z.File {
		list = append(list, f.Name)
	}
	return list
}

// isXML says that a file begins as LimeSurvey's do, in this encoding or another.
func isXML(ext string, file []byte) bool {
	file = bytes.TrimPrefix(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")), []byte("\xff\xfe"))
	return ext == ".lss" || bytes.HasPrefix(bytes.TrimLeft(file, " \t\r\n\x00"), []byte("<"))
}

// isTable says that a file is plain text, which may be a table of questions. Text in
// other letters than UTF-8 is only known by its name.
func isTable(ext string, file []byte) bool {
	switch ext {
	case ".csv", ".tsv", ".tab", ".txt":
		return true
	}
	return utf8.Valid(file) && !bytes.ContainsRune(file, 0)
}
