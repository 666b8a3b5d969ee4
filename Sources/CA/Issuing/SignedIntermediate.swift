import Diagnostics
import Federation
import SPIFFE
import X509

/// The signed intermediate for a request, checked against the request, the profile and the trust domain.
struct SignedIntermediate {
  let intermediate: Certificate
  /// The certificates between the intermediate and the root, nearest first.
  let between: [Certificate]
  let root: Certificate

  init(
    _ chain: [Certificate], to pending: PendingRequest, _ mesh: Mesh, _ federation: ResolvedFederation,
    knownRoot: Certificate?, now: Timestamp
  ) throws(CAError) {
    guard let intermediate = chain.first(where: { $0.publicKeyInfo.der == pending.request.publicKeyInfo.der }) else {
      throw .wrongAnswer(
        what: "no certificate of the chain has the requested key of `\(mesh.name)`",
        why: "the chain answers another request, or an older one")
    }
    self.intermediate = intermediate
    root = try Self.root(chain, knownRoot)
    try Self.checkProfile(intermediate, mesh, federation)
    between = try Self.between(intermediate, root, chain, now: now)
  }

  /// The certificates between an intermediate and its root, nearest first, on a valid path that allows leaves.
  static func between(
    _ intermediate: Certificate, _ root: Certificate, _ chain: [Certificate], now: Timestamp
  ) throws(CAError) -> [Certificate] {
    let policy = PathPolicy(time: now, purposes: [.serverAuth, .clientAuth])
    let verdict = PathBuilder(anchors: TrustAnchors([root]), policy: policy)
      .verdict(leaf: intermediate, intermediates: chain)
    guard let path = verdict.path else {
      throw .wrongAnswer(
        what: "the chain does not lead from the intermediate to the root `\(root)`", why: verdict.refusal?.what ?? "")
    }
    let between = Array(path.certificates.dropFirst().dropLast())
    try checkIssuing(path: [intermediate] + between + [root])
    return between
  }

  private static func root(_ chain: [Certificate], _ known: Certificate?) throws(CAError) -> Certificate {
    let presented = chain.last(where: \.isSelfSigned)
    guard let known else {
      guard let presented else {
        throw .wrongAnswer(
          what: "the chain does not end in its root",
          why: "every peer needs the root, so it must be in the file")
      }
      return presented
    }
    guard presented == nil || presented == known else {
      throw .wrongAnswer(
        what: "the chain ends in another root than this home's",
        why: "a new root must reach every peer before it signs anything")
    }
    return known
  }

  /// Checks the content of an intermediate of the mesh. One that is already in use need not have the constraints for a
  /// shared root.
  static func checkProfile(
    _ certificate: Certificate, _ mesh: Mesh, _ federation: ResolvedFederation, isInUse: Bool = false
  ) throws(CAError) {
    let wrong: Message = "the signed certificate is not an intermediate for `\(mesh.name)`"
    guard certificate.isAuthority, certificate.extensions.keyUsage?.contains(.keyCertSign) ?? false else {
      throw .wrongAnswer(
        what: wrong, why: "it lacks cA:TRUE or keyCertSign, so it cannot sign workload certificates")
    }
    if let uri = certificate.uris.first(where: { $0 != mesh.trustDomain.uri }) {
      throw .wrongAnswer(what: wrong, why: "it carries \(uri.printable) instead of \(mesh.trustDomain.uri)")
    }
    guard certificate.permitsIdentities(of: mesh.trustDomain) else {
      throw .wrongAnswer(what: wrong, why: "its name constraints do not permit identities of \(mesh.trustDomain)")
    }
    if !isInUse, federation.roots == .shared, let other = impersonable(by: certificate, mesh, federation) {
      throw .wrongAnswer(
        what: wrong, why: "under a shared root it needs name constraints, or it could issue for \(other)")
    }
    if let purposes = certificate.extensions.extendedKeyUsage,
      !purposes.allows(.serverAuth) || !purposes.allows(.clientAuth)
    {
      throw .wrongAnswer(what: wrong, why: "its extendedKeyUsage lacks serverAuth or clientAuth (rule CA-09)")
    }
  }

  /// What an intermediate could issue besides its own mesh's identities. Meshes may share a namespace, so for DNS names
  /// it is enough that there is a constraint.
  static func impersonable(
    by certificate: Certificate, _ mesh: Mesh, _ federation: ResolvedFederation
  ) -> String? {
    let other = federation.meshes.first { other in
      other.name != mesh.name && certificate.permitsIdentities(of: other.trustDomain)
    }
    if let other { return "the identities of `\(other.name)`" }
    let permitted = certificate.extensions.nameConstraints?.permitted ?? []
    let limitsNames = permitted.contains { if case .dns = $0 { true } else { false } }
    return limitsNames ? nil : "the DNS names of every other mesh's istiod"
  }

  /// Checks that a leaf below the intermediate would satisfy every path length (RFC 5280 section 6.1.4 (l)).
  static func checkIssuing(path: [Certificate]) throws(CAError) {
    for (index, certificate) in path.enumerated() {
      guard let limit = certificate.extensions.basicConstraints?.pathLength else { continue }
      let below = path[..<index].count { !$0.isSelfIssued }
      guard below > limit else { continue }
      throw .wrongAnswer(
        what: "the path length of `\(certificate)` does not allow the intermediate",
        why: "it allows \(limit) below it, and \(below) would follow")
    }
  }
}
