import Diagnostics
import SPIFFE
import Synchronization
import TLS
import Verifier
import X509

/// The verification of the servers of one endpoint with https_spiffe: each, after a redirect too, has the same SPIFFE ID.
final class SVIDCheck: Sendable {
  /// Why a chain is refused.
  struct Refusal: Sendable {
    let code: Code
    let what: String
  }

  private let bundle: TrustBundle?
  private let expected: SPIFFEID?
  private let now: Timestamp
  private let state = Mutex<(chains: [[Certificate]], refusal: Refusal?)>(([], nil))

  /// - Parameter bundle: What verifies the chains; nil where that is not known before the answer.
  init(_ bundle: TrustBundle?, expecting expected: SPIFFEID? = nil, _ now: Timestamp) {
    self.bundle = bundle
    self.expected = expected
    self.now = now
  }

  /// Why the last chain was refused during the handshake.
  var lastRefusal: Refusal? { state.withLock { $0.refusal } }

  /// The verification of the next connection.
  func connection() -> ForeignConnection {
    ForeignConnection { chain in
      let refusal = self.bundle.flatMap { self.refusal(of: chain, by: $0) }
      self.state.withLock { state in
        state.chains.append(chain)
        state.refusal = refusal
      }
      return refusal == nil ? .accepted : .refused(.bad)
    }
  }

  /// Why a bundle refuses any of the chains that were presented; nil if it accepts them all.
  func refusal(by bundle: TrustBundle) -> Refusal? {
    let chains = state.withLock { $0.chains }
    guard !chains.isEmpty else { return Refusal(code: "MT-V-01", what: "no chain was presented") }
    for chain in chains {
      if let refusal = refusal(of: chain, by: bundle) { return refusal }
    }
    return nil
  }

  private func refusal(of chain: [Certificate], by bundle: TrustBundle) -> Refusal? {
    guard let expected else { return nil }
    let verification = ChainVerifier(bundles: BundleSet([bundle])).verify(
      chain, expecting: Expectation(trustDomain: expected.trustDomain, identity: expected, role: .server), at: now)
    return verification.refusal.map { Refusal(code: $0.code, what: $0.what.description) }
  }
}
