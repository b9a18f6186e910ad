package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"fmt"

	"kist/internal/fault"
)

// The suite to which browsers seal: the one that every browser with WebCrypto
// has, and for which RFC 9180 gives known answers (A.3).
var (
	intakeKEM  = hpke.DHKEM(ecdh.P256())
	intakeAEAD = hpke.AES128GCM()
)

// Intake opens what tablets in fieldwork mode sealed on the way in. The zero
// value opens nothing.
type Intake struct{ key hpke.PrivateKey }

// Intake is the key pair of this installation's tablets. It follows from the key
// for tickets, which every server that collects holds: so key files from before
// there were tablets go on as they are, and several collecting servers have the
// same one. Whoever takes it over can open what tablets still hold, and nothing
// that was sent before.
func (k Keys) Intake() (Intake, error) {
	if k.Tickets == (Key{}) {
		return Intake{}, nil
	}
	ikm := k.Tickets.Derive("kist intake of tablets")
	key, err := intakeKEM.DeriveKeyPair(ikm[:])
	if err != nil {
		return Intake{}, fmt.Errorf("seal: intake key: %w", err)
	}
	return Intake{key}, nil
}

// Public is the half that seals, as tablets hold it: 65 bytes, an uncompressed
// point; none for the zero value.
func (i Intake) Public() []byte {
	if i.key == nil {
		return nil
	}
	return i.key.PublicKey().Bytes()
}

// Open opens what a tablet sealed for the named purpose. fault.Invalid if it was
// altered, sealed to another key or for another purpose; fault.Denied for the
// zero value.
func (i Intake) Open(purpose string, sealed []byte) ([]byte, error) {
	if i.key == nil {
		return nil, errNoPrivate
	}
	text, err := hpke.Open(i.key, kdf, intakeAEAD, []byte(purpose), sealed)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "seal: cannot be opened for %s", purpose)
	}
	return text, nil
}

// SealIntake does what a tablet does, for programs that play one. fault.Invalid
// if public is no key.
func SealIntake(public []byte, purpose string, text []byte) ([]byte, error) {
	key, err := intakeKEM.NewPublicKey(public)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "seal: intake key: %v", err)
	}
	return hpke.Seal(key, kdf, intakeAEAD, []byte(purpose), text)
}
