package ballot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/redact"
	"kist/internal/seal"
	"kist/surveys"
)

// Form is one child's answers on their way in, checked already by
// surveys.Accept. It is never stored; pack makes of it what is.
type Form struct {
	Round    string // id of the round
	Edition  string
	AgeBand  string // follows from the edition; easy-read asks it
	Language string
	Setting  string // key of the setting whose code was used
	Mode     string // how it was answered: "online", "paper", ...
	Secret   Secret
	Slip     string // as printed or typed; empty on an open link
	Answers  surveys.Answers
	Texts    map[string]string // question key -> what the child wrote

	Trace    Trace             // in a pilot: how it was filled in; nil elsewhere
	Comments map[string]string // in a pilot: question key -> what the tester said of the question
}

// Row is what is counted of one response. It holds no text.
type Row struct {
	Edition  string          `json:"edition"`
	AgeBand  string          `json:"age_band"`
	Language string          `json:"language"`
	Setting  string          `json:"setting"`
	Mode     string          `json:"mode"`
	Answers  surveys.Answers `json:"answers"`
	Tag      string          `json:"tag"` // found again by the receipt only
	Trace    Trace           `json:"trace,omitempty"`
}

// Text is one text as the holder of the texts key reads it: redacted, and with
// nothing that leads to the row it came with.
type Text struct {
	Question string `json:"question"`
	Edition  string `json:"edition"`
	Language string `json:"language"`
	Setting  string `json:"setting"`
	Text     string `json:"text"`
	Comment  bool   `json:"comment,omitempty"` // on the question itself, left in a pilot
}

// Bytes is the text as it is sealed: its markers are short, so that it has no more
// characters than the child wrote.
func (t Text) Bytes() ([]byte, error) {
	t.Text = redact.Short(t.Text)
	b, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("ballot: encode: %w", err)
	}
	return b, nil
}

// ParseText reads what Bytes wrote, with its markers spelled. fault.Invalid for
// anything else.
func ParseText(b []byte) (t Text, err error) {
	if json.Unmarshal(b, &t) != nil { // its error would quote the text
		return Text{}, fault.Wrap(fault.Invalid, "ballot: text")
	}
	t.Text = redact.Spell(t.Text)
	return t, nil
}

// sealedText is an inner envelope with the tag by which it can be withdrawn.
type sealedText struct {
	Tag    string
	Sealed []byte
}

// outer is what the outer envelope holds.
type outer struct {
	Row   Row
	Texts []sealedText
}

// The sizes that envelopes are padded to, so that their length tells little. A
// questionnaire with a story of a few lines is as long as one without.
var (
	outerClasses = seal.Classes{4 << 10, 8 << 10, 16 << 10, 64 << 10}
	innerClasses = seal.Classes{512, 2 << 10, 8 << 10}
)

const (
	outerPurpose = "kist answers "
	innerPurpose = "kist text "
)

// publicKeys are the two public halves of a round, read once, and what takes out of
// its texts what would tell who wrote them.
type publicKeys struct {
	answers, texts seal.Public
	words          *redact.Redactor
}

func parseKeys(r *inspections.Round) (k publicKeys, err error) {
	if k.answers, err = seal.ParsePublic(r.AnswersKey); err != nil {
		return k, fmt.Errorf("round %s: %w", r.ID, err)
	}
	if k.texts, err = seal.ParsePublic(r.TextsKey); err != nil {
		return k, fmt.Errorf("round %s: %w", r.ID, err)
	}
	k.words = redact.New(redact.Own{People: r.Own.People, Schools: r.Own.Schools, Homes: r.Own.Homes})
	return k, nil
}

// pack redacts and seals a form for its round: texts first, each on its own,
// then all of it, padded.
func pack(k publicKeys, f Form) ([]byte, error) {
	texts, err := packTexts(k, f)
	if err != nil {
		return nil, err
	}
	plain, err := encodeOuter(outer{f.row(), texts})
	if err != nil {
		return nil, err
	}
	return k.answers.Seal(outerPurpose+f.Round, seal.Pad(plain, outerClasses))
}

// row is what is counted of the form.
func (f Form) row() Row {
	return Row{f.Edition, f.AgeBand, f.Language, f.Setting, f.Mode, f.Answers, f.Secret.Receipt().Tag(), f.Trace}
}

func packTexts(k publicKeys, f Form) ([]sealedText, error) {
	var texts []sealedText
	add := func(name string, inner Text) error {
		inner.Edition, inner.Language, inner.Setting = f.Edition, f.Language, f.Setting
		inner.Text = k.words.Text(inner.Text, f.Language)
		plain, err := inner.Bytes()
		if err != nil {
			return err
		}
		sealed, err := k.texts.Seal(innerPurpose+f.Round, seal.Pad(plain, innerClasses))
		texts = append(texts, sealedText{f.Secret.Receipt().TextTag(name), sealed})
		return err
	}
	for _, q := range slices.Sorted(maps.Keys(f.Texts)) {
		if err := add(q, Text{Question: q, Text: f.Texts[q]}); err != nil {
			return nil, err
		}
	}
	for _, q := range slices.Sorted(maps.Keys(f.Comments)) {
		if err := add(CommentOn(q), Text{Question: q, Text: f.Comments[q], Comment: true}); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// unpack opens one outer envelope.
func unpack(key seal.Private, round string, sealed []byte) (outer, error) {
	padded, err := key.Open(outerPurpose+round, sealed)
	if err != nil {
		return outer{}, err
	}
	plain, err := seal.Unpad(padded, outerClasses)
	if err != nil {
		return outer{}, err
	}
	return decodeOuter(plain)
}

// openText opens one inner envelope.
func openText(key seal.Private, round string, sealed []byte) (Text, error) {
	padded, err := key.Open(innerPurpose+round, sealed)
	if err != nil {
		return Text{}, err
	}
	plain, err := seal.Unpad(padded, innerClasses)
	if err != nil {
		return Text{}, err
	}
	return ParseText(plain)
}
