// Package static holds style sheets, scripts, pictures, fonts and schemas: bytes that
// are served as they are.
package static

import "embed"

// Files are the style sheets, scripts, pictures, fonts and schemas. The fonts are
// SIL's Andika, cut down by letters/make.py and under its licence,
// letters/OFL.txt.
//
//go:embed *.css *.js *.json *.svg *.woff2
var Files embed.FS
