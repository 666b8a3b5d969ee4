public import Federation
public import SPIFFE
public import X509

/// The trust offered for a mesh: a card, or roots in another tool's format.
public struct TrustOffer: Hashable, Sendable {
  public let form: HeldRemote.Form
  /// The mesh's name, if the format or the user gives it.
  public let name: String?
  public let trustDomain: TrustDomain
  /// In file order.
  public let roots: [Certificate]
  /// The number, if the format has one.
  public let sequence: Int64?
  /// The card, if it is one.
  public let signed: SignedTrustCard?
  /// The file, byte for byte.
  public let source: [UInt8]

  public init(_ signed: SignedTrustCard, source: [UInt8]) {
    form = .card
    name = signed.card.name
    trustDomain = signed.card.trustDomain
    roots = signed.card.roots
    sequence = signed.card.sequence
    self.signed = signed
    self.source = source
  }

  /// Roots in a format that names neither their mesh nor who vouches for them.
  public init(
    _ form: HeldRemote.Form, name: String?, trustDomain: TrustDomain, roots: [Certificate], sequence: Int64?,
    source: [UInt8]
  ) {
    self.form = form
    self.name = name
    self.trustDomain = trustDomain
    self.roots = roots.distinct()
    self.sequence = sequence
    signed = nil
    self.source = source
  }
}
