import Diagnostics
import Federation
import SPIFFE
import TLS
import Verifier
import X509

/// An attempt to impersonate another mesh, with its result.
public struct Forgery: Hashable, Sendable {
  /// What the forger impersonates.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// The victim's egress, at a peer's ingress.
    case egress
    /// The victim's ingress, at a peer's egress.
    case ingress
    /// A workload of the victim, at the victim's own proxies.
    case workload
    /// The victim's control plane, at the victim's own proxies.
    case istiod
  }

  public let forger: String
  public let victim: String
  /// The forged SPIFFE ID or DNS name.
  public let identity: String
  public let role: Role
  /// The meshes whose proxies were tested; those with the same bundle of the victim are tested once.
  public let verifiers: [String]
  /// Whether the proxies that were tested pool the roots of several meshes.
  public let isPooled: Bool
  public let verdict: EndVerdict

  /// Whether a proxy would accept it. OpenSSL's acceptance is enough: proxies do not check the additional rules of
  /// X509-SVID, by which our verifier may still reject it.
  public var isAccepted: Bool {
    verdict.isAccepted || verdict.library?.isAccepted == true && verdict.identityRefusal == nil
  }
}

/// A forgery to try.
struct ForgeryPlan: Sendable {
  let forger: ReadyParty
  let victim: String
  /// The identity in the forged leaf.
  let identity: WorkloadIdentity
  let dnsNames: [String]
  let role: Forgery.Role
  /// The mesh that verifies; `verifiers` also lists those with the same bundle.
  let verifiedBy: ReadyParty
  let verifiers: [String]

  func tried(_ stock: LeafStock) throws(RotationError) -> Forgery {
    let forged = try stock.forgery(by: forger, identity, dnsNames: dnsNames)
    let asked = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: verifiedBy.mesh.trustDomain, namespace: "rehearsal", serviceAccount: "asked")
    }
    let forgerEnd = HandshakePlan.End(
      mesh: forger.mesh.name, name: identity.spiffeID.uri, identity: forged, verifier: .anybody)
    let verifierEnd = HandshakePlan.End(
      mesh: verifiedBy.mesh.name, name: asked.spiffeID.uri, identity: try stock.identity(verifiedBy, asked),
      verifier: role == .istiod
        ? .callerOfIstiod(verifiedBy.trust, host: verifiedBy.mesh.istiodHost)
        : .proxy(verifiedBy.trust, expecting: identity.spiffeID))
    let isClient = role == .egress || role == .workload
    let handshake = try HandshakePlan(
      client: isClient ? forgerEnd : verifierEnd, server: isClient ? verifierEnd : forgerEnd,
      hop: role == .istiod ? .istiod : role == .workload ? .mesh : .services, serverName: nil
    ).rehearsed()
    return Forgery(
      forger: forger.mesh.name, victim: victim, identity: dnsNames.first ?? identity.spiffeID.uri, role: role,
      verifiers: verifiers, isPooled: role != .istiod && verifiedBy.mesh.poolsRoots && verifiedBy.hasOthersRoots,
      verdict: isClient ? handshake.serverVerdict : handshake.clientVerdict)
  }
}

extension Rehearsal {
  /// Everything that each mesh's intermediate could forge: gateways of every peer, and the workloads and control plane
  /// of every mesh.
  var forgeryPlans: [ForgeryPlan] {
    let claims = gatewayClaims
    var plans: [ForgeryPlan] = []
    for forger in parties {
      let name = forger.mesh.name
      for claim in claims where claim.victim != name {
        plans.append(
          ForgeryPlan(
            forger: forger, victim: claim.victim, identity: claim.identity, dnsNames: [], role: claim.role,
            verifiedBy: claim.verifiedBy, verifiers: claim.verifiers))
      }
      for victim in parties where victim.mesh.name != name { plans += ownPlans(forger, victim) }
    }
    return plans
  }

  private struct Claim {
    let victim: String
    let identity: WorkloadIdentity
    let role: Forgery.Role
    let verifiedBy: ReadyParty
    var verifiers: [String]
  }

  /// Meshes with the same bundle of a peer give the same result, because a forgery fails at its path.
  private var gatewayClaims: [Claim] {
    var claims: [Claim] = []
    var known: [ClaimKey: Int] = [:]
    for verifier in parties {
      for peer in verifier.mesh.peers {
        for role in [Forgery.Role.egress, .ingress] {
          let key = ClaimKey(
            peer: peer.name, role: role, roots: verifier.trust.bundles[peer.trustDomain]?.certificates ?? [])
          if let index = known[key] {
            claims[index].verifiers.append(verifier.mesh.name)
            continue
          }
          known[key] = claims.count
          claims.append(
            Claim(
              victim: peer.name, identity: role == .egress ? peer.client : peer.server, role: role,
              verifiedBy: verifier,
              verifiers: [verifier.mesh.name]))
        }
      }
    }
    return claims
  }

  private struct ClaimKey: Hashable {
    let peer: String
    let role: Forgery.Role
    let roots: [Certificate]
  }

  /// As a control plane the forger uses its own SPIFFE ID, which its constraints allow: only a constraint on DNS names
  /// prevents this.
  private func ownPlans(_ forger: ReadyParty, _ victim: ReadyParty) -> [ForgeryPlan] {
    guard
      let workload = try? WorkloadIdentity(
        trustDomain: victim.mesh.trustDomain, namespace: "rehearsal", serviceAccount: "workload"),
      let own = try? forger.mesh.istiodIdentity()
    else { return [] }
    let name = victim.mesh.name
    return [
      ForgeryPlan(
        forger: forger, victim: name, identity: workload, dnsNames: [], role: .workload, verifiedBy: victim,
        verifiers: [name]),
      ForgeryPlan(
        forger: forger, victim: name, identity: own, dnsNames: [victim.mesh.istiodHost], role: .istiod,
        verifiedBy: victim,
        verifiers: [name]),
    ]
  }
}
