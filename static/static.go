// Package static holds style sheets, scripts, pictures and fonts: bytes that
// are served as they are.
package static

import "embed"

// Files are the style sheets, scripts, pictures and fonts. The fonts are
// SIL's Andika, cut down by letters/make.py and under its licence,
// letters/OFL.txt.
//
//go:embed *.css *.js *.svg *.woff2
var Files embed.FS
