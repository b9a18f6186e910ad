// Package standing holds what Kist itself asks, the same everywhere: on the page where
// children read what came of what they said, whether that answers them. It is written
// like a starter questionnaire (see surveys/samples) and frozen like any other.
package standing

import (
	"embed"
	"sync"

	"kist/surveys"
)

//go:embed *.yaml
var files embed.FS

// AnswersYou is the key of the survey and of its one question.
const AnswersYou = "answers_you"

var read = sync.OnceValues(func() (*surveys.Survey, error) { return surveys.Parse(files, AnswersYou+".yaml") })

// Survey is the survey of that one question, shared: it must not be changed. The error
// is a fault of the build.
func Survey() (*surveys.Survey, error) { return read() }
