package people

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The codes of RFC 6238 as every authenticator app makes them: SHA-1, six
// figures, a new one every 30 seconds.
const codeStep = 30

// codeOptions are those of the apps.
var codeOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// newCodeKey is 160 random bits, as RFC 4226 asks for, in the letters that
// people can type into an app.
func newCodeKey() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])
}

// codeAddress is what the QR code of a key says to an app.
func codeAddress(key, name string) string {
	q := url.Values{"secret": {key}, "issuer": {"Kist"}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Kist:" + name, RawQuery: q.Encode()}
	return u.String()
}

// stepOf is the step of time for which a code is right: now's, the one before
// or the one after, since clocks differ; but never one up to last, so that no
// code works twice. 0 if the code is wrong.
func stepOf(key, code string, now time.Time, last int64) int64 {
	at := now.Unix() / codeStep
	var right int64
	for step := at - 1; step <= at+1; step++ {
		want, err := hotp.GenerateCodeCustom(key, uint64(step), codeOptions) // #nosec G115 -- a time after 1970
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last {
			right = step
		}
	}
	return right
}
