package web

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/labstack/echo/v4"
)

// staffPolicy lets pages use Kist's own files and nothing else.
const staffPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; worker-src 'none'"

// everyAnswer are the headers that every answer carries. Their values are made
// once: nobody changes them, a page that needs another puts its own there.
var everyAnswer = map[string][]string{
	"Content-Security-Policy":      {staffPolicy},
	"Referrer-Policy":              {"no-referrer"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	"X-Robots-Tag":                 {"noindex, nofollow"},
	"Cache-Control":                {"no-store"},
}

var strictTransport = []string{"max-age=31536000"}

// safeHeaders sets what every answer carries. A page with its style inside
// replaces the policy by one that allows that style by its hash (StylePolicy).
// secure says that the public address is https, whoever ends the TLS.
func safeHeaders(secure bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			for name, value := range everyAnswer {
				h[name] = value
			}
			if secure {
				h["Strict-Transport-Security"] = strictTransport
			}
			return next(c)
		}
	}
}

// TabletPolicy is the policy of the one page that may start the worker of
// fieldwork mode and be installed.
func TabletPolicy() string {
	return strings.Replace(staffPolicy, "worker-src 'none'", "worker-src 'self'; manifest-src 'self'", 1)
}

// StylePolicy is the content security policy of a page with exactly this
// style inside it.
func StylePolicy(style string) string {
	sum := sha256.Sum256([]byte(style))
	hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return strings.Replace(staffPolicy, "style-src 'self'", "style-src "+hash, 1)
}

// AllowMicrophone lets one page record: its script may ask for the microphone,
// and play what it recorded before that is sent.
func AllowMicrophone(c echo.Context) {
	h := c.Response().Header()
	h.Set("Permissions-Policy", strings.Replace(h.Get("Permissions-Policy"), "microphone=()", "microphone=(self)", 1))
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "media-src 'self'", "media-src 'self' blob:", 1))
}

// PreviewPolicy is the policy of a children's page that is shown to those who
// write it, in a frame of our own pages; style is what it has inside, empty for
// one that links its style.
func PreviewPolicy(style string) string {
	policy := staffPolicy
	if style != "" {
		policy = StylePolicy(style)
	}
	return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)
}

// AllowFrames lets one page hold a frame with another of ours.
func AllowFrames(c echo.Context) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
}
