import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the token that tells the chat who is signed in at your site. Copy this file into your backend, and give it
 * your package. It needs Java 15 or newer and nothing else.
 */
public final class ChatIdentity {
    /** How long a token is good for; at most 900 seconds. */
    private static final int SECONDS = 300;

    private static final String NO_TEXT =
            "the user's id must be text of 1 to 255 characters, none of them a control character";

    private static final SecureRandom RANDOM = new SecureRandom();

    private ChatIdentity() {}

    /**
     * A token for the user who is signed in.
     *
     * @param userId your own id of the user, 1 to 255 characters
     * @param keyId the key's {@code kid}
     * @param key for HS256 the secret in base64url (the key's {@code k}); for EdDSA and ES256 the private key in PEM
     * @param audience the origin of your chat backend, such as {@code https://chat.example.com}
     * @throws IllegalArgumentException if something is missing or wrong; its message says what to do
     */
    public static String token(String userId, String keyId, String key, String audience) {
        if (userId == null || userId.isEmpty() || userId.codePointCount(0, userId.length()) > 255
                || userId.chars().anyMatch(Character::isISOControl)) {
            throw wrong(NO_TEXT);
        }
        if (keyId == null || keyId.isEmpty()) {
            throw wrong("the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid");
        }
        if (audience == null || audience.isEmpty()) {
            throw wrong("the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend");
        }
        Signer signer = signer(key);
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":" + quoted(signer.algorithm) + ",\"kid\":" + quoted(keyId) + "}";
        String claims = "{\"sub\":" + quoted(userId) + ",\"aud\":" + quoted(audience) + ",\"iat\":" + now
                + ",\"exp\":" + (now + SECONDS) + ",\"jti\":" + quoted(base64url(random)) + "}";
        String signed = base64url(utf8(header)) + "." + base64url(utf8(claims));
        try {
            return signed + "." + base64url(signer.signature.of(utf8(signed)));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException("chat identity: this Java can't sign with " + signer.algorithm, error);
        }
    }

    private interface Sign {
        byte[] of(byte[] signed) throws GeneralSecurityException;
    }

    private static final class Signer {
        final String algorithm;
        final Sign signature;

        Signer(String algorithm, Sign signature) {
            this.algorithm = algorithm;
            this.signature = signature;
        }
    }

    private static Signer signer(String key) {
        // Many hosts keep a variable in one line.
        String text = key == null ? "" : key.replace("\\n", "\n").trim();
        if (text.isEmpty()) {
            throw wrong("the key is missing: set CHAT_IDENTITY_KEY");
        }
        if (text.startsWith("-----BEGIN PRIVATE KEY-----")) {
            return privateKeySigner(text);
        }
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException error) {
            throw wrong("the key is neither a secret in base64url nor a private key in PEM (PKCS #8)");
        }
        if (secret.length < 32) {
            throw wrong("the key is too short: HS256 needs at least 32 bytes");
        }
        return new Signer("HS256", signed -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(signed);
        });
    }

    private static Signer privateKeySigner(String pem) {
        PKCS8EncodedKeySpec bytes;
        try {
            bytes = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
        } catch (IllegalArgumentException error) {
            throw wrong("the private key can't be read: is it whole?");
        }
        PrivateKey elliptic = privateKey("EC", bytes);
        if (elliptic instanceof ECPrivateKey
                && ((ECPrivateKey) elliptic).getParams().getCurve().getField().getFieldSize() == 256) {
            return new Signer("ES256", signed -> sign("SHA256withECDSAinP1363Format", elliptic, signed));
        }
        PrivateKey edwards = privateKey("Ed25519", bytes);
        if (edwards != null) {
            return new Signer("EdDSA", signed -> sign("Ed25519", edwards, signed));
        }
        throw wrong("the private key can't be used: make an Ed25519 or a P-256 one, and copy it whole");
    }

    private static PrivateKey privateKey(String algorithm, PKCS8EncodedKeySpec bytes) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(bytes);
        } catch (InvalidKeySpecException otherAlgorithm) {
            return null;
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException("chat identity: this Java has no " + algorithm, error);
        }
    }

    private static byte[] sign(String algorithm, PrivateKey key, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(signed);
        return signature.sign();
    }

    /** A string of JSON. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Refuses half characters, which would else all become the same question mark. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (CharacterCodingException error) {
            throw wrong(NO_TEXT);
        }
    }

    private static String base64url(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException("chat identity: " + message);
    }
}
