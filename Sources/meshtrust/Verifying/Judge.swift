import Diagnostics
import SPIFFE
import Verifier
import X509

/// Judges chains by one profile against one set of bundles; made once, it serves any number of chains on any thread.
struct Judge: Sendable {
  /// What the judge goes by.
  private enum Rules: Sendable {
    case spiffe(ChainVerifier, ProxyVerifier, Expectation, strict: Bool)
    case envoy(ProxyVerifier, Expectation)
    case rfc5280(PathVerifier, untrusted: [Certificate])
  }

  private let rules: Rules
  private let time: Timestamp

  /// A judge of identities, for the profiles spiffe and envoy.
  init(_ settings: JudgingSettings, _ question: Question, revocation: RevocationLists?) {
    let bundles = BundleSet(question.bundles, rule: settings.rule)
    let proxies = ProxyVerifier(bundles: BundleSet(question.bundles), revocation: revocation, limits: settings.limits)
    time = settings.time
    if settings.profile == .envoy {
      rules = .envoy(proxies, question.expectation)
    } else {
      let chains = ChainVerifier(
        bundles: bundles, ownTrustDomain: question.ownTrustDomain, revocation: revocation, limits: settings.limits)
      rules = .spiffe(chains, proxies, question.expectation, strict: settings.isStrict)
    }
  }

  /// A judge of paths alone; any authority of the bundle may end one.
  init(_ settings: JudgingSettings, anchors: [Certificate], untrusted: [Certificate], revocation: RevocationLists?) {
    let policy = PathPolicy(
      time: settings.time, purposes: settings.purposes, profile: .rfc5280, revocation: revocation,
      limits: settings.limits)
    time = settings.time
    rules = .rfc5280(
      PathVerifier(anchors: TrustAnchors(anchors, rule: .anyAuthority), policy: policy), untrusted: untrusted)
  }

  /// Judges one chain, leaf first.
  func judge(_ chain: [Certificate]) -> Judgement {
    switch rules {
    case .spiffe(let verifier, let proxies, let expectation, let strict):
      Judgement(
        verifier.verify(chain, expecting: expectation, at: time), strict: strict,
        proxies: proxies.verify(chain, expecting: expectation, at: time))
    case .envoy(let proxies, let expectation):
      Judgement(proxies.verify(chain, expecting: expectation, at: time), chain, expectation, at: time)
    case .rfc5280(let verifier, let untrusted): Judgement(verifier.verify(chain, untrusted: untrusted))
    }
  }
}
