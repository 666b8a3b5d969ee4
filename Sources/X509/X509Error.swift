public import Cryptography
public import Diagnostics

/// Faults in the bytes of a certificate, request, key or PEM file. Failed verification is not an error: see
/// ``PathVerdict``.
public enum X509Error: Error, Hashable, Sendable {
  /// The bytes are not valid DER of the structure; `detail` says where the encoding is wrong.
  case malformed(structure: String, detail: String)
  /// A valid version, algorithm or type that this tool does not support.
  case unsupported(structure: String, detail: String)
  /// Invalid PEM at a line, counted from 1.
  case brokenPEM(detail: String, line: Int)
  /// A PEM text has no block of the wanted type.
  case noPEMBlock(wanted: String, found: [String])
  /// A PEM text has a block of an unexpected type; `isAlone` if it has none of the wanted type.
  case unexpectedBlock(label: String, wanted: String, line: Int, isAlone: Bool)
  /// A time is not in RFC 3339 format.
  case unreadableTime(String)
  /// The requested certificate would not be well-formed.
  case unissuable(String)
  /// A request's signature does not prove possession of its key (RFC 2986 section 4.2).
  case possessionNotProven
  /// An encrypted key could not be decrypted: the passphrase is wrong, or the bytes were changed.
  case wrongPassphrase
  /// A private key is encrypted, and no passphrase was given, or its form cannot be opened here.
  case encryptedKey(EncryptionForm)
  /// One input has more certificates or lists than any mesh has.
  case tooMany(limit: Int)
  /// A key operation failed, with OpenSSL's explanation.
  case keyFailure(String)
  /// There is no signature.
  case signing(SigningError)
}

extension X509Error: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .malformed(let structure, let detail):
      Diagnostic(
        "MT-DER-01", what: "this is not a well-formed \(structure)", why: "\(detail)",
        next: "ask whoever made it for a fresh copy; `openssl asn1parse` shows the raw structure")
    case .unsupported(let structure, let detail):
      Diagnostic(
        "MT-DER-02", what: "this \(structure) uses something that is not supported", why: "\(detail)",
        next: structure == PKCS7.structure
          ? "ask for the certificates alone, as PEM or as a message that signs nothing"
          : "use an algorithm and form that service mesh proxies accept: ECDSA P-256 or RSA 2048 and above")
    case .brokenPEM(let detail, let line):
      Diagnostic(
        "MT-PEM-01", what: "the PEM text is invalid", why: "\(detail)",
        next: "copy the whole block again, from the line `-----BEGIN` to the line `-----END`",
        place: Place(line: line))
    case .noPEMBlock(let wanted, let found):
      Diagnostic(
        "MT-PEM-02", what: "there is no \(wanted) block in this text",
        why: found.isEmpty ? "no line starts with `-----BEGIN`" : "it contains only: \(found.joined(separator: ", "))",
        next: "give the file that holds the \(wanted)")
    case .unexpectedBlock(let label, let wanted, let line, let isAlone):
      StrangeBlock(label, isAlone: isAlone).diagnostic(wanted: wanted, line: line)
    case .unreadableTime(let text):
      Diagnostic(
        "MT-DER-03", what: "`\(text)` is not a time", why: "times must be in RFC 3339 format",
        next: "write it as 2026-01-31T12:00:00Z or 2026-01-31")
    case .unissuable(let detail):
      Diagnostic(
        "MT-DER-04", what: "the certificate would not be well-formed, so it is not issued", why: "\(detail)",
        next: "change the request")
    case .possessionNotProven:
      Diagnostic(
        "MT-DER-05", what: "the request's signature does not match its key",
        why: "the sender has not proved possession of the private key (RFC 2986 section 4.2)",
        next:
          "create the request again with `openssl req -new` or `\(.elsewhere("request", "MESH", "--as", "intermediate"))`"
      )
    case .wrongPassphrase:
      Diagnostic(
        "MT-DER-06", what: "the encrypted key cannot be decrypted",
        why: "the passphrase is wrong, or the file was changed", next: "try again with the correct passphrase")
    case .encryptedKey(let form):
      Diagnostic(
        "MT-DER-10", what: "the private key is encrypted (\(form.rawValue))",
        why: "without its passphrase nobody can sign with it",
        next: "decrypt it: `openssl pkey -in FILE -out decrypted.pem`")
    case .tooMany(let limit):
      Diagnostic(
        "MT-DER-08", what: "there are more than \(limit) certificates, lists or other blocks in one input",
        why: "the time to verify a chain grows with everything that is offered for it", next: "split the file")
    case .keyFailure(let detail):
      Diagnostic(
        "MT-DER-07", what: "OpenSSL rejected the key or the signature", why: "\(detail)",
        next: "create the key or the certificate again")
    case .signing(let error): error.diagnostic
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .wrongPassphrase, .encryptedKey: .secret
    case .unissuable, .possessionNotProven: .refused
    case .malformed, .unsupported, .brokenPEM, .noPEMBlock, .unexpectedBlock, .unreadableTime, .tooMany,
      .keyFailure:
      .malformed
    case .signing(let error): error.exitStatus
    }
  }
}

/// How a private key is encrypted.
public enum EncryptionForm: String, Hashable, Sendable {
  /// RFC 5958 section 3: `BEGIN ENCRYPTED PRIVATE KEY`.
  case pkcs8 = "PKCS #8"
  /// RFC 1421 section 4.6: headers in the block, of which the first is `Proc-Type: 4,ENCRYPTED`.
  case headers = "RFC 1421"
}
