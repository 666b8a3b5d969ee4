import Diagnostics
import SPIFFE
import Verifier
import X509

/// Verifies chains by one profile against one set of bundles; one value serves any number of chains on any thread.
struct ProfileVerifier: Sendable {
  private enum Rules: Sendable {
    case spiffe(ChainVerifier, ProxyVerifier, ZtunnelVerifier, Expectation, mayBeAmbient: Bool)
    case envoy(ProxyVerifier, Expectation)
    case ztunnel(ZtunnelVerifier, Expectation)
    case rfc5280(PathVerifier, untrusted: [Certificate])
  }

  /// Makes the same verifier with certificates and a memory of its own, for another thread: see
  /// ``Certificate/unshared``.
  let unshared: @Sendable () -> ProfileVerifier
  private let rules: Rules
  private let time: Timestamp
  private let rule: TrustAnchors.Rule
  private let anchors: TrustAnchors
  private let notes: VerdictNotes

  /// By identities: the profiles spiffe and envoy.
  init(
    _ settings: JudgingSettings, _ input: VerificationInput, revocation: RevocationLists?, notes: VerdictNotes
  ) {
    self.notes = notes
    let bundles = BundleSet(input.bundles, rule: settings.rule)
    // One set of bundles if both may trust the same ones, so that they share the results.
    let roots = settings.rule == .selfSigned ? bundles : BundleSet(input.bundles)
    let proxies = ProxyVerifier(bundles: roots, revocation: revocation, unloaded: input.unloaded)
    (time, rule) = (settings.time, settings.rule)
    anchors = bundles.anchors(of: input.expectation.trustDomain) ?? TrustAnchors([])
    let tunnels = ZtunnelVerifier(
      bundles: BundleSet(input.bundles, rule: .anyAuthority), version: settings.webPKI,
      purposes: settings.purposes.isEmpty ? [.serverAuth, .clientAuth] : settings.purposes)
    switch settings.profile {
    case .envoy: rules = .envoy(proxies, input.expectation)
    case .ztunnel: rules = .ztunnel(tunnels, input.expectation)
    case .spiffe, .rfc5280:
      let chains = ChainVerifier(
        bundles: bundles, ownTrustDomain: input.ownTrustDomain, revocation: revocation, limits: settings.limits)
      rules = .spiffe(
        chains, proxies, tunnels, input.expectation, mayBeAmbient: input.mayBeAmbient)
    }
    unshared = { ProfileVerifier(settings, input.unshared, revocation: revocation, notes: notes) }
  }

  /// By paths alone; any authority of the bundle is a valid end.
  init(
    _ settings: JudgingSettings, anchors: [Certificate], untrusted: [Certificate], revocation: RevocationLists?,
    notes: VerdictNotes
  ) {
    self.notes = notes
    let policy = PathPolicy(
      time: settings.time, purposes: settings.purposes, profile: .rfc5280,
      certificatePolicies: settings.certificatePolicies, revocation: revocation, limits: settings.limits)
    (time, rule) = (settings.time, .anyAuthority)
    self.anchors = TrustAnchors(anchors, rule: .anyAuthority)
    rules = .rfc5280(PathVerifier(anchors: self.anchors, policy: policy), untrusted: untrusted)
    unshared = {
      ProfileVerifier(
        settings, anchors: anchors.map(\.unshared), untrusted: untrusted.map(\.unshared), revocation: revocation,
        notes: notes)
    }
  }

  /// Decodes a presented certificate. An authority that was verified before is recognized by its bytes.
  func certificate(der: [UInt8]) throws(X509Error) -> Certificate { try anchors.certificate(der: der) }

  /// Verifies one chain, leaf first.
  func verify(_ chain: [Certificate]) -> ProfileVerdict { verdict(on: chain).with(notes) }

  private func verdict(on chain: [Certificate]) -> ProfileVerdict {
    switch rules {
    case .spiffe(let verifier, let proxies, let tunnels, let expectation, let mayBeAmbient):
      let verification = verifier.verify(chain, expecting: expectation, at: time)
      let known = rule == .selfSigned ? verification.path : nil
      return ProfileVerdict(
        verification,
        proxies: proxies.verify(chain, expecting: expectation, at: time, knowing: known),
        ztunnel: tunnels.verify(chain, expecting: expectation, at: time, knowing: known), mayBeAmbient: mayBeAmbient)
    case .envoy(let proxies, let expectation):
      return ProfileVerdict(proxies.verify(chain, expecting: expectation, at: time), chain, expectation, at: time)
    case .ztunnel(let tunnels, let expectation):
      return ProfileVerdict(tunnels.verify(chain, expecting: expectation, at: time), chain, expectation, at: time)
    case .rfc5280(let verifier, let untrusted):
      return ProfileVerdict(verifier.verify(chain, untrusted: untrusted))
    }
  }
}
