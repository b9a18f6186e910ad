package xlsform

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// styles reads which styles of cells make a date of a number.
func (b *book) styles(name string) error {
	custom, inside := map[string]string{}, false
	return b.each(name, func(e xml.StartElement, _ *part) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		case "cellXfs":
			inside = true
		case "cellStyles", "dxfs":
			inside = false
		case "xf":
			if inside {
				id := attribute(e, "numFmtId")
				b.dates = append(b.dates, isDate(id, custom[id]))
			}
		}
		return nil
	})
}

// notFormat is what in a format is words, a colour or a sign put as it is.
var notFormat = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

// isDate says whether a format writes a number as a date or a time: some that every
// program knows by number, and those that hold a year, a month, a day or an hour.
func isDate(id, code string) bool {
	n, err := strconv.Atoi(id)
	if err != nil {
		return false
	}
	if code == "" {
		return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
	}
	return strings.ContainsAny(strings.ToLower(notFormat.ReplaceAllString(code, "")), "ymdhs")
}

// number writes a number: whole ones without a point, whatever program saved them,
// and dates as 2026-11-26.
func (b *book) number(text string, date bool) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	switch {
	case err != nil || math.IsNaN(f) || math.IsInf(f, 0):
		return text
	case date && f >= 0 && f < 3_000_000:
		return b.date(f)
	case f == math.Trunc(f) && math.Abs(f) < 1e15:
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func (b *book) date(days float64) string {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if b.from == 1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	whole := math.Floor(days)
	at := first.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86400)) * time.Second)
	switch {
	case whole == 0 && b.from == 1900:
		return at.Format("15:04:05")
	case days == whole:
		return at.Format("2006-01-02")
	}
	return at.Format("2006-01-02 15:04:05")
}
