package surveys

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"kist/internal/fault"
)

// Version is a survey frozen at publication. It never changes; answers name the
// version they were given to. It is a plain record, to be stored as it is.
type Version struct {
	Key    string `json:"survey"`          // Survey.Key
	Number int    `json:"number"`          // from 1
	Trial  bool   `json:"trial,omitempty"` // frozen to be piloted; real rounds refuse it
	Hash   string `json:"hash"`            // SHA-256 of JSON, 64 hexadecimal digits
	JSON   string `json:"json"`            // the whole survey; text, so that it can be read in the database
}

// Publish freezes a survey as version number (from 1). A survey with flaws is
// refused with Findings, which wrap fault.Invalid.
func Publish(s *Survey, number int) (*Version, error) { return freeze(s, number, false) }

// Trial freezes a survey for a pilot; the same rules.
func Trial(s *Survey, number int) (*Version, error) { return freeze(s, number, true) }

func freeze(s *Survey, number int, trial bool) (*Version, error) {
	if number < 1 {
		return nil, fault.Wrap(fault.Invalid, "version number %d", number)
	}
	if err := s.Flaws().Err(); err != nil {
		return nil, err
	}
	text, err := canonical(s)
	if err != nil {
		return nil, err
	}
	return &Version{Key: s.Key, Number: number, Trial: trial, Hash: hash(text), JSON: text}, nil
}

// canonical writes a survey as JSON, always the same bytes for the same survey:
// fields in the order of the structs, map keys sorted, no HTML escapes.
func canonical(s *Survey) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return "", fmt.Errorf("survey %s as JSON: %w", s.Key, err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ID names the version: "what_its_like-3", or "what_its_like-3-trial".
func (v *Version) ID() string {
	id := fmt.Sprintf("%s-%d", v.Key, v.Number)
	if v.Trial {
		id += "-trial"
	}
	return id
}

// Survey gives the survey as it was frozen, a new copy with each call.
// fault.Invalid if the record was altered.
func (v *Version) Survey() (*Survey, error) {
	if hash(v.JSON) != v.Hash {
		return nil, fault.Wrap(fault.Invalid, "version %s does not match its hash", v.ID())
	}
	s := new(Survey)
	if err := json.Unmarshal([]byte(v.JSON), s); err != nil {
		return nil, fault.Wrap(fault.Invalid, "version %s: %v", v.ID(), err)
	}
	return s, nil
}

// Clone is a deep copy, to be changed without changing s.
func (s *Survey) Clone() (*Survey, error) {
	text, err := canonical(s)
	if err != nil {
		return nil, err
	}
	copied := new(Survey)
	if err := json.Unmarshal([]byte(text), copied); err != nil {
		return nil, fmt.Errorf("copy of survey %s: %w", s.Key, err)
	}
	return copied, nil
}
