import CA
import Dispatch
import Endpoints
import Federation
import HTTP
import SPIFFE
import Synchronization

/// Fetches the bundles of many remotes at a time: a slow endpoint keeps no other one waiting.
struct BundleFetches {
  /// Endpoints that are asked at a time. Each waits for its server, so that the number of cores is no measure.
  static let lanes = 128

  let fetcher: BundleFetcher
  let fingerprints: Set<String>

  /// What is held of every trust domain verifies the endpoints that are in it.
  init(_ home: OpenHome, timeout: Duration, fingerprints: Set<String>) throws {
    let (federation, authorities) = (try home.federation(), try home.authorities())
    var held: [TrustDomain: TrustBundle] = [:]
    for remote in authorities.remotes {
      held[remote.card.trustDomain] = TrustBundle(
        trustDomain: remote.card.trustDomain, certificates: remote.card.roots)
    }
    for mesh in federation.meshes {
      guard let bundle = authorities.bundle(of: mesh.name, in: federation) else { continue }
      held[mesh.trustDomain] = TrustBundle(trustDomain: mesh.trustDomain, certificates: bundle.certificates)
    }
    var fetcher = BundleFetcher(held: held, now: home.now)
    fetcher.roots = HTTPSRequest.WebRoots(file: Environment["SSL_CERT_FILE"], folder: Environment["SSL_CERT_DIR"])
    fetcher.proxy = HTTPSRequest.Proxy(
      url: Environment["HTTPS_PROXY"] ?? Environment["https_proxy"],
      exceptions: Environment["NO_PROXY"] ?? Environment["no_proxy"])
    fetcher.timeout = timeout
    self.fetcher = fetcher
    self.fingerprints = fingerprints
  }

  /// In the order of the endpoints.
  func results(of endpoints: [RemoteEndpoint]) -> [Result<FetchedBundle, FetchFault>] {
    let next = Atomic<Int>(0)
    let results = Mutex<[Int: Result<FetchedBundle, FetchFault>]>([:])
    DispatchQueue.concurrently(min(Self.lanes, endpoints.count)) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < endpoints.count else { return }
        let result = Result { () throws(FetchFault) in
          try fetcher.bundle(of: endpoints[index], fingerprints: fingerprints)
        }
        results.withLock { $0[index] = result }
      }
    }
    let found = results.withLock { $0 }
    return endpoints.indices.compactMap { found[$0] }
  }
}

extension DispatchQueue {
  /// Runs a body on threads of its own, which may wait for the network, and waits for all.
  fileprivate static func concurrently(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for lane in 0..<count { DispatchQueue(label: "bundles \(lane)").async(group: group, execute: body) }
    group.wait()
  }
}
