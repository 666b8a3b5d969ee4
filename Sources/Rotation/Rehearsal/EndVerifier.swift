import Diagnostics
import SPIFFE
import TLS
import X509

/// By what one end of a rehearsed handshake judges the other.
enum EndJudge: Sendable {
  /// Lets everybody in: a forger's own end.
  case anybody
  /// A proxy: the bundle of the domain that is claimed, and the identity that the manifests ask for, if they do.
  case proxy(MeshTrust, expecting: SPIFFEID?)
  /// A proxy that calls its control plane: the mesh's own roots, and the name that it calls.
  case callerOfIstiod(MeshTrust, host: String)
  /// The control plane that a proxy calls: the mesh's own roots.
  case istiod(MeshTrust)

  /// What libssl itself judges by. Of the claimed chain only the domain counts, as in Envoy.
  func trust(for chain: [Certificate]) -> LibraryTrust? {
    switch self {
    case .anybody: nil
    case .proxy(let trust, _): LibraryTrust(store: trust.store(for: chain), time: trust.time)
    case .callerOfIstiod(let trust, let host): LibraryTrust(store: trust.ownStore, time: trust.time, hostName: host)
    case .istiod(let trust): LibraryTrust(store: trust.ownStore, time: trust.time)
    }
  }

  /// Why our verifier refuses the chain.
  func refusal(of chain: [Certificate]) -> Diagnostic? {
    switch self {
    case .anybody: nil
    case .proxy(let trust, _): trust.refusal(ofWorkload: chain)
    case .callerOfIstiod(let trust, let host): trust.refusal(of: chain, purpose: .serverAuth, host: host)
    case .istiod(let trust): trust.refusal(of: chain, purpose: .clientAuth)
    }
  }

  /// Why the identity is not the one that is asked for.
  func identityRefusal(of chain: [Certificate]) -> Diagnostic? {
    guard case .proxy(_, let expected?) = self else { return nil }
    let found = chain.first?.uris.first ?? "no SPIFFE ID"
    guard found != expected.uri else { return nil }
    return Diagnostic(
      "MT-V-06", what: "the peer is \(found), not \(expected)",
      why: "the manifests of this mesh let nobody else in", next: "compare clientID and the names of the gateways")
  }
}
