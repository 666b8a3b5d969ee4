import Diagnostics
import Federation
import SPIFFE
import TLS
import Verifier
import X509

/// An attempt to pose as another mesh, and what came of it.
public struct Forgery: Hashable, Sendable {
  /// As what the forger poses.
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

  /// The mesh whose intermediate signed.
  public let forger: String
  /// The mesh that is posed as.
  public let victim: String
  /// The SPIFFE ID or DNS name that was forged.
  public let identity: String
  /// As what the forger posed.
  public let role: Role
  /// The meshes whose proxies were asked; those that hold the same bundle of the victim are asked once.
  public let judges: [String]
  /// What they made of it.
  public let verdict: EndVerdict

  /// Whether a proxy would believe it. OpenSSL's word is enough for that: proxies know none of the rules that X509-SVID
  /// has beside the path, and by which our verifier may refuse all the same.
  public var isBelieved: Bool {
    verdict.isAccepted || verdict.library?.isAccepted == true && verdict.identityRefusal == nil
  }
}

/// A forgery that is to be tried.
struct ForgeryPlan: Sendable {
  let forger: ReadyParty
  let victim: String
  /// What the forged leaf says.
  let identity: WorkloadIdentity
  let dnsNames: [String]
  let role: Forgery.Role
  /// Who is asked, and in whose name besides.
  let judge: ReadyParty
  let judges: [String]

  func tried(_ stock: LeafStock) throws(RotationError) -> Forgery {
    let forged = try stock.forgery(by: forger, identity, dnsNames: dnsNames)
    let asked = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: judge.mesh.trustDomain, namespace: "rehearsal", serviceAccount: "asked")
    }
    let forgerEnd = HandshakePlan.End(
      mesh: forger.mesh.name, name: identity.spiffeID.uri, identity: forged, verifier: .anybody)
    let judgeEnd = HandshakePlan.End(
      mesh: judge.mesh.name, name: asked.spiffeID.uri, identity: try stock.identity(judge, asked),
      verifier: role == .istiod
        ? .callerOfIstiod(judge.trust, host: judge.mesh.istiodHost)
        : .proxy(judge.trust, expecting: identity.spiffeID))
    let isClient = role == .egress || role == .workload
    let handshake = try HandshakePlan(
      client: isClient ? forgerEnd : judgeEnd, server: isClient ? judgeEnd : forgerEnd,
      hop: role == .istiod ? .istiod : role == .workload ? .mesh : .services, serverName: nil
    ).rehearsed()
    return Forgery(
      forger: forger.mesh.name, victim: victim, identity: dnsNames.first ?? identity.spiffeID.uri, role: role,
      judges: judges, verdict: isClient ? handshake.serverVerdict : handshake.clientVerdict)
  }
}

extension Rehearsal {
  /// Everything that each mesh's intermediate could try: gateways of every peer, and the workloads and the control plane
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
            judge: claim.judge, judges: claim.judges))
      }
      for victim in parties where victim.mesh.name != name { plans += ownPlans(forger, victim) }
    }
    return plans
  }

  private struct Claim {
    let victim: String
    let identity: WorkloadIdentity
    let role: Forgery.Role
    let judge: ReadyParty
    var judges: [String]
  }

  /// Meshes that hold the same bundle of a peer give the same answer, since a forgery fails at its path.
  private var gatewayClaims: [Claim] {
    var claims: [Claim] = []
    var known: [ClaimKey: Int] = [:]
    for judge in parties {
      for peer in judge.mesh.peers {
        for role in [Forgery.Role.egress, .ingress] {
          let key = ClaimKey(
            peer: peer.name, role: role, roots: judge.trust.bundles[peer.trustDomain]?.certificates ?? [])
          if let index = known[key] {
            claims[index].judges.append(judge.mesh.name)
            continue
          }
          known[key] = claims.count
          claims.append(
            Claim(
              victim: peer.name, identity: role == .egress ? peer.client : peer.server, role: role, judge: judge,
              judges: [judge.mesh.name]))
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

  /// As the control plane the forger names itself by its own SPIFFE ID, which its constraints allow: only a constraint on
  /// DNS names stands in its way.
  private func ownPlans(_ forger: ReadyParty, _ victim: ReadyParty) -> [ForgeryPlan] {
    guard
      let workload = try? WorkloadIdentity(
        trustDomain: victim.mesh.trustDomain, namespace: "rehearsal", serviceAccount: "workload"),
      let own = try? forger.mesh.istiodIdentity()
    else { return [] }
    let name = victim.mesh.name
    return [
      ForgeryPlan(
        forger: forger, victim: name, identity: workload, dnsNames: [], role: .workload, judge: victim, judges: [name]),
      ForgeryPlan(
        forger: forger, victim: name, identity: own, dnsNames: [victim.mesh.istiodHost], role: .istiod, judge: victim,
        judges: [name]),
    ]
  }
}
