import Diagnostics
import Federation
import SPIFFE
public import X509

/// What a remote publishes, as its endpoint or its trust card says: evidence of what its own peers can know of it.
public struct PublishedRoots: Hashable, Sendable {
  public let remote: String
  public let roots: Set<Certificate>
  public let time: Timestamp
  /// `sequence 7 of https://…`, or `the trust card of 2026-01-01`.
  public let source: String
  /// Whether it has an endpoint, which can be asked again.
  public let hasEndpoint: Bool
}

extension OpenHome {
  /// What each remote published last. Roots that wait for somebody who vouches for them show nothing.
  static func published(_ remotes: [HeldRemote], _ bundles: [EndpointBundle]) -> [PublishedRoots] {
    let served = bundles.filter { !$0.isWaiting }.compactMap { bundle -> PublishedRoots? in
      guard let content = bundle.content else { return nil }
      return PublishedRoots(
        remote: bundle.remote, roots: Set(content.certificates), time: bundle.fetched,
        source: "\(content.sequence.map { "sequence \($0) of " } ?? "")\(bundle.url)", hasEndpoint: true)
    }
    let cards = remotes.map { remote in
      PublishedRoots(
        remote: remote.name, roots: Set(remote.card.roots), time: remote.imported,
        source: "the \(remote.form == .card ? "trust card" : "roots") of \(remote.imported)", hasEndpoint: false)
    }
    // A card that came after the last fetch says more than it.
    return Dictionary(grouping: served + cards, by: \.remote).values.compactMap { published in
      published.max { $0.time < $1.time }
    }.map { last in
      PublishedRoots(
        remote: last.remote, roots: last.roots, time: last.time, source: last.source,
        hasEndpoint: served.contains { $0.remote == last.remote })
    }.sorted { $0.remote < $1.remote }
  }

  /// The bundles of remotes whose roots wait for somebody who vouches for them.
  public func waitingBundles() throws(CAError) -> [EndpointBundle] { try endpointBundles().filter(\.isWaiting) }

  func waitingTrust() throws(CAError) -> [Diagnostic] {
    try waitingBundles().map { bundle in
      let roots = (bundle.roots ?? []).map { "SHA256:\($0.fingerprint)" }.sorted().joined(separator: ", ")
      return Diagnostic(
        "MT-TRUST-59", .warning, what: "`\(bundle.remote)` publishes roots that nobody has vouched for: \(roots)",
        why:
          "\(bundle.url) served them on \(bundle.fetched)\(bundle.sequence.map { ", as sequence \($0)" } ?? ""); what "
          + "is held stays, and once it presents a chain below the new ones nothing here accepts it",
        next:
          "compare each fingerprint with its administrator, and refresh with --fingerprint; or import its trust card")
    }
  }
}
