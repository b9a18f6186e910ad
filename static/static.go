// Package static holds style sheets, scripts and pictures: bytes that are
// served as they are.
package static

import "embed"

// Files are the style sheets, scripts and pictures.
//
//go:embed *.css *.js *.svg
var Files embed.FS
