// Package weak has what gosec is there to find, a line for each kind of rule. The test
// names the lines.
package weak

import (
	"crypto/md5"
	"html/template"
	"net/http"
	"os"
)

// Each of the functions below is wrong on its line, the last one excepted.

func sum(b []byte) [16]byte {

	//
	return md5.Sum(b)
}

func read(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	return b, err
}

func element(text string) template.HTML {
	return template.HTML(text)
}

func narrow(n int) uint8 { return uint8(n) }

func lead(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
}

func elementAgain(text string) template.HTML {
	return template.HTML(text) // #nosec G203 -- the test's own
}
