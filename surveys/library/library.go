// Package library embeds the question library that Kist begins with: ready-made
// questions, a file for each wellbeing indicator, in the format of
// surveys/samples.
package library

import "embed"

// Files are the files of the library, each a survey for surveys.Parse whose
// questions are to be taken one by one.
//
//go:embed *.yaml
var Files embed.FS
