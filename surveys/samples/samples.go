// Package samples holds the starter questionnaires, readable and editable by
// people who write no Go. It knows nothing of what is in them: package surveys reads
// the files.
package samples

import "embed"

// Files are the questionnaires, one file a survey and one a language beside it.
//
//go:embed *.yaml
var Files embed.FS
