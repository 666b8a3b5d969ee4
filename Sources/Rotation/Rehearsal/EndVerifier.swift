import Diagnostics
import SPIFFE
import TLS
import Verifier
import X509

/// By what one end of a rehearsed handshake verifies the other.
enum EndVerifier: Sendable {
  /// Lets everybody in: a forger's own end.
  case anybody
  /// A proxy: the bundle of the domain that is claimed, and the identity that the manifests ask for, if they do.
  case proxy(RehearsedTrust, expecting: SPIFFEID?)
  /// A proxy that calls its control plane: the mesh's own roots, and the name that it calls.
  case callerOfIstiod(RehearsedTrust, host: String)
  /// The control plane that a proxy calls: the mesh's own roots.
  case istiod(RehearsedTrust)

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
    // Whoever it is: the identity is looked at by itself, because a proxy's policies refuse after the handshake.
    case .proxy(let trust, _): trust.refusal(of: chain, from: .workload(nil))
    case .callerOfIstiod(let trust, let host): trust.refusal(of: chain, from: .controlPlane(host: host))
    case .istiod(let trust): trust.refusal(of: chain, from: .clientOfControlPlane)
    }
  }

  /// Why the identity is not the one that is asked for.
  func identityRefusal(of chain: [Certificate]) -> Diagnostic? {
    guard case .proxy(_, let expected?) = self else { return nil }
    return HandshakeVerifier.identityRefusal(of: chain, expecting: expected)
  }
}
