public import SPIFFE

/// Where a mesh publishes its bundle (SPIFFE Federation section 5).
public struct BundleEndpoint: Hashable, Sendable {
  /// How the server of the endpoint proves who it is (SPIFFE Federation section 5.2).
  public enum Profile: String, CaseIterable, Hashable, Sendable {
    /// By a certificate of the Web PKI.
    case web = "https_web"
    /// By an X509-SVID, verified with the bundle that is held of its trust domain.
    case spiffe = "https_spiffe"
  }

  /// `https://HOST[:PORT]/PATH`, without user and password.
  public let url: String
  public let profile: Profile
  /// The SPIFFE ID that the server proves; nil with ``Profile/web``.
  public let endpointID: SPIFFEID?

  public init(url: String, profile: Profile = .web, endpointID: SPIFFEID? = nil) {
    self.url = url
    self.profile = profile
    self.endpointID = endpointID
  }

  /// Whether readers of bundles take such a URL: https, a host, no user and password (SPIFFE Federation section 5.1).
  public static func isURL(_ text: String) -> Bool {
    let scheme = "https://"
    let rest = text.dropFirst(scheme.count)
    guard text.hasPrefix(scheme), let first = rest.first, first != "/" else { return false }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !authority.contains("@") && rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }
  }
}

/// A mesh that others run, and the endpoint at which they publish its bundle.
public struct RemoteEndpoint: Hashable, Sendable {
  public let name: String
  public let trustDomain: TrustDomain
  public let endpoint: BundleEndpoint

  public init(name: String, trustDomain: TrustDomain, endpoint: BundleEndpoint) {
    self.name = name
    self.trustDomain = trustDomain
    self.endpoint = endpoint
  }
}
