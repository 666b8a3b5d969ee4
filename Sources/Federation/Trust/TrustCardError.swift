public import Diagnostics
public import Documents
public import SPIFFE
public import X509

/// Why a file is not a trust card.
public enum TrustCardError: Error, Hashable, Sendable {
  /// The text is not YAML or JSON, or its fields are not those of a card.
  case document(DocumentsError)
  /// The file does not contain exactly one card.
  case documentCount(Int, source: String)
  /// The file is too long.
  case tooLong(limit: Int, source: String)
  /// A field has an impossible value.
  case field(String, fault: String, place: Place)
  /// A root is not a certificate.
  case root(X509Error, place: Place)
  /// A name or identity violates a rule of SPIFFE.
  case name(SPIFFEError, place: Place)
}

extension TrustCardError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .document(let error): return error.diagnostic
    case .documentCount(let count, let source):
      return Diagnostic(
        "MT-TRUST-22", what: "the file contains \(count) documents instead of one trust card",
        why: "a card describes one mesh", next: "put each card into its own file", place: Place(file: source))
    case .tooLong(let limit, let source):
      return Diagnostic(
        "MT-TRUST-02", what: "the file has more than \(limit) bytes, so it is not a trust card",
        why: "a card has only a few certificates and names",
        next: "use the file that `trust export` wrote",
        place: Place(file: source))
    case .field(let path, let fault, let place):
      return Diagnostic(
        "MT-TRUST-01", what: "`\(path)` of the trust card \(fault)",
        why: "`trust export` does not write such a card",
        next: "ask its administrator for the card again", place: place)
    case .root(let error, let place): return Self.placed(error.diagnostic, place)
    case .name(let error, let place): return Self.placed(error.diagnostic, place)
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .document(let error): error.exitStatus
    case .documentCount, .tooLong, .field, .root, .name: .malformed
    }
  }

  private static func placed(_ diagnostic: Diagnostic, _ place: Place) -> Diagnostic {
    var copy = diagnostic
    copy.place = place
    return copy
  }
}
