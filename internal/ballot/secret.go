package ballot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/seal"
)

// Secret is the one secret of one form: 128 random bits, made by the page, or
// by the server on the check page. Everything that must be told of a form
// without telling whose it is, is derived from it.
type Secret [16]byte

// NewSecret makes a random secret.
func NewSecret() Secret { return Secret(seal.Random(len(Secret{}))) }

// ParseSecret reads what Secret.String or the page's script wrote: 22
// characters of unpadded base64url. fault.Invalid otherwise.
func ParseSecret(text string) (Secret, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != len(Secret{}) {
		return Secret{}, fault.Problem{Field: "_s", ID: "problem.secret"}
	}
	return Secret(b), nil
}

// String is the secret as the form carries it.
func (s Secret) String() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// derive makes a value for one use; nothing about s or another use follows
// from it.
func (s Secret) derive(use string) []byte {
	mac := hmac.New(sha256.New, s[:])
	mac.Write([]byte(use))
	return mac.Sum(nil)[:16]
}

// once tells a retry of this form from a second child with the same slip.
func (s Secret) once() string { return hex.EncodeToString(s.derive("once")) }

// send is the key under which this form is handed in on an open link.
func (s Secret) send() []byte { return s.derive("send") }

// Receipt is what a child may keep as six words: it finds the tags of the child's
// row and texts, to withdraw them, and nothing else.
func (s Secret) Receipt() Receipt { return Receipt(codewords.From(s.derive("receipt"))) }

// Receipt is 66 bits that only the child holds. They need to withstand guessing
// through the page that withdraws, not a search: whoever knows a tag has the keys,
// or has it from a withdrawal that was made.
type Receipt codewords.Code

// ParseReceipt reads a receipt as a child typed it. Errors of codewords.Parse.
func ParseReceipt(typed string) (Receipt, error) {
	c, err := codewords.Parse(typed)
	return Receipt(c), err
}

// Words are the six words that a child keeps.
func (r Receipt) Words() []string { return codewords.Code(r).Words() }

// Tag marks the row inside the seal: who has the receipt and the round's key finds by
// it what became of the form.
func (r Receipt) Tag() string { return r.tag("row", "") }

// TextTag marks the text given to one question.
func (r Receipt) TextTag(question string) string { return r.tag("text", question) }

func (r Receipt) tag(kind, question string) string {
	mac := hmac.New(sha256.New, codewords.Code(r).Bytes())
	mac.Write([]byte(kind + ":" + question))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
