import Documents
public import Federation
public import SPIFFE
public import X509

/// The last bundle that the endpoint of a remote served.
public struct EndpointBundle: Hashable, Sendable {
  public let remote: String
  public let trustDomain: String
  public let url: String
  /// The last number that somebody vouched for, which later bundles are held to; of a bundle that waits, its own.
  public let sequence: Int64?
  /// How often it is to be fetched, in seconds.
  public let refreshHint: Int64?
  /// Byte for byte.
  public let document: [UInt8]
  /// Whether its roots wait to be accepted.
  public let isWaiting: Bool
  public let fetched: Timestamp
}

/// A bundle that a remote's endpoint served, after every check of its form.
public struct OfferedBundle: Sendable {
  public let endpoint: RemoteEndpoint
  public let bundle: TrustBundle
  public let document: [UInt8]

  public init(endpoint: RemoteEndpoint, bundle: TrustBundle, document: [UInt8]) {
    self.endpoint = endpoint
    self.bundle = bundle
    self.document = document
  }

  /// Nil also for one beyond what any home publishes, which is refused.
  var sequence: Int64? { bundle.sequence.flatMap { Int64(exactly: $0) } }
}

/// What became of a fetched bundle.
public enum RefreshOutcome: Sendable {
  /// Its roots are those that are trusted. Its number binds later bundles only if somebody vouches for it.
  case unchanged(sequence: Int64?, isBinding: Bool)
  /// Its roots are trusted from now on.
  case accepted(TrustChange)
  /// It is kept, and its roots wait for somebody who vouches for them.
  case waiting(TrustChange)
  /// It is refused, and what is held stays.
  case refused(TrustFault)
}

extension EndpointBundle {
  /// Whether it is older than its refresh hint; without one, than 5 minutes. How old one is that was fetched by a clock which
  /// was ahead, nobody knows.
  public func isDue(at time: Timestamp) -> Bool {
    let hint = refreshHint ?? Publishing.defaultRefreshHint.seconds
    guard fetched <= time else { return true }
    return time.seconds - fetched.seconds >= min(max(hint, 1), 86_400)
  }

  /// The number that binds later bundles. Nothing vouches for one that waits, or a server that lies once would end every
  /// later update.
  var binding: Int64? { isWaiting ? nil : sequence }

  /// The same, once its roots are trusted by a card, whose number is the one that somebody vouched for.
  func settled(sequence: Int64?) -> EndpointBundle {
    EndpointBundle(
      remote: remote, trustDomain: trustDomain, url: url, sequence: sequence, refreshHint: refreshHint,
      document: document, isWaiting: false, fetched: fetched)
  }

  /// The roots in the document; nil if it cannot be read any more.
  public var roots: Set<Certificate>? { content.map { Set($0.certificates) } }

  /// What the document says; nil if it cannot be read any more.
  var content: TrustBundle? {
    guard let domain = try? TrustDomain(trustDomain),
      let document = try? DocumentReader.all(bytes: document, source: url, format: .json).first,
      let bundle = try? BundleJWKS.read(document.root, trustDomain: domain).bundle
    else { return nil }
    return bundle
  }
}
