// Package says is used by another.
package says

import "fmt"

// So prints.
func So(format string, values ...any) { fmt.Printf(format, values...) }

// Before does nothing.
//
// Deprecated: it does nothing.
func Before() {}
