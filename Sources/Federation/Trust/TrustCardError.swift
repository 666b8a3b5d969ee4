public import Diagnostics
public import Documents
public import SPIFFE
public import X509

/// Why a file is no trust card.
public enum TrustCardError: Error, Hashable, Sendable {
  /// The text is no YAML or JSON, or its fields are not those of a card.
  case document(DocumentsError)
  /// The file does not hold exactly one card.
  case documentCount(Int, source: String)
  /// The file is longer than any card.
  case tooLong(limit: Int, source: String)
  /// A field holds what cannot be.
  case field(String, fault: String, place: Place)
  /// A root is no certificate.
  case root(X509Error, place: Place)
  /// A name or identity breaks a rule of SPIFFE.
  case name(SPIFFEError, place: Place)
}

extension TrustCardError: Diagnosable {
  /// What is wrong with the card, and where.
  public var diagnostic: Diagnostic {
    switch self {
    case .document(let error): return error.diagnostic
    case .documentCount(let count, let source):
      return Diagnostic(
        "MT-TRUST-01", what: "the file holds \(count) documents, where one trust card is due",
        why: "a card tells of one mesh", next: "give each card in a file of its own", place: Place(file: source))
    case .tooLong(let limit, let source):
      return Diagnostic(
        "MT-TRUST-02", what: "the file has more than \(limit) bytes, so that it is no trust card",
        why: "a card holds a few certificates and names",
        next: "give the file that `\(.meshtrust("trust", "export"))` wrote",
        place: Place(file: source))
    case .field(let path, let fault, let place):
      return Diagnostic(
        "MT-TRUST-01", what: "`\(path)` of the trust card \(fault)",
        why: "`\(.meshtrust("trust", "export"))` writes no such card",
        next: "ask its administrator for the card again", place: place)
    case .root(let error, let place): return Self.placed(error.diagnostic, place)
    case .name(let error, let place): return Self.placed(error.diagnostic, place)
    }
  }

  /// Malformed input, or what the reader said.
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
