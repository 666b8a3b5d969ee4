public import Federation
public import X509

/// The facts that a home has about a mesh that others run.
public struct HeldRemote: Hashable, Sendable {
  /// The format of the import.
  public enum Form: String, CaseIterable, Hashable, Sendable {
    case card
    /// Certificates as PEM or DER: only roots.
    case pem
    /// A SPIFFE bundle (JWKS).
    case spiffe
    /// A ConfigMap with `root-cert.pem`.
    case configmap
  }

  /// The facts; those that the format lacks are derived from the name.
  public let card: TrustCard
  /// The format of the last import.
  public let form: Form
  public let imported: Timestamp
  /// The imported file, byte for byte.
  public let source: [UInt8]

  init(card: TrustCard, form: Form, imported: Timestamp, source: [UInt8]) {
    self.card = card
    self.form = form
    self.imported = imported
    self.source = source
  }

  /// Its name in this federation.
  public var name: String { card.name }

  /// Whether a root signed its number. That of a bundle is only as good as whoever served it.
  var isNumberSigned: Bool { form == .card }
}
