package sav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// read is a system file as a program sees it that follows the description of the
// format and nothing else: what this package wrote is none of its business.
type read struct {
	fileLabel, made string
	encoding        string
	cases           int
	variables       []*readVariable
	documents       []string
	rows            [][]any // float64, string, or nil for no number at all
}

type readVariable struct {
	short          string
	name, label    string
	width          int
	format         int
	missing        []float64 // a range
	labels         map[any]string
	measure, shown int
	segments       int // that its texts are cut into
	segmentWidths  []int
}

// reader goes through the bytes; the first error stays.
type reader struct {
	b   []byte
	err error
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.err = errors.Join(r.err, fmt.Errorf("%d bytes are wanted, %d are left", n, len(r.b)))
		return make([]byte, max(0, min(n, 1<<16)))
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) int() int { return int(int32(binary.LittleEndian.Uint32(r.bytes(4)))) }
func (r *reader) number() float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(r.bytes(8)))
}
func (r *reader) text(n int) string {
	return strings.TrimRight(string(r.bytes(n)), " ")
}

func (r *reader) must(ok bool, format string, args ...any) {
	if !ok {
		r.err = errors.Join(r.err, fmt.Errorf(format, args...))
	}
}

// readFile reads a whole file. It names everything that is not as the format is
// described.
func readFile(b []byte) (*read, error) {
	r, out := &reader{b: b}, &read{}
	size := out.header(r)
	raw := map[int]*readVariable{} // by the place of its first element
	for place := 1; r.err == nil; {
		switch kind := r.int(); kind {
		case 2:
			raw[place] = out.variable(r)
			place += elements(raw[place].width)
		case 3:
			out.shortLabels(r, raw)
		case 6:
			for range r.int() {
				out.documents = append(out.documents, r.text(80))
			}
		case 7:
			out.extension(r)
		case 999:
			r.must(r.int() == 0, "the dictionary does not end in 0")
			r.must(place-1 == size, "%d elements are described, %d in a case", place-1, size)
			out.data(r)
			r.must(len(r.b) == 0, "%d bytes after the last case", len(r.b))
			return out, r.err
		default:
			r.must(false, "a record of type %d", kind)
		}
	}
	return nil, r.err
}

func (f *read) header(r *reader) (size int) {
	r.must(r.text(4) == "$FL2", "not a system file")
	r.must(strings.HasPrefix(r.text(60), "@(#) SPSS DATA FILE"), "no product name")
	r.must(r.int() == 2, "another layout")
	size = r.int()
	r.must(r.int() == 0, "compressed")
	r.must(r.int() == 0, "weighted")
	f.cases = r.int()
	r.must(r.number() == 100, "another bias")
	f.made = r.text(9) + " " + r.text(8)
	f.fileLabel = r.text(64)
	r.bytes(3)
	return size
}

func (f *read) variable(r *reader) *readVariable {
	v := &readVariable{width: r.int(), labels: map[any]string{}, segments: 1}
	hasLabel, missing := r.int(), r.int()
	v.format = r.int()
	r.must(r.int() == v.format, "printed and written differ")
	v.short = r.text(8)
	v.name = v.short
	r.must(v.width >= 0 && v.width <= 255, "%s is %d wide", v.name, v.width)
	if hasLabel == 1 {
		n := r.int()
		r.must(n > 0 && n <= 255, "a label of %d bytes", n)
		v.label = string(r.bytes((n + 3) / 4 * 4))[:n]
	}
	r.must(missing == 0 || missing == -2, "%d missing values", missing)
	if missing == -2 {
		v.missing = []float64{r.number(), r.number()}
	}
	for range elements(v.width) - 1 {
		r.must(r.int() == 2 && r.int() == -1, "%s is not continued", v.name)
		r.bytes(24)
	}
	f.variables = append(f.variables, v)
	return v
}

func (f *read) shortLabels(r *reader, raw map[int]*readVariable) {
	labels := map[[8]byte]string{}
	for range r.int() {
		value := [8]byte(r.bytes(8))
		n := int(r.bytes(1)[0])
		labels[value] = string(r.bytes((n+8)/8*8 - 1))[:n]
	}
	r.must(r.int() == 4, "labels of no variables")
	for range r.int() {
		v := raw[r.int()]
		for value, label := range labels {
			if v.width == 0 {
				v.labels[math.Float64frombits(binary.LittleEndian.Uint64(value[:]))] = label
			} else {
				v.labels[strings.TrimRight(string(value[:]), " ")] = label
			}
		}
	}
}

func (f *read) extension(r *reader) {
	subtype, size, count := r.int(), r.int(), r.int()
	r.must(size > 0 && count >= 0, "an extension of %d times %d", count, size)
	in := &reader{b: r.bytes(size * count)}
	switch subtype {
	case 3:
		in.bytes(24)
		r.must(in.int() == 2 && in.int() == 65001, "not little-endian, or not UTF-8")
	case 4:
		r.must(in.number() == -math.MaxFloat64, "another number for none")
	case 11:
		for _, v := range f.variables {
			v.measure, v.shown = in.int(), in.int()
			in.int()
		}
	case 13:
		f.longNames(in)
	case 14:
		f.veryLong(in)
	case 16:
		in.bytes(8)
		r.must(in.int() == f.cases, "another number of cases")
	case 20:
		f.encoding = string(in.b)
	case 21:
		f.longLabels(in)
	default:
		r.must(false, "an extension of type %d", subtype)
	}
	r.err = errors.Join(r.err, in.err)
}

func (f *read) longNames(r *reader) {
	names := map[string]string{}
	for _, pair := range strings.Split(string(r.b), "\t") {
		short, long, _ := strings.Cut(pair, "=")
		names[short] = long
	}
	for _, v := range f.variables {
		if long, ok := names[v.name]; ok {
			v.name = long
		}
	}
}

// veryLong joins the segments of long texts, which stand side by side.
func (f *read) veryLong(r *reader) {
	for _, entry := range strings.Split(strings.TrimSuffix(string(r.b), "\x00\t"), "\x00\t") {
		short, width, _ := strings.Cut(entry, "=")
		n, err := strconv.Atoi(width)
		r.must(err == nil && n > 255, "%q is no long text", entry)
		i := slices.IndexFunc(f.variables, func(v *readVariable) bool { return v.short == short })
		if i < 0 {
			r.must(false, "%q is no variable", short)
			return
		}
		v := f.variables[i]
		v.segments = (n + 251) / 252
		for _, part := range f.variables[i : i+v.segments] {
			v.segmentWidths = append(v.segmentWidths, part.width)
		}
		v.width = n
		f.variables = append(f.variables[:i+1], f.variables[i+v.segments:]...)
	}
}

func (f *read) longLabels(r *reader) {
	for len(r.b) > 0 && r.err == nil {
		name := string(r.bytes(r.int()))
		width := r.int()
		for range r.int() {
			r.must(r.int() == width, "a value of another width")
			value := r.text(width)
			label := string(r.bytes(r.int()))
			for _, v := range f.variables {
				if v.name == name {
					r.must(v.width == width, "%s is %d wide, not %d", name, v.width, width)
					v.labels[value] = label
				}
			}
		}
	}
}

func (f *read) data(r *reader) {
	for range f.cases {
		var row []any
		for _, v := range f.variables {
			if v.width == 0 {
				if n := r.number(); n == -math.MaxFloat64 {
					row = append(row, nil)
				} else {
					row = append(row, n)
				}
				continue
			}
			var text bytes.Buffer
			widths := v.segmentWidths
			if widths == nil {
				widths = []int{v.width}
			}
			for _, width := range widths {
				text.Write(r.bytes(elements(width) * 8)[:width])
			}
			row = append(row, strings.TrimRight(text.String(), " "))
		}
		f.rows = append(f.rows, row)
	}
}
