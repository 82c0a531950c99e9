package output

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// repeats counts how often fingerprints would be made of the same.
type repeats map[string]int

// numbered joins what a fingerprint is made of, from the second time on with a number.
func (r repeats) numbered(parts ...string) string {
	key := strings.Join(parts, "\x00")
	if r[key]++; r[key] > 1 {
		return key + "\x00" + strconv.Itoa(r[key])
	}
	return key
}

// fingerprint is a hash of what identifies a finding.
func fingerprint(key string) string {
	const length = 16
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:length])
}
