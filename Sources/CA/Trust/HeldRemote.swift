public import Federation
public import X509

/// What a home holds of a mesh that other people run.
public struct HeldRemote: Hashable, Sendable {
  /// The form in which it was handed over.
  public enum Form: String, CaseIterable, Hashable, Sendable {
    /// A trust card.
    case card
    /// Certificates as PEM or DER: roots and nothing else.
    case pem
    /// A SPIFFE bundle (JWKS).
    case spiffe
    /// A ConfigMap with `root-cert.pem`.
    case configmap
  }

  /// The facts in force; those that a form without them left open are derived from the name.
  public let card: TrustCard
  /// The form of what was imported last.
  public let form: Form
  /// When it was imported.
  public let imported: Timestamp
  /// What was imported, byte for byte.
  public let source: [UInt8]

  init(card: TrustCard, form: Form, imported: Timestamp, source: [UInt8]) {
    self.card = card
    self.form = form
    self.imported = imported
    self.source = source
  }

  /// The name by which the federation calls the mesh.
  public var name: String { card.name }
}
