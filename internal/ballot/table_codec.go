package ballot

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"kist/internal/fault"
	"kist/surveys"
)

// The rows of a box are sealed in one of two forms, told apart by the first byte. All
// boxes from before there was a table are a JSON list of rows, and so is every box of
// a pilot, which has traces. Any other is a table: a mark, the number of rows, the five
// columns, the questions, the tags, and noughts up to a multiple of tablePad, so that
// the size of a box tells less of what was answered. A column is the number of its
// values, each with its length before it, and then of each row which one it has, in one
// byte, or in two if there are more than 256. An answer is the number of its parts,
// and these.

const (
	tableMark = 1
	tablePad  = 1 << 10
)

// encodeRows writes rows as they are sealed.
func encodeRows(rows []Row) ([]byte, error) {
	if len(rows) <= maxRows {
		if t := TableOf(rows); t.traces == nil && t.tags != nil {
			return t.encode(), nil
		}
	}
	plain, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("ballot: encode: %w", err)
	}
	return plain, nil
}

// decodeRows reads what encodeRows wrote, or what boxes held before. fault.Invalid
// otherwise; its error quotes nothing of what was answered.
func decodeRows(b []byte) (*Table, error) {
	if len(b) > 0 && b[0] == tableMark {
		return decodeTable(b[1:])
	}
	var rows []Row
	if json.Unmarshal(b, &rows) != nil || len(rows) > maxRows {
		return nil, fault.Wrap(fault.Invalid, "ballot: rows")
	}
	return TableOf(rows), nil
}

func (t *Table) encode() []byte {
	b := binary.AppendUvarint([]byte{tableMark}, uint64(t.n))
	for _, c := range t.columns() {
		b = binary.AppendUvarint(b, uint64(len(c.Values)))
		for _, value := range c.Values {
			b = appendText(b, value)
		}
		b = appendCodes(b, c.At, len(c.Values))
	}
	b = binary.AppendUvarint(b, uint64(len(t.Given)))
	for _, g := range t.Given {
		b = binary.AppendUvarint(appendText(b, g.Question), uint64(len(g.Values)))
		for _, answer := range g.Values {
			b = binary.AppendUvarint(b, uint64(len(answer)))
			for _, part := range answer {
				b = appendText(b, part)
			}
		}
		b = appendCodes(b, g.At, len(g.Values))
	}
	b = append(b, t.tags...)
	return append(b, make([]byte, (tablePad-len(b)%tablePad)%tablePad)...)
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendCodes(b []byte, at []uint16, values int) []byte {
	for _, v := range at {
		if values > 1<<8 {
			b = append(b, byte(v>>8))
		}
		b = append(b, byte(v))
	}
	return b
}

// tableReader cuts a table into its parts. Once something is wrong, everything is.
type tableReader struct {
	b     []byte
	all   string // the bytes that b is the end of, as texts are cut from them
	codes []uint16
	bad   bool
}

// decodeTable reads what comes after the mark.
func decodeTable(b []byte) (*Table, error) {
	r := &tableReader{b: b, all: string(b)}
	t := &Table{n: r.count(maxRows)}
	for _, c := range t.columns() {
		c.Values = make([]string, r.count(t.n))
		for i := range c.Values {
			c.Values[i] = r.text()
		}
		c.At = r.rows(t.n, len(c.Values))
	}
	t.Given = make([]Given, r.count(len(r.b)))
	last := ""
	for i := range t.Given {
		g := &t.Given[i]
		g.Question = r.text()
		g.Values = r.answers(r.count(t.n + 1))
		g.At = r.rows(t.n, len(g.Values))
		r.bad = r.bad || len(g.Values) == 0 || i > 0 && g.Question <= last
		last = g.Question
	}
	t.tags = r.cut(t.n * tagSize)
	for _, nought := range r.b {
		r.bad = r.bad || nought != 0
	}
	if r.bad || len(r.b) >= tablePad {
		return nil, fault.Wrap(fault.Invalid, "ballot: table")
	}
	return t, nil
}

// cut takes the next n bytes.
func (r *tableReader) cut(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	part := r.b[:n]
	r.b = r.b[n:]
	return part
}

// count takes a number, which is at most limit; 0 if it is not.
func (r *tableReader) count(limit int) int {
	n, size := binary.Uvarint(r.b)
	if r.bad || size <= 0 || n > uint64(limit) || n > uint64(len(r.b)) { // each of them takes a byte at least
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

// text takes a text, which shares its bytes with all others.
func (r *tableReader) text() string {
	n := r.count(len(r.b))
	from := len(r.all) - len(r.b)
	return r.all[from : from+len(r.cut(n))]
}

// answers takes n answers.
func (r *tableReader) answers(n int) []surveys.Answer {
	list := make([]surveys.Answer, n)
	parts := make([]string, 0, n)
	for i := range list {
		m := r.count(len(r.b))
		if r.bad = r.bad || (m == 0) != (i == 0); m == 0 {
			continue
		}
		first := len(parts)
		for range m {
			if r.bad {
				return list
			}
			parts = append(parts, r.text())
		}
		list[i] = surveys.Answer(parts[first:len(parts):len(parts)])
	}
	return list
}

// rows takes of each of n rows which of so many values it has.
func (r *tableReader) rows(n, values int) []uint16 {
	size := n
	if values > 1<<8 {
		size *= 2
	}
	part := r.cut(size)
	if len(part) < size {
		return nil
	}
	at := r.room(n)
	for i := range at {
		if values > 1<<8 {
			at[i] = binary.BigEndian.Uint16(part[2*i:])
		} else {
			at[i] = uint16(part[i])
		}
		r.bad = r.bad || int(at[i]) >= values
	}
	return at
}

// room is space for n codes, of which one piece holds those of many columns.
func (r *tableReader) room(n int) []uint16 {
	if len(r.codes) < n {
		r.codes = make([]uint16, max(n, min(32*n, len(r.b))))
	}
	at := r.codes[:n:n]
	r.codes = r.codes[n:]
	return at
}
