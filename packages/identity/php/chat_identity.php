<?php

// Makes the token that tells the chat who is signed in at your site. Copy this file into your backend.
// It needs PHP 8.0 or newer; ES256 also needs the extension openssl.

declare(strict_types=1);

/** How long a token is good for; at most 900 seconds. */
const CHAT_IDENTITY_SECONDS = 300;

/**
 * A token for the user who is signed in.
 *
 * @param ?string $userId your own id of the user, 1 to 255 characters in UTF-8
 * @param string|false|null $keyId the key's `kid`
 * @param string|false|null $key for HS256 the secret in base64url (the key's `k`); for ES256 the private key in PEM
 * @param string|false|null $audience the origin of your chat backend, such as https://chat.example.com
 * @throws InvalidArgumentException if something is missing or wrong; its message says what to do
 */
function chat_identity_token(
    ?string $userId,
    string|false|null $keyId,
    #[\SensitiveParameter] string|false|null $key,
    string|false|null $audience
): string {
    if (preg_match('/\A\P{Cc}{1,255}\z/u', $userId ?? '') !== 1) {
        throw new InvalidArgumentException(
            "chat identity: the user's id must be text of 1 to 255 characters, none of them a control character"
        );
    }
    if ((string) $keyId === '') {
        throw new InvalidArgumentException(
            "chat identity: the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid"
        );
    }
    if ((string) $audience === '') {
        throw new InvalidArgumentException(
            'chat identity: the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend'
        );
    }
    [$algorithm, $signature] = chat_identity_signer((string) $key);
    $now = time();
    $claims = [
        'sub' => $userId,
        'aud' => $audience,
        'iat' => $now,
        'exp' => $now + CHAT_IDENTITY_SECONDS,
        'jti' => chat_identity_base64url(random_bytes(16)),
    ];
    $signed = chat_identity_part(['alg' => $algorithm, 'kid' => $keyId]) . '.' . chat_identity_part($claims);
    return $signed . '.' . chat_identity_base64url($signature($signed));
}

function chat_identity_part(array $value): string
{
    return chat_identity_base64url(json_encode($value, JSON_THROW_ON_ERROR));
}

function chat_identity_base64url(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

/** The key's algorithm, and the function that signs with it. */
function chat_identity_signer(#[\SensitiveParameter] string $key): array
{
    // Many hosts keep a variable in one line.
    $text = trim(str_replace('\n', "\n", $key));
    if ($text === '') {
        throw new InvalidArgumentException('chat identity: the key is missing: set CHAT_IDENTITY_KEY');
    }
    if (str_starts_with($text, '-----BEGIN PRIVATE KEY-----')) {
        return ['ES256', chat_identity_es256($text)];
    }
    if (preg_match('/\A[A-Za-z0-9_-]+\z/', $text) !== 1) {
        throw new InvalidArgumentException(
            'chat identity: the key is neither a secret in base64url nor a private key in PEM (PKCS #8)'
        );
    }
    $secret = base64_decode(strtr($text, '-_', '+/'));
    if (strlen($secret) < 32) {
        throw new InvalidArgumentException('chat identity: the key is too short: HS256 needs at least 32 bytes');
    }
    return ['HS256', fn (string $signed): string => hash_hmac('sha256', $signed, $secret, true)];
}

function chat_identity_es256(#[\SensitiveParameter] string $pem): Closure
{
    $key = openssl_pkey_get_private($pem);
    if ($key === false) {
        throw new InvalidArgumentException("chat identity: the private key can't be read: is it whole?");
    }
    if ((openssl_pkey_get_details($key)['ec']['curve_name'] ?? '') !== 'prime256v1') {
        throw new InvalidArgumentException(
            "chat identity: this kind of private key can't be used: make a P-256 one"
        );
    }
    return function (string $signed) use ($key): string {
        openssl_sign($signed, $der, $key, OPENSSL_ALGO_SHA256);
        // Two numbers in ASN.1 become two times 32 bytes: 30 length, 02 length r, 02 length s.
        $r = substr($der, 4, ord($der[3]));
        $s = substr($der, 6 + strlen($r));
        $number = fn (string $bytes): string => str_pad(ltrim($bytes, "\0"), 32, "\0", STR_PAD_LEFT);
        return $number($r) . $number($s);
    };
}
