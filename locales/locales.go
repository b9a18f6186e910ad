// Package locales holds every word that a page says, one file a language.
// Translators change only the .yaml files beside this one.
package locales

import "embed"

// Files are the language files.
//
//go:embed *.yaml
var Files embed.FS
