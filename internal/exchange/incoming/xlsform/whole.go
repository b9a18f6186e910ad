package xlsform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"kist/internal/exchange/incoming"
)

// whole checks that every part of a workbook can be unpacked within limits and read
// to its end: excelize stops at what it cannot read, and what follows would be lost
// without a word. A document type, and so any entity of its own, is refused.
func whole(file []byte) error {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return incoming.Troubled("not_workbook")
	}
	left := int64(maxUnzipped)
	for _, part := range z.File {
		if !strings.HasSuffix(part.Name, ".xml") && !strings.HasSuffix(part.Name, ".rels") {
			continue
		}
		n, err := readPart(part, left)
		if left -= n; left <= 0 {
			return incoming.Troubled("unzipped", "most", maxUnzipped>>20)
		}
		if err != nil {
			return incoming.Troubled("damaged", "part", part.Name)
		}
	}
	return nil
}

// readPart reads a part as XML, at most so many bytes of it, and gives how many it
// was.
func readPart(part *zip.File, most int64) (int64, error) {
	r, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close() // it was only read
	limited := &io.LimitedReader{R: r, N: most}
	d := xml.NewDecoder(limited)
	for {
		token, err := d.Token()
		switch t := token.(type) {
		case xml.Directive:
			if bytes.HasPrefix(bytes.ToUpper(t), []byte("DOCTYPE")) {
				return most - limited.N, errors.New("document type")
			}
		case nil:
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return most - limited.N, err
		}
		if err != nil {
			return most - limited.N, err
		}
	}
}
