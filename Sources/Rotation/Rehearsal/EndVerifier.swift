import Diagnostics
import SPIFFE
import TLS
import Verifier
import X509

/// How one end of a rehearsed handshake verifies the other.
enum EndVerifier: Sendable {
  /// Accepts everyone: the forger's own end.
  case anybody
  /// A proxy: the bundle of the claimed domain, and the identity that the manifests require, if any.
  case proxy(RehearsedTrust, expecting: SPIFFEID?)
  /// A proxy connecting to its control plane: the mesh's own roots, and the dialled name.
  case callerOfIstiod(RehearsedTrust, host: String)
  /// A control plane: the mesh's own roots.
  case istiod(RehearsedTrust)

  /// What libssl verifies against. As in Envoy, the claimed domain selects the store.
  func trust(for chain: [Certificate]) -> LibraryTrust? {
    switch self {
    case .anybody: nil
    case .proxy(let trust, _): LibraryTrust(store: trust.store(for: chain), time: trust.time)
    case .callerOfIstiod(let trust, let host): LibraryTrust(store: trust.ownStore, time: trust.time, hostName: host)
    case .istiod(let trust): LibraryTrust(store: trust.ownStore, time: trust.time)
    }
  }

  /// Why our verifier rejects the chain.
  func refusal(of chain: [Certificate]) -> Diagnostic? {
    switch self {
    case .anybody: nil
    // The identity is checked separately, because a proxy's policies reject after the handshake.
    case .proxy(let trust, _): trust.refusal(of: chain, from: .workload(nil))
    case .callerOfIstiod(let trust, let host): trust.refusal(of: chain, from: .controlPlane(host: host))
    case .istiod(let trust): trust.refusal(of: chain, from: .clientOfControlPlane)
    }
  }

  /// Why the identity is not the required one.
  func identityRefusal(of chain: [Certificate]) -> Diagnostic? {
    guard case .proxy(_, let expected?) = self else { return nil }
    return HandshakeVerifier.identityRefusal(of: chain, expecting: expected)
  }
}
