# frozen_string_literal: true

# Makes the token that tells the chat who is signed in at your site. Copy this file into your backend.
# It needs Ruby 3.0 or newer and nothing else.

require "json"
require "openssl"
require "securerandom"

# Tokens for users who are signed in.
module ChatIdentity
  # How long a token is good for; at most 900 seconds.
  SECONDS = 300

  # A token for the user who is signed in.
  #
  # user_id:: your own id of the user, 1 to 255 characters (of a number, <tt>user.id.to_s</tt>)
  # key_id:: the key's +kid+
  # key:: for HS256 the secret in base64url (the key's +k+); for EdDSA and ES256 the private key in PEM
  # audience:: the origin of your chat backend, such as https://chat.example.com
  #
  # Raises ArgumentError if something is missing or wrong; its message says what to do.
  def self.token(user_id, key_id, key, audience)
    unless text?(user_id)
      raise ArgumentError,
            "chat identity: the user's id must be text of 1 to 255 characters, none of them a control character"
    end
    if key_id.to_s.empty?
      raise ArgumentError, "chat identity: the key's id is missing: set CHAT_IDENTITY_KEY_ID to its kid"
    end
    if audience.to_s.empty?
      raise ArgumentError,
            "chat identity: the audience is missing: set CHAT_IDENTITY_AUDIENCE to the origin of your chat backend"
    end

    algorithm, signature = signer(key)
    now = Time.now.to_i
    claims = { sub: user_id.encode("UTF-8"), aud: audience, iat: now, exp: now + SECONDS,
               jti: SecureRandom.urlsafe_base64(16) }
    signed = [{ alg: algorithm, kid: key_id }, claims].map { |part| base64url(JSON.generate(part)) }.join(".")
    "#{signed}.#{base64url(signature.call(signed))}"
  end

  def self.text?(value)
    return false unless value.is_a?(String) && value.valid_encoding?

    value.encode("UTF-8").match?(/\A\P{Cc}{1,255}\z/)
  rescue EncodingError
    false
  end

  def self.base64url(data)
    [data].pack("m0").tr("+/", "-_").delete("=")
  end

  # The key's algorithm, and what signs with it.
  def self.signer(key)
    # Many hosts keep a variable in one line.
    text = key.to_s.gsub('\n', "\n").strip
    raise ArgumentError, "chat identity: the key is missing: set CHAT_IDENTITY_KEY" if text.empty?
    return private_key_signer(text) if text.start_with?("-----BEGIN PRIVATE KEY-----")

    unless text.match?(/\A[A-Za-z0-9_-]+\z/) && text.length % 4 != 1
      raise ArgumentError,
            "chat identity: the key is neither a secret in base64url nor a private key in PEM (PKCS #8)"
    end
    secret = text.tr("-_", "+/").unpack1("m")
    raise ArgumentError, "chat identity: the key is too short: HS256 needs at least 32 bytes" if secret.bytesize < 32

    ["HS256", ->(signed) { OpenSSL::HMAC.digest("SHA256", secret, signed) }]
  end

  def self.private_key_signer(pem)
    key = OpenSSL::PKey.read(pem)
    return ["EdDSA", ->(signed) { key.sign(nil, signed) }] if key.oid == "ED25519"

    if key.is_a?(OpenSSL::PKey::EC) && key.group.curve_name == "prime256v1"
      return ["ES256", ->(signed) { two_numbers(key.sign("SHA256", signed)) }]
    end

    raise ArgumentError,
          "chat identity: this kind of private key can't be used: make an Ed25519 or a P-256 one"
  rescue OpenSSL::PKey::PKeyError
    raise ArgumentError, "chat identity: the private key can't be read: is it whole?"
  end

  # Two numbers in ASN.1 become two times 32 bytes.
  def self.two_numbers(der)
    OpenSSL::ASN1.decode(der).value.map { |number| number.value.to_s(2).rjust(32, "\0") }.join
  end

  private_class_method :text?, :base64url, :signer, :private_key_signer, :two_numbers
end
