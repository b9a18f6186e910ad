package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/evidence"
)

// MediaType is that of an event: CloudEvents 1.0 in the structured form.
const MediaType = "application/cloudevents+json; charset=utf-8"

// event is a CloudEvent that brings an item.
type event struct {
	SpecVersion string         `json:"specversion"`
	ID          string         `json:"id"` // of the item, for good
	Source      string         `json:"source"`
	Type        string         `json:"type"`
	Subject     string         `json:"subject"` // number of the item
	Time        string         `json:"time"`
	MediaType   string         `json:"datacontenttype"`
	Data        *evidence.Item `json:"data"`
}

// Delivery is what is sent to an address.
type Delivery struct {
	Address string
	Headers map[string]string // media type and signature
	Body    []byte
}

// eventID is the same whenever an item is sent, blanked or not.
func eventID(it *evidence.Item) string { return fmt.Sprintf("%d-%s", it.Number, it.Hash) }

// delivery is an item as it is sent to a hook's address at a time, signed as Standard
// Webhooks says.
func (h *Hooks) delivery(doc *Hook, it *evidence.Item, now time.Time) (Delivery, error) {
	id := eventID(it)
	body, err := json.Marshal(event{
		SpecVersion: "1.0", ID: id, Source: h.url, Type: "kist.evidence." + string(it.Kind), Subject: strconv.Itoa(it.Number),
		Time: it.Made, MediaType: "application/json", Data: it,
	})
	at := strconv.FormatInt(now.Unix(), 10)
	oldest := doc.Turn - len(doc.untils(now.UTC().Format(audit.Minute)))
	var signed []string
	for turn := doc.Turn; turn >= oldest; turn-- {
		for _, derive := range []Derive{h.derive, h.before} {
			if derive != nil {
				signed = append(signed, signature(secret(derive, doc, turn), id, at, body))
			}
		}
	}
	return Delivery{Address: doc.Address, Body: body, Headers: map[string]string{
		"Content-Type": MediaType, "Webhook-Id": id, "Webhook-Timestamp": at, "Webhook-Signature": strings.Join(signed, " "),
	}}, err
}

func signature(secret [32]byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret[:])
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// secret follows from the key file, the hook and the number of its secret: it is kept
// nowhere.
func secret(derive Derive, doc *Hook, turn int) [32]byte {
	return derive(fmt.Sprintf("kist webhook %s %d", doc.ID, turn))
}

// Secret is the text by which the other system checks that an event is ours. Call it only
// for who just made or rotated it, to whom it is shown once, and where there is a key.
func (h *Hooks) Secret(doc *Hook) string {
	secret := secret(h.derive, doc, doc.Turn)
	return "whsec_" + base64.StdEncoding.EncodeToString(secret[:])
}
