public import Federation
public import HTTP
public import SPIFFE
import Synchronization
import TLS
import Verifier
public import X509

/// Fetches bundles as SPIFFE Federation section 5 says: once, with every check that needs nothing but the answer and the
/// bundles that are held. Whether the roots are taken is for the caller.
public struct BundleFetcher: Sendable {
  /// The largest bundle, in bytes.
  public static let limit = 1 << 20
  public static let defaultTimeout: Duration = .seconds(30)

  /// What is held, by trust domain: the latest bundle of each. They verify the endpoints of https_spiffe.
  public var held: [TrustDomain: TrustBundle]
  public var roots = HTTPSRequest.WebRoots()
  public var proxy = HTTPSRequest.Proxy()
  /// For one bundle, redirects included.
  public var timeout = Self.defaultTimeout
  public var now: Timestamp

  public init(held: [TrustDomain: TrustBundle], now: Timestamp) {
    self.held = held
    self.now = now
  }

  /// Fetches one bundle.
  ///
  /// - Parameter fingerprints: The roots that the user was told of, in hexadecimal. With one for each new root, the bundle
  ///   of an endpoint with https_spiffe verifies the connection that it came over.
  public func bundle(
    of remote: RemoteEndpoint, fingerprints: Set<String> = []
  ) throws(FetchFault) -> FetchedBundle {
    func fault(_ reason: FetchFault.Reason) -> FetchFault {
      FetchFault(name: remote.name, url: remote.endpoint.url, reason: reason)
    }
    let endpoint = remote.endpoint
    guard endpoint.profile == .spiffe, let id = endpoint.endpointID else {
      let answer = try send(HTTPSRequest(endpoint.url, from: .web(roots)), fault, SVIDCheck(nil, now))
      return try read(answer, of: remote)
    }
    let isSelfServing = id.trustDomain == remote.trustDomain
    // Only fingerprints of all its roots can put a bundle in the place of the one that is held.
    let isPinned = isSelfServing && !fingerprints.isEmpty
    guard isPinned || held[id.trustDomain] != nil else {
      throw fault(isSelfServing ? .firstContact : .noBundle(of: id.trustDomain))
    }
    let check = SVIDCheck(isPinned ? nil : held[id.trustDomain], expecting: id, now)
    let answer = try send(HTTPSRequest(endpoint.url, from: .verified { check.connection() }), fault, check)
    let fetched = try read(answer, of: remote)
    guard isPinned else { return fetched }
    let known = Set(held[id.trustDomain]?.certificates.map(\.fingerprint) ?? []).union(fingerprints)
    guard fetched.bundle.certificates.allSatisfy({ known.contains($0.fingerprint) }) else {
      // The caller names the roots; without their fingerprints nothing has verified the connection.
      guard let known = held[id.trustDomain] else { throw fault(.firstContact) }
      if let refusal = check.refusal(by: known) { throw fault(.wrongSVID(refusal.code, detail: refusal.what)) }
      return fetched
    }
    if let refusal = check.refusal(by: fetched.bundle) { throw fault(.wrongSVID(refusal.code, detail: refusal.what)) }
    return fetched
  }

  private func send(
    _ request: HTTPSRequest, _ fault: (FetchFault.Reason) -> FetchFault, _ check: SVIDCheck
  ) throws(FetchFault) -> HTTPSAnswer {
    var request = request
    (request.proxy, request.timeout, request.limit) = (proxy, timeout, Self.limit)
    do throws(HTTPSError) {
      return try request.send()
    } catch {
      if let refusal = check.lastRefusal { throw fault(.wrongSVID(refusal.code, detail: refusal.what)) }
      throw fault(Self.reason(error))
    }
  }

  private static func reason(_ error: HTTPSError) -> FetchFault.Reason {
    switch error {
    case .noLibrary(let names): .unreachable(detail: "libcurl is not installed: \(names.joined(separator: ", "))")
    case .noOwnVerification: .noOwnVerification
    case .notHTTPS(let url): .redirect(detail: "\(url) is no URL of https without user and password")
    case .badRedirect(let url): .redirect(detail: "a redirect leads to \(url), which is not https, or has a password")
    case .tooManyRedirects(let count): .redirect(detail: "there are more than \(count) redirects")
    case .unresolved(let detail), .refused(let detail), .broken(let detail), .noTLS(let detail):
      .unreachable(detail: detail)
    case .timedOut(let time): .slow(seconds: time.components.seconds)
    case .untrusted(let detail): .wrongServer(detail: detail)
    case .tooLong(let limit), .headerTooLong(let limit): .tooLong(limit: limit)
    case .badRoots(let detail): .unreachable(detail: detail)
    case .library(_, let detail): .unreachable(detail: detail)
    }
  }
}
