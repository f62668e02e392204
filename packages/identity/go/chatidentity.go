// Package chatidentity makes the token that tells the chat who is signed in at your site. Copy this file into
// your backend. It needs Go 1.18 or newer and nothing else.
package chatidentity

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Lifetime is how long a token is good for; at most 15 minutes.
const Lifetime = 5 * time.Minute

// Token makes a token for the user who is signed in.
//
// userID is your own id of the user, 1 to 255 characters; keyID is the key's kid; key is, for HS256, the secret
// in base64url (the key's k), and for EdDSA and ES256 the private key in PEM; audience is the origin of your chat
// backend, such as https://chat.example.com. The error says what to do.
func Token(userID, keyID, key, audience string) (string, error) {
	tooLong := utf8.RuneCountInString(userID) > 255
	if userID == "" || tooLong || !utf8.ValidString(userID) || strings.IndexFunc(userID, unicode.IsControl) >= 0 {
		return "", errors.New("chat identity: the user's id must be text of 1 to 255 characters, " +
			"none of them a control character")
	}
	if keyID == "" {
		return "", errors.New("chat identity: the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid")
	}
	if audience == "" {
		return "", errors.New("chat identity: the audience is missing: " +
			"set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend")
	}
	algorithm, sign, err := signer(key)
	if err != nil {
		return "", err
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	header, err := part(map[string]any{"alg": algorithm, "kid": keyID})
	if err != nil {
		return "", err
	}
	claims, err := part(map[string]any{
		"sub": userID,
		"aud": audience,
		"iat": now,
		"exp": now + int64(Lifetime/time.Second),
		"jti": base64.RawURLEncoding.EncodeToString(random),
	})
	if err != nil {
		return "", err
	}
	signed := header + "." + claims
	signature, err := sign([]byte(signed))
	if err != nil {
		return "", err
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func part(value map[string]any) (string, error) {
	text, err := json.Marshal(value)
	return base64.RawURLEncoding.EncodeToString(text), err
}

// signer returns the key's algorithm, and the function that signs with it.
func signer(key string) (string, func([]byte) ([]byte, error), error) {
	// Many hosts keep a variable in one line.
	text := strings.TrimSpace(strings.ReplaceAll(key, `\n`, "\n"))
	if text == "" {
		return "", nil, errors.New("chat identity: the key is missing: set CHAT_IDENTITY_KEY")
	}
	if strings.HasPrefix(text, "-----BEGIN PRIVATE KEY-----") {
		return privateKeySigner(text)
	}
	secret, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", nil, errors.New("chat identity: the key is neither a secret in base64url " +
			"nor a private key in PEM (PKCS #8)")
	}
	if len(secret) < 32 {
		return "", nil, errors.New("chat identity: the key is too short: HS256 needs at least 32 bytes")
	}
	return "HS256", func(signed []byte) ([]byte, error) {
		mac := hmac.New(sha256.New, secret)
		mac.Write(signed)
		return mac.Sum(nil), nil
	}, nil
}

func privateKeySigner(text string) (string, func([]byte) ([]byte, error), error) {
	unreadable := errors.New("chat identity: the private key can't be read: is it whole?")
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return "", nil, unreadable
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return "", nil, unreadable
	}
	switch key := key.(type) {
	case ed25519.PrivateKey:
		return "EdDSA", func(signed []byte) ([]byte, error) { return ed25519.Sign(key, signed), nil }, nil
	case *ecdsa.PrivateKey:
		if key.Curve == elliptic.P256() {
			return "ES256", func(signed []byte) ([]byte, error) { return es256(key, signed) }, nil
		}
	}
	return "", nil, errors.New("chat identity: this kind of private key can't be used: " +
		"make an Ed25519 or a P-256 one")
}

func es256(key *ecdsa.PrivateKey, signed []byte) ([]byte, error) {
	digest := sha256.Sum256(signed)
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return nil, err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signature, nil
}
