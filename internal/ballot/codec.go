package ballot

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"kist/internal/fault"
)

// An outer envelope is frames one after another: the row as JSON, then two for
// each text, its tag and its inner envelope. Frames rather than JSON all through,
// because JSON would make the sealed texts a third longer, twice over.

// encodeOuter writes what goes into an outer envelope.
func encodeOuter(o outer) ([]byte, error) {
	row, err := json.Marshal(o.Row)
	if err != nil {
		return nil, fmt.Errorf("ballot: encode: %w", err)
	}
	return appendTexts(appendFrame(nil, row), o.Texts), nil
}

// decodeOuter reads it. fault.Invalid for anything that encodeOuter did not write.
func decodeOuter(b []byte) (outer, error) {
	row, rest, err := cutFrame(b)
	if err != nil {
		return outer{}, err
	}
	var o outer
	if json.Unmarshal(row, &o.Row) != nil { // its error would quote what a child answered
		return outer{}, fault.Wrap(fault.Invalid, "ballot: row")
	}
	o.Texts, err = decodeTexts(rest)
	return o, err
}

// appendTexts writes tags and inner envelopes as frames.
func appendTexts(b []byte, texts []sealedText) []byte {
	for _, t := range texts {
		b = appendFrame(appendFrame(b, []byte(t.Tag)), t.Sealed)
	}
	return b
}

// decodeTexts reads what appendTexts wrote; fault.Invalid otherwise.
func decodeTexts(b []byte) ([]sealedText, error) {
	var texts []sealedText
	for len(b) > 0 {
		tag, rest, err := cutFrame(b)
		if err != nil {
			return nil, err
		}
		if _, err := hex.DecodeString(string(tag)); err != nil {
			return nil, fault.Wrap(fault.Invalid, "ballot: tag")
		}
		sealed, rest, err := cutFrame(rest)
		if err != nil {
			return nil, err
		}
		texts = append(texts, sealedText{string(tag), sealed})
		b = rest
	}
	return texts, nil
}

func appendFrame(b, frame []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(frame))), frame...)
}

// cutFrame takes the first frame; fault.Invalid if there is no whole one.
func cutFrame(b []byte) (frame, rest []byte, err error) {
	const head = 4
	if len(b) < head || uint64(binary.BigEndian.Uint32(b)) > uint64(len(b)-head) {
		return nil, nil, fault.Wrap(fault.Invalid, "ballot: broken frame")
	}
	n := head + int(binary.BigEndian.Uint32(b))
	return b[head:n], b[n:], nil
}
