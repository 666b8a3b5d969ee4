import Diagnostics
import SPIFFE
package import X509

/// Verifies a chain the way ztunnel, the proxy of ambient meshes, does: a path by rustls-webpki to any root of its pool,
/// then an alternative name of the expected trust domain or identity. It predicts what a mesh would do;
/// ``ChainVerifier`` says what the standard requires.
///
/// Source: istio/ztunnel, `src/tls/workload.rs`: `TrustDomainVerifier` for clients, `IdentityVerifier` for servers. A
/// workload is both, so that both purposes are asked for unless one is given.
public struct ZtunnelVerifier: Sendable {
  private let bundles: BundleSet
  private let version: WebPKI
  private let purposes: [ExtendedKeyUsage.Purpose]

  package init(
    bundles: BundleSet, version: WebPKI, purposes: [ExtendedKeyUsage.Purpose] = [.serverAuth, .clientAuth]
  ) {
    self.bundles = bundles
    self.version = version
    self.purposes = purposes
  }

  /// Verifies one chain, leaf first, at a point in time. `known` is a path already found below the same roots, whose
  /// signatures are not checked again.
  package func verify(
    _ chain: [Certificate], expecting expectation: Expectation, at time: Timestamp, knowing known: ValidPath? = nil
  ) -> ProxyVerdict {
    guard let leaf = chain.first else { return ProxyVerdict(refusedFor: .emptyChain) }
    if let excess = ChainShape.excess(of: chain) { return ProxyVerdict(refusedFor: excess) }
    guard let anchors = bundles.anchors(of: expectation.trustDomain), !anchors.certificates.isEmpty else {
      return ProxyVerdict(
        refusedFor: Diagnostic(
          "MT-V-04", what: "there is no bundle for \(expectation.trustDomain)",
          why: "ztunnel verifies peers against the roots that came with its own certificates",
          next: "pass it with --bundle"))
    }
    let policy = PathPolicy(
      time: time, purposes: purposes, profile: .webpki(version),
      limits: PathLimits(intermediates: WebPKI.intermediates))
    let builder = PathBuilder(anchors: anchors, policy: policy)
    let verdict = builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()), knowing: known)
    if let path = verdict.path { return identityVerdict(of: path, leaf, expectation) }
    return ProxyVerdict(refusedBy: verdict)
  }

  private func identityVerdict(
    of path: ValidPath, _ leaf: Certificate, _ expectation: Expectation
  ) -> ProxyVerdict {
    if let expected = expectation.identity {
      guard !leaf.uris.contains(expected.uri) else { return ProxyVerdict(accepted: path) }
      return ProxyVerdict(
        refusedFor: Diagnostic(
          "MT-V-06", what: "the identity is \(leaf.uris.first?.printable ?? "no SPIFFE ID"), not \(expected)",
          why: "ztunnel accepts exactly the identities that istiod computed for the destination",
          next: "compare the service accounts of the endpoints, or the `subjectAltNames` of the ServiceEntry"))
    }
    let found = leaf.uris.compactMap { try? SPIFFEID($0) }
    guard !found.contains(where: { $0.trustDomain == expectation.trustDomain }) else {
      return ProxyVerdict(accepted: path)
    }
    return ProxyVerdict(
      refusedFor: Diagnostic(
        "MT-V-06", what: "the peer did not present the trust domain \(expectation.trustDomain)",
        why: "its names are: \(leaf.uris.isEmpty ? "none" : leaf.uris.joined(separator: ", "))",
        next: "ztunnel accepts clients of its own trust domain only (istio/istio#58511)"))
  }
}
