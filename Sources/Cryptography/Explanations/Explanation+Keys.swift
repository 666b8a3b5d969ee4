public import Diagnostics

extension Explanation {
  /// MT-KEY: keys, ciphers and key derivation.
  public static let inCryptography: [Explanation] = [
    Explanation(
      "MT-KEY-01", "OpenSSL failed unexpectedly",
      source: "OpenSSL 3: the error queue of the failed call, word for word",
      why: "Keys, signatures and random numbers all come from the system's OpenSSL. Without its default provider "
        + "nothing can be signed or verified.",
      repair: "Run `openssl version -a` and `openssl list -providers`. The usual causes are an OPENSSL_CONF or "
        + "openssl.cnf that disables the default provider, and a half-finished upgrade. Repair that first."),
    Explanation(
      "MT-KEY-02", "an elliptic curve public key is not a usable point",
      source: "RFC 5480 section 2.2 (ECPoint); SEC 1 section 3.2.2 (public key validation)",
      why: "Points off the curve, the point at infinity and unusual encodings have been used to forge signatures and "
        + "to recover private keys. Only the uncompressed form (04, X, Y) of a point on the curve is accepted, as in "
        + "Go and Envoy.",
      repair: "Ask the issuer of the certificate or key for a new one. `openssl ec -conv_form uncompressed` rewrites a "
        + "compressed private key file."),
    Explanation(
      "MT-KEY-03", "an elliptic curve private key is out of range", source: "SEC 1 section 3.2.1; RFC 5915 section 3",
      why: "A scalar of zero, or one that is not below the order of the curve, is not a key. Signatures made with it "
        + "would be rejected everywhere, or reveal the key.",
      repair: "The file is damaged. Restore it from a backup, or create a new key and a new certificate for it."),
    Explanation(
      "MT-KEY-04", "the form or size of an RSA modulus is not accepted",
      source: "RFC 8017 section 3.1; NIST SP 800-131A for the sizes; NIST SP 800-89 section 5.3.3",
      why: "Short moduli can be factored, those that are prime or have a small factor are broken, and enormous ones "
        + "keep a verifier busy. A modulus must be the product of two large primes, have 1024 to 16384 bits, and fill "
        + "whole bytes.",
      repair: "Create a new key of 2048, 3072 or 4096 bits, or better an ECDSA P-256 key, and have it certified."),
    Explanation(
      "MT-KEY-05", "the form or size of an RSA public exponent is not accepted",
      source: "RFC 8017 section 3.1; OpenSSL's bound of 64 bits for large moduli",
      why: "With an exponent of 1 a signature is the message itself, an even exponent has no private key, and a long "
        + "one costs every peer time. An exponent must be odd, at least 3, and no longer than 64 bits. Everyone uses "
        + "65537.",
      repair: "Create a new key with the exponent 65537, the default of every tool."),
    Explanation(
      "MT-KEY-06", "a key or other value has the wrong length",
      source: "RFC 8032 section 5.1 (Ed25519: 32 bytes); FIPS 197 (AES keys); NIST SP 800-38D (GCM)",
      why: "The value was truncated, or is something else than it claims to be.",
      repair: "Check that the whole file was copied, and that it is the file the command asks for."),
    Explanation(
      "MT-KEY-07", "the numbers of a private key do not match",
      source: "RFC 8017 section 3.2; SEC 1 section 3.2.1; RFC 5958 section 2",
      why: "A damaged key may still sign. Then no peer accepts the signature or, with RSA, one wrong signature is "
        + "enough to compute the key. It is therefore never used.",
      repair: "Restore the file from a backup, or create a new key and a new certificate for it."),
    Explanation(
      "MT-KEY-08", "sealed data cannot be decrypted", source: "NIST SP 800-38D section 7.2 (AES-GCM)",
      why: "The private keys in the home are sealed with AES-256-GCM, each bound to its record. The sealing key or "
        + "passphrase is the wrong one, or the data was modified, truncated or moved to another record.",
      repair: "Use the sealing.key or passphrase that belongs to this authority.db. If the database was damaged, "
        + "restore both from the same backup."),
    Explanation(
      "MT-KEY-09", "encrypted data cannot be decrypted",
      source: "RFC 8018 section 6.2 (PBES2); RFC 5652 section 6.3 (padding)",
      why: "The decrypted data ends in invalid padding. Nearly always the passphrase is wrong; otherwise the file was "
        + "modified.",
      repair: "Type the passphrase again and check that it belongs to this file: `openssl pkey -in FILE -noout` asks "
        + "for the same passphrase."),
    Explanation(
      "MT-KEY-10", "deriving a key from a passphrase would cost too much",
      source: "RFC 7914 section 2 and RFC 8018 section 5.2 for the parameters; the bounds are this tool's own",
      why: "The file itself says how much work its passphrase takes, so a hostile file could take all memory or run "
        + "for days. scrypt may use 1 GiB of memory and 8 GiB of mixing, PBKDF2 10 million iterations.",
      repair: "Encrypt the key again with ordinary parameters where it was made: `openssl pkcs8 -topk8 -scrypt -in OLD "
        + "-out NEW`."),
    Explanation(
      "MT-KEY-11", "an Ed25519 public key belongs to somebody",
      source: "RFC 8032 section 5.1.3; the eight points of small order of edwards25519",
      why: "For a point of order 1, 2, 4 or 8, signatures can be written down without any private key. A CA with such "
        + "a key lets anybody issue every identity below it.",
      repair: "Whoever offers such a key is mistaken or attacks. Ask the owner for a key that `openssl genpkey "
        + "-algorithm ed25519` made."),
    Explanation(
      "MT-KEY-20", "what a token or service signs is verified before it is used",
      source: "the known public key; docs/signers.md",
      why:
        "A service that hashes a digest twice, signs with another version of the key, or is not the one that it seems "
        + "to be, answers as if all were well. A certificate with such a signature would fail in every peer.",
      repair: "Nothing was changed. Find out what answered before you sign with it again."),
  ]
}
