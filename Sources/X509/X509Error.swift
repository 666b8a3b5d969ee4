public import Diagnostics

/// What can be wrong with the bytes of a certificate, a request, a key or a PEM file. A refusal to verify is not an
/// error: see ``PathVerdict``.
public enum X509Error: Error, Hashable, Sendable {
  /// The bytes are not the DER of what they should be; `detail` says where the encoding breaks.
  case malformed(structure: String, detail: String)
  /// A version, algorithm or type that exists, but that this tool does not handle.
  case unsupported(structure: String, detail: String)
  /// A PEM text is broken at a line, counted from 1.
  case brokenPEM(detail: String, line: Int)
  /// A PEM text holds none of the blocks that were asked for.
  case noPEMBlock(wanted: String, found: [String])
  /// A PEM block of another kind than was asked for stands at a line.
  case unexpectedBlock(label: String, wanted: String, line: Int)
  /// A text that should be a time is not one in the form of RFC 3339.
  case unreadableTime(String)
  /// What was asked for would not be a well-formed certificate.
  case unissuable(String)
  /// A request's signature does not prove possession of its key (RFC 2986 section 4.2).
  case possessionNotProven
  /// An encrypted key did not open: the passphrase is wrong, or the bytes were changed.
  case wrongPassphrase
  /// A key operation failed; the text is the cryptographic library's own.
  case keyFailure(String)
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
        next: "use an algorithm and form that service mesh proxies accept: ECDSA P-256 or RSA 2048 and above")
    case .brokenPEM(let detail, let line):
      Diagnostic(
        "MT-PEM-01", what: "the PEM text is broken", why: "\(detail)",
        next: "copy the block again, whole, from the line `-----BEGIN` to the line `-----END`",
        place: Place(line: line))
    case .noPEMBlock(let wanted, let found):
      Diagnostic(
        "MT-PEM-02", what: "there is no \(wanted) block in this text",
        why: found.isEmpty ? "no line starts with `-----BEGIN`" : "it holds only: \(found.joined(separator: ", "))",
        next: "give the file that holds the \(wanted)")
    case .unexpectedBlock(let label, let wanted, let line):
      Diagnostic(
        "MT-PEM-03", what: "a \(label) block stands where only \(wanted) may",
        why: label.contains("PRIVATE KEY")
          ? "a private key in a file that is handed around is a leak; treat the key as compromised"
          : "nothing here knows what to do with it, and ignoring it could hide a mistake",
        next: "remove the block", place: Place(line: line))
    case .unreadableTime(let text):
      Diagnostic(
        "MT-DER-03", what: "`\(text)` is not a time", why: "times are read in the form of RFC 3339",
        next: "write it as 2026-01-31T12:00:00Z or 2026-01-31")
    case .unissuable(let detail):
      Diagnostic(
        "MT-DER-04", what: "such a certificate would not be well-formed, so it is not issued", why: "\(detail)",
        next: "change what was asked for")
    case .possessionNotProven:
      Diagnostic(
        "MT-DER-05", what: "the request's signature does not fit the key inside it",
        why: "whoever sent it has not proven to hold the private key (RFC 2986 section 4.2)",
        next: "have the request made again with `openssl req -new` or `\(.meshtrust("request"))`")
    case .wrongPassphrase:
      Diagnostic(
        "MT-DER-06", what: "the encrypted key does not open",
        why: "the passphrase is wrong, or the file was changed", next: "try again with the right passphrase")
    case .keyFailure(let detail):
      Diagnostic(
        "MT-DER-07", what: "the cryptographic library refused the key or the signature", why: "\(detail)",
        next: "make the key or the certificate again")
    }
  }

  /// Malformed input, but for a wrong passphrase and for what was asked of the builder.
  public var exitStatus: ExitStatus {
    switch self {
    case .wrongPassphrase: .secret
    case .unissuable, .possessionNotProven: .refused
    case .malformed, .unsupported, .brokenPEM, .noPEMBlock, .unexpectedBlock, .unreadableTime, .keyFailure: .malformed
    }
  }
}
