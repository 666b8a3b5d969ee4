import Cryptography
import Federation
import SPIFFE
import X509

/// The content of each kind of certificate, from the names of the federation: subjects, alternative names, constraints
/// and validity. It is decided only here.
struct CertificateRecipe {
  let federation: ResolvedFederation
  let now: Timestamp

  /// A root: of one mesh, with its trust domain as name and constraint; or shared, with neither. Where a ztunnel verifies
  /// the mesh's certificates, the constraint is on its DNS names.
  func root(
    _ owner: AuthorityOwner, profile: Profile, generation: Int, key: PublicKeyComponents
  ) throws(CAError) -> CertificateTemplate {
    let mesh = try owner.meshName.map { name throws(CAError) in try federation.requireMesh(name) }
    let name = mesh?.name ?? federation.name
    return try template(
      organization: mesh?.organization ?? federation.organization,
      commonName: Naming.rootCommonName(name, generation: generation),
      lifetime: profile.rootLifetime, issuer: nil, key: key,
      alternativeNames: mesh.map { [Self.uri(of: $0)] } ?? [],
      // Allows a cross-certificate, which has a path length of 1.
      constraints: BasicConstraints(isAuthority: true, pathLength: 2), usage: [.keyCertSign, .cRLSign],
      permitted: mesh.map { permittedOfRoot($0) } ?? [])
  }

  /// An intermediate below a root. Under a shared root it may issue DNS names only in its own namespace; otherwise it
  /// could impersonate another mesh's istiod.
  func intermediate(
    _ mesh: Mesh, generation: Int, issuer: Certificate, isShared: Bool, key: PublicKeyComponents
  ) throws(CAError) -> CertificateTemplate {
    try template(
      organization: mesh.organization, commonName: Naming.intermediateCommonName(mesh.name, generation: generation),
      lifetime: mesh.profile.intermediateLifetime, issuer: issuer, key: key, alternativeNames: [Self.uri(of: mesh)],
      constraints: BasicConstraints(isAuthority: true, pathLength: Self.pathLength(mesh)),
      usage: [.keyCertSign, .cRLSign], permitted: permittedNames(mesh, isShared: isShared))
  }

  /// A cross-certificate for a root below another root of the same owner: with its own name and key, a path length for
  /// an intermediate, and the constraints of the trust domain, even if the root itself has none.
  func crossCertificate(
    of root: Certificate, _ owner: AuthorityOwner, issuer: Certificate
  ) throws(CAError) -> CertificateTemplate {
    let meshes = try owner.meshName.map { name throws(CAError) in [try federation.requireMesh(name)] }
    return try template(
      subject: root.subject, lifetime: Self.rest(of: root, from: now), issuer: issuer,
      key: try Self.key(of: root), alternativeNames: root.extensions.subjectAlternativeNames ?? [],
      constraints: BasicConstraints(isAuthority: true, pathLength: 1), usage: [.keyCertSign, .cRLSign],
      purposes: nil, permitted: permittedOfCross(meshes ?? federation.meshes))
  }

  /// A reissued certificate of an authority: same key, same names, and the lifetime of a new one. Only constraints that
  /// a ztunnel would refuse give way to those of a new one.
  func reissue(_ authority: Authority, issuer: Certificate?) throws(CAError) -> CertificateTemplate {
    let mesh = try authority.owner.meshName.map { name throws(CAError) in try federation.requireMesh(name) }
    guard let profile = (mesh ?? federation.meshes.first)?.profile else {
      throw .unknownAuthority(authority.name, nearest: nil)
    }
    let old = authority.certificate
    return try template(
      subject: old.subject, lifetime: authority.role == .root ? profile.rootLifetime : profile.intermediateLifetime,
      issuer: issuer, key: try Self.key(of: old), alternativeNames: old.extensions.subjectAlternativeNames ?? [],
      constraints: old.extensions.basicConstraints ?? BasicConstraints(isAuthority: true, pathLength: 0),
      usage: [.keyCertSign, .cRLSign], purposes: nil,
      permitted: try permittedOfReissued(authority, mesh))
  }

  private func permittedOfReissued(_ authority: Authority, _ mesh: Mesh?) throws(CAError) -> [GeneralName] {
    guard let mesh, mesh.isSeenByAmbient, authority.certificate.constrainsURIs else {
      return authority.certificate.extensions.nameConstraints?.permitted ?? []
    }
    return authority.role == .root ? permittedOfRoot(mesh) : permittedNames(mesh, isShared: federation.roots == .shared)
  }

  private static func rest(of certificate: Certificate, from now: Timestamp) -> Lifetime {
    Lifetime(seconds: max(0, certificate.validity.notAfter.seconds - now.seconds))
  }

  private static func key(of certificate: Certificate) throws(CAError) -> PublicKeyComponents {
    try wrapping(CAError.x509, certificate.publicKeyInfo.publicKey().components)
  }

  /// A request for an intermediate, with the extensions that the signed certificate should have. Others hold
  /// intermediates below a root of somebody else too, so it asks for the constraints of a shared root.
  func request(_ mesh: Mesh, generation: Int, key: PrivateKey) throws(CAError) -> CertificateRequest {
    try wrapping(
      CAError.x509,
      CertificateRequest(
        subject: DistinguishedName(
          organization: mesh.organization,
          commonName: Naming.intermediateCommonName(mesh.name, generation: generation)),
        key: key, subjectAlternativeNames: [Self.uri(of: mesh)],
        basicConstraints: BasicConstraints(isAuthority: true, pathLength: Self.pathLength(mesh)),
        keyUsage: [.keyCertSign, .cRLSign],
        nameConstraints: NameConstraints(permitted: permittedNames(mesh, isShared: true))))
  }

  /// Whether a request still asks for what a new one for the mesh would. Earlier versions asked for DNS constraints only
  /// below a shared root.
  func fits(_ request: CertificateRequest, _ mesh: Mesh, isShared: Bool) -> Bool {
    guard let permitted = request.requestedExtensions.nameConstraints?.permitted,
      request.requestedExtensions.subjectAlternativeNames == [Self.uri(of: mesh)]
    else { return false }
    return confines(permitted, mesh, isShared: isShared)
  }

  /// Whether constraints are those of the mesh. More than necessary is no reason to issue anew.
  func confines(_ permitted: [GeneralName], _ mesh: Mesh, isShared: Bool) -> Bool {
    permitted == permittedNames(mesh, isShared: true) || !isShared && permitted == permittedNames(mesh, isShared: false)
  }

  /// The certificate of a workload or gateway: an X509-SVID with an empty subject.
  func leaf(
    _ identity: WorkloadIdentity, dnsNames: [String], lifetime: Lifetime, issuer: Certificate, key: PublicKeyComponents
  ) throws(CAError) -> CertificateTemplate {
    let isRSA = if case .rsa = key { true } else { false }
    return try template(
      subject: .empty, lifetime: lifetime, issuer: issuer, key: key,
      alternativeNames: [.uri(Array(identity.spiffeID.uri.utf8))] + dnsNames.map { .dns($0) },
      constraints: BasicConstraints(isAuthority: false),
      usage: isRSA ? [.digitalSignature, .keyEncipherment] : .digitalSignature,
      purposes: ExtendedKeyUsage([.serverAuth, .clientAuth]), permitted: [])
  }

  /// SPIRE issues an authority of its own below the intermediate.
  private static func pathLength(_ mesh: Mesh) -> Int { mesh.controlPlane.signer == .spire ? 1 : 0 }

  /// The names that an intermediate of the mesh may issue for.
  func permittedNames(_ mesh: Mesh, isShared: Bool) -> [GeneralName] {
    if mesh.isSeenByAmbient { return Self.permittedHosts(mesh) }
    return Self.permittedURIs(mesh) + (isShared ? Self.permittedHosts(mesh) : [])
  }

  private func permittedOfRoot(_ mesh: Mesh) -> [GeneralName] {
    mesh.isSeenByAmbient ? Self.permittedHosts(mesh) : Self.permittedURIs(mesh)
  }

  /// One cross-certificate may stand in the chains of several meshes.
  private func permittedOfCross(_ meshes: [Mesh]) -> [GeneralName] {
    let isSeen = meshes.contains(where: \.isSeenByAmbient)
    return meshes.flatMap { isSeen ? Self.permittedHosts($0) : Self.permittedURIs($0) }
  }

  private static func permittedHosts(_ mesh: Mesh) -> [GeneralName] { mesh.permittedDNSNames.map { .dns($0) } }

  private static func uri(of mesh: Mesh) -> GeneralName { .uri(Array(mesh.trustDomain.uri.utf8)) }

  /// The bare trust domain: the only form of a URI constraint that all verifiers treat the same.
  private static func permittedURIs(_ mesh: Mesh) -> [GeneralName] { [.uri(Array(mesh.trustDomain.name.utf8))] }

  private func template(
    organization: String, commonName: String, lifetime: Lifetime, issuer: Certificate?, key: PublicKeyComponents,
    alternativeNames: [GeneralName], constraints: BasicConstraints, usage: KeyUsage, permitted: [GeneralName]
  ) throws(CAError) -> CertificateTemplate {
    let subject = try wrapping(CAError.x509, DistinguishedName(organization: organization, commonName: commonName))
    return try template(
      subject: subject, lifetime: lifetime, issuer: issuer, key: key, alternativeNames: alternativeNames,
      constraints: constraints, usage: usage, purposes: nil, permitted: permitted)
  }

  private func template(
    subject: DistinguishedName, lifetime: Lifetime, issuer: Certificate?, key: PublicKeyComponents,
    alternativeNames: [GeneralName], constraints: BasicConstraints, usage: KeyUsage, purposes: ExtendedKeyUsage?,
    permitted: [GeneralName]
  ) throws(CAError) -> CertificateTemplate {
    let wanted = now + lifetime.seconds
    // A certificate must not outlive its issuer.
    let end = issuer.map { min(wanted, $0.validity.notAfter) } ?? wanted
    return CertificateTemplate(
      serialNumber: try wrapping(CAError.cryptography, SerialNumber.random()),
      validity: Validity(notBefore: now - Profile.backdating, notAfter: end), subject: subject, publicKey: key,
      subjectAlternativeNames: alternativeNames, basicConstraints: constraints, keyUsage: usage,
      extendedKeyUsage: purposes, nameConstraints: permitted.isEmpty ? nil : NameConstraints(permitted: permitted))
  }
}

extension AuthorityOwner {
  /// Nil for the federation.
  var meshName: String? {
    if case .mesh(let name) = self { name } else { nil }
  }
}
