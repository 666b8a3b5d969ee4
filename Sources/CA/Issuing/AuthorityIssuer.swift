import Cryptography
import Diagnostics
import Federation
import X509

/// Issues authorities in memory. Nothing is stored until all of a command's certificates exist.
struct AuthorityIssuer {
  /// An authority and its new key.
  struct Issued {
    let authority: Authority
    let key: any Signer
    let issuer: Certificate?
    let isRenewal: Bool
  }

  private let federation: ResolvedFederation
  private let recipe: CertificateRecipe
  private let existing: AuthoritySet
  private let rootKey: KeyAlgorithm?
  private let prepared: (AuthorityOwner, Profile) throws(CAError) -> PreparedKey?
  private let openKey: (Authority) throws(CAError) -> any Signer
  private(set) var issued: [Issued] = []
  private var roots: [AuthorityOwner: (certificate: Certificate, key: any Signer)] = [:]

  init(
    _ federation: ResolvedFederation, existing: AuthoritySet, now: Timestamp, rootKey: KeyAlgorithm? = nil,
    prepared: @escaping (AuthorityOwner, Profile) throws(CAError) -> PreparedKey?,
    openKey: @escaping (Authority) throws(CAError) -> any Signer
  ) {
    self.federation = federation
    self.existing = existing
    self.rootKey = rootKey
    self.prepared = prepared
    self.openKey = openKey
    recipe = CertificateRecipe(federation: federation, now: now)
  }

  /// Issues one authority of a plan; roots come before their intermediates.
  mutating func issue(_ issue: Plan.Issue) throws(CAError) {
    switch issue.role {
    case .root: try issueRoot(issue)
    case .intermediate: try issueIntermediate(issue)
    }
  }

  private mutating func issueRoot(_ issue: Plan.Issue) throws(CAError) {
    let profile = try profile(of: issue.owner)
    let outside = try prepared(issue.owner, profile)
    let key: any Signer = if let outside { outside.signer } else { try generate(rootKey ?? profile.rootKey) }
    let template = try recipe.root(
      issue.owner, profile: profile, generation: issue.generation, key: key.publicKey.components)
    let certificate = try wrapping(CAError.x509, template.signed(by: key))
    roots[issue.owner] = (certificate, key)
    add(issue, certificate, key, issuer: nil, outside.map { .outside($0.place) } ?? .home)
  }

  private mutating func issueIntermediate(_ issue: Plan.Issue) throws(CAError) {
    guard let name = issue.owner.meshName else { throw .noIntermediate(mesh: "\(issue.owner)") }
    let mesh = try federation.requireMesh(name)
    let root = try root(above: mesh)
    guard root.certificate.validity.notAfter > recipe.now else {
      throw .refused(
        .issuing(
          .rootEnded(
            mesh: mesh.name, root.certificate.validity.notAfter,
            replacement: federation.replacement(of: existing.root(of: mesh.name, in: federation), isUrgent: true))))
    }
    let key = try generate(mesh.profile.intermediateKey)
    let template = try recipe.intermediate(
      mesh, generation: issue.generation, issuer: root.certificate,
      isShared: existing.isShared(root.certificate, besides: name, in: federation), key: key.publicKey.components)
    let certificate = try wrapping(CAError.x509, template.signed(by: root.key, issuer: root.certificate))
    add(issue, certificate, key, issuer: root.certificate, .home)
  }

  private mutating func root(above mesh: Mesh) throws(CAError) -> (certificate: Certificate, key: any Signer) {
    let owner = federation.rootOwner(of: mesh.name)
    if let known = roots[owner] { return known }
    guard let root = existing.root(of: mesh.name, in: federation) else {
      throw .unknownAuthority("\(owner)/root", nearest: nil)
    }
    let opened = (root.certificate, try openKey(root))
    roots[owner] = opened
    return opened
  }

  /// A shared root uses the profile of the first mesh.
  private func profile(of owner: AuthorityOwner) throws(CAError) -> Profile {
    if let name = owner.meshName { return try federation.requireMesh(name).profile }
    guard let first = federation.meshes.first else { throw .unknownAuthority("shared/root", nearest: nil) }
    return first.profile
  }

  private mutating func add(
    _ issue: Plan.Issue, _ certificate: Certificate, _ key: any Signer, issuer: Certificate?, _ place: KeyPlace
  ) {
    let authority = Authority(
      owner: issue.owner, role: issue.role, generation: issue.generation, certificate: certificate, keyPlace: place)
    issued.append(Issued(authority: authority, key: key, issuer: issuer, isRenewal: issue.isRenewal))
  }

  private func generate(_ algorithm: KeyAlgorithm) throws(CAError) -> PrivateKey {
    try wrapping(CAError.cryptography, PrivateKey.generate(algorithm))
  }
}
