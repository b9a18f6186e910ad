// Package static holds style sheets, scripts, pictures, fonts and schemas: bytes that
// are served as they are.
package static

import "embed"

// Files are the style sheets, scripts, pictures, fonts and schemas. The fonts are SIL's
// Andika and, for Arabic and Gurmukhi, Noto Sans, cut down by letters/make.py and
// under their licence, letters/OFL.txt and letters/OFL-noto.txt.
//
//go:embed *.css *.js *.json *.svg *.woff2
var Files embed.FS
