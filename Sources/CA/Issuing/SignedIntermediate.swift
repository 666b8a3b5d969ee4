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
      throw .wrongAnswer(.otherKey(mesh: mesh.name))
    }
    self.intermediate = intermediate
    root = try Self.root(chain, knownRoot)
    try wrapping(
      { CAError.wrongAnswer(.profile($0, mesh: mesh.name)) }, Self.checkProfile(intermediate, mesh, federation))
    between = try wrapping(
      { CAError.wrongAnswer(.path($0)) }, Self.between(intermediate, root, chain, now: now))
  }

  /// The certificates between an intermediate and its root, nearest first, on a valid path that allows leaves.
  static func between(
    _ intermediate: Certificate, _ root: Certificate, _ chain: [Certificate], now: Timestamp
  ) throws(IssuingPathFault) -> [Certificate] {
    let policy = PathPolicy(time: now, purposes: [.serverAuth, .clientAuth])
    let verdict = PathBuilder(anchors: TrustAnchors([root]), policy: policy)
      .verdict(leaf: intermediate, intermediates: chain)
    guard let path = verdict.path else {
      throw .noPath(to: root, reason: verdict.refusal?.what ?? "")
    }
    let between = Array(path.certificates.dropFirst().dropLast())
    for certificate in [intermediate] + between + [root] {
      do throws(X509Error) {
        _ = try certificate.publicKeyInfo.wholeKey()
      } catch {
        throw .unsoundKey(certificate, reason: error.diagnostic.why)
      }
    }
    try checkIssuing(path: [intermediate] + between + [root])
    return between
  }

  private static func root(_ chain: [Certificate], _ known: Certificate?) throws(CAError) -> Certificate {
    let presented = chain.last(where: \.isSelfSigned)
    guard let known else {
      guard let presented else {
        throw .wrongAnswer(.noRoot)
      }
      return presented
    }
    guard presented == nil || presented == known else {
      throw .wrongAnswer(.otherRoot)
    }
    return known
  }

  /// Checks the content of an intermediate of the mesh. One that is already in use need not have the constraints for a
  /// shared root.
  static func checkProfile(
    _ certificate: Certificate, _ mesh: Mesh, _ federation: ResolvedFederation, isInUse: Bool = false
  ) throws(IntermediateFault) {
    guard certificate.isAuthority, certificate.extensions.keyUsage?.contains(.keyCertSign) ?? false else {
      throw .notAuthority
    }
    if let uri = certificate.uris.first(where: { $0 != mesh.trustDomain.uri }) {
      throw .otherIdentity(uri, mesh.trustDomain)
    }
    guard certificate.permitsIdentities(of: mesh.trustDomain) else {
      throw .excludedIdentities(mesh.trustDomain)
    }
    if !isInUse, federation.roots == .shared, let other = impersonable(by: certificate, mesh, federation) {
      throw .unconfined(other)
    }
    if let purposes = certificate.extensions.extendedKeyUsage,
      !purposes.allows(.serverAuth) || !purposes.allows(.clientAuth)
    {
      throw .purposes
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
  static func checkIssuing(path: [Certificate]) throws(IssuingPathFault) {
    for (index, certificate) in path.enumerated() {
      guard let limit = certificate.extensions.basicConstraints?.pathLength else { continue }
      let below = path[..<index].count { !$0.isSelfIssued }
      guard below > limit else { continue }
      throw .noRoom(below: certificate, allowed: limit, found: below)
    }
  }
}
