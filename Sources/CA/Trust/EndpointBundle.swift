import Documents
public import Federation
public import SPIFFE
public import X509

/// The last bundle that the endpoint of a remote served.
public struct EndpointBundle: Hashable, Sendable {
  public let remote: String
  public let trustDomain: String
  public let url: String
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
}

/// What became of a fetched bundle.
public enum RefreshOutcome: Sendable {
  /// Its roots are those that are trusted.
  case unchanged(sequence: Int64?)
  /// Its roots are trusted from now on.
  case accepted(TrustChange)
  /// It is kept, and its roots wait for somebody who vouches for them.
  case waiting(TrustChange)
  /// It is refused, and what is held stays.
  case refused(TrustFault)
}

extension EndpointBundle {
  /// Whether it is older than its refresh hint; without one, than 5 minutes.
  public func isDue(at time: Timestamp) -> Bool {
    let hint = refreshHint ?? Publishing.defaultRefreshHint.seconds
    return time.seconds - fetched.seconds >= min(max(hint, 1), 86_400)
  }

  /// The same, once its roots are trusted.
  var settled: EndpointBundle {
    EndpointBundle(
      remote: remote, trustDomain: trustDomain, url: url, sequence: sequence, refreshHint: refreshHint,
      document: document, isWaiting: false, fetched: fetched)
  }

  /// The roots in the document; nil if it cannot be read any more.
  public var roots: Set<Certificate>? {
    guard let domain = try? TrustDomain(trustDomain),
      let document = try? DocumentReader.all(bytes: document, source: url, format: .json).first,
      let bundle = try? BundleJWKS.read(document.root, trustDomain: domain).bundle
    else { return nil }
    return Set(bundle.certificates)
  }
}
