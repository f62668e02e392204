// Makes the token that tells the chat who is signed in at your site. Copy this file into your backend.
// It needs .NET Framework 4.6, Mono or .NET and nothing else; ES256 needs .NET 5 or newer.

using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

/// <summary>Tokens for users who are signed in.</summary>
public static class ChatIdentity
{
    /// <summary>How long a token is good for; at most 900 seconds.</summary>
    private const int Seconds = 300;

    /// <summary>A UTF-8 that refuses half characters, which would else all become the same one.</summary>
    private static readonly Encoding Utf8 = new UTF8Encoding(false, true);

    /// <summary>A token for the user who is signed in.</summary>
    /// <param name="userId">Your own id of the user, 1 to 255 characters.</param>
    /// <param name="keyId">The key's <c>kid</c>.</param>
    /// <param name="key">
    /// For HS256 the secret in base64url (the key's <c>k</c>); for ES256 the private key in PEM.
    /// </param>
    /// <param name="audience">The origin of your chat backend, such as https://chat.example.com.</param>
    /// <exception cref="ArgumentException">Something is missing or wrong; the message says what to do.</exception>
    public static string Token(string userId, string keyId, string key, string audience)
    {
        if (!IsText(userId))
        {
            throw Wrong("the user's id must be text of 1 to 255 characters, none of them a control character");
        }
        if (string.IsNullOrEmpty(keyId))
        {
            throw Wrong("the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid");
        }
        if (string.IsNullOrEmpty(audience))
        {
            throw Wrong("the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend");
        }
        string algorithm;
        var sign = Signer(key, out algorithm);
        var random = new byte[16];
        using (var generator = RandomNumberGenerator.Create())
        {
            generator.GetBytes(random);
        }
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = "{\"alg\":" + Quoted(algorithm) + ",\"kid\":" + Quoted(keyId) + "}";
        var claims = "{\"sub\":" + Quoted(userId) + ",\"aud\":" + Quoted(audience) + ",\"iat\":" + now
            + ",\"exp\":" + (now + Seconds) + ",\"jti\":" + Quoted(Base64Url(random)) + "}";
        var signed = Base64Url(Utf8.GetBytes(header)) + "." + Base64Url(Utf8.GetBytes(claims));
        return signed + "." + Base64Url(sign(Utf8.GetBytes(signed)));
    }

    private static bool IsText(string value)
    {
        if (string.IsNullOrEmpty(value) || value.Any(char.IsControl))
        {
            return false;
        }
        try
        {
            // Four bytes in UTF-32 are one character.
            return Encoding.UTF32.GetByteCount(value) <= 4 * 255 && Utf8.GetByteCount(value) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The function that signs with the key, and its algorithm.</summary>
    private static Func<byte[], byte[]> Signer(string key, out string algorithm)
    {
        // Many hosts keep a variable in one line.
        var text = (key ?? "").Replace("\\n", "\n").Trim();
        if (text == "")
        {
            throw Wrong("the key is missing: set CHAT_IDENTITY_KEY");
        }
        if (text.StartsWith("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal))
        {
            algorithm = "ES256";
            return Es256(text);
        }
        if (!Regex.IsMatch(text, "^[A-Za-z0-9_-]+$") || text.Length % 4 == 1)
        {
            throw Wrong("the key is neither a secret in base64url nor a private key in PEM (PKCS #8)");
        }
        var base64 = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var secret = Convert.FromBase64String(base64);
        if (secret.Length < 32)
        {
            throw Wrong("the key is too short: HS256 needs at least 32 bytes");
        }
        algorithm = "HS256";
        return signed =>
        {
            using (var mac = new HMACSHA256(secret))
            {
                return mac.ComputeHash(signed);
            }
        };
    }

#if NET5_0_OR_GREATER
    private static Func<byte[], byte[]> Es256(string pem)
    {
        return signed =>
        {
            using (var key = ECDsa.Create())
            {
                try
                {
                    key.ImportFromPem(pem);
                }
                catch (Exception error) when (error is ArgumentException || error is CryptographicException)
                {
                    throw Wrong("the private key can't be used: make a P-256 one, and copy it whole");
                }
                if (key.KeySize != 256)
                {
                    throw Wrong("this kind of private key can't be used: make a P-256 one");
                }
                return key.SignData(signed, HashAlgorithmName.SHA256);
            }
        };
    }
#else
    private static Func<byte[], byte[]> Es256(string pem)
    {
        throw Wrong("a private key needs .NET 5 or newer: use an HS256 secret here");
    }
#endif

    /// <summary>A string of JSON.</summary>
    private static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c < ' ')
            {
                json.Append("\\u").Append(((int)c).ToString("x4"));
            }
            else if (c == '"' || c == '\\')
            {
                json.Append('\\').Append(c);
            }
            else
            {
                json.Append(c);
            }
        }
        return json.Append('"').ToString();
    }

    private static string Base64Url(byte[] data)
    {
        return Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static ArgumentException Wrong(string message)
    {
        return new ArgumentException("chat identity: " + message);
    }
}
