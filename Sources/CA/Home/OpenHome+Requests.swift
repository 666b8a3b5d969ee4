import Cryptography
import Diagnostics
import Federation
import Files
import SPIFFE
import SystemPackage
public import X509

extension OpenHome {
  /// Creates a request for an intermediate that an authority outside this home signs. The key stays sealed here.
  ///
  /// A mesh whose root's key is here is refused, because a different root is a change that every peer must adopt: that
  /// is a rotation, which asks for its own intermediate before it signs.
  ///
  /// - Parameter purpose: Nil asks below the root that arrives as long as its answer is missing, and otherwise below the
  ///   root that signs.
  public func intermediateRequest(
    of meshName: String, _ purpose: PendingRequest.Purpose? = nil
  ) throws(CAError) -> PendingRequest {
    try requireDescription()
    return try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      try refuseLeaving(meshName)
      let sealer = try sealerCreatingIfNeeded()
      let authorities = try authorities()
      let (purpose, root) = try Self.asked(mesh, purpose, authorities, federation)
      let recipe = CertificateRecipe(federation: federation, now: now)
      let isShared =
        root.map { authorities.isShared($0, besides: meshName, in: federation) } ?? (federation.roots == .shared)
      // A request with outdated content is discarded with its key: the signed answer would be refused.
      let pending = try read { try $0.request(of: meshName, purpose) }
      if let pending, recipe.fits(pending.request, mesh, isShared: isShared) { return pending }
      let generation = try nextGeneration(ofIntermediates: meshName, besides: purpose)
      let key = try wrapping(CAError.cryptography, PrivateKey.generate(mesh.profile.intermediateKey))
      let request = try recipe.request(mesh, generation: generation, key: key)
      let identifier = sha256Hex(request.publicKeyInfo.der)
      let sealed = try sealer.seal(key, identifier: identifier)
      let fresh = PendingRequest(
        mesh: meshName, purpose: purpose, generation: generation, keyIdentifier: identifier, request: request,
        created: now)
      try write { writer in
        try writer.insertKey(identifier, algorithm: key.publicKey.label, sealed: sealed, at: now)
        try writer.setRequest(fresh)
        if let pending { try writer.removeUnusedKey(pending.keyIdentifier) }
        try writer.append(
          .requested, "\(meshName)/intermediate",
          "generation \(generation)" + (purpose == .arrive ? ", below the root that arrives" : ""), at: now)
      }
      return fresh
    }
  }

  /// The purpose of a request, and the root that the answer is to be below, if it is known.
  private static func asked(
    _ mesh: Mesh, _ purpose: PendingRequest.Purpose?, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) throws(CAError) -> (PendingRequest.Purpose, Certificate?) {
    let present = authorities.root(of: mesh.name, in: federation)
    let arriving = authorities.arrivingElsewhere(above: mesh.name, in: federation)
    if purpose != .renew, let arriving {
      let isMissing = authorities.waiting(of: mesh.name, below: arriving.certificate) == nil
      if purpose == .arrive || isMissing || present?.hasKey == true { return (.arrive, arriving.certificate) }
    }
    guard purpose != .arrive else {
      throw .refused(.issuing(.nothingArrives(mesh: mesh.name)))
    }
    if let present, present.hasKey {
      throw .refused(.issuing(.ownRoot(mesh: mesh.name, owner: present.owner, root: present.name)))
    }
    return (.renew, present?.certificate)
  }

  /// One more than the highest generation that was ever used, or asked for.
  private func nextGeneration(
    ofIntermediates mesh: String, besides purpose: PendingRequest.Purpose
  ) throws(CAError) -> Int {
    try read { reader in
      let used = try reader.lastGenerations()["\(AuthorityOwner.mesh(mesh))/intermediate"] ?? 0
      let asked = try reader.requests().filter { $0.mesh == mesh && $0.purpose != purpose }.map(\.generation).max()
      return max(used, asked ?? 0) + 1
    }
  }

  /// Signs a request for an intermediate of a mesh whose root is here: for meshes that keep their own keys.
  public func signIntermediate(_ meshName: String, request: CertificateRequest) throws(CAError) -> [Certificate] {
    let publicKey = try Self.key(of: request)
    return try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      try refuseLeaving(meshName)
      let authorities = try issuedAuthorities()
      guard let root = authorities.root(of: meshName, in: federation) else {
        throw .unknownAuthority("\(meshName)/root", nearest: nil)
      }
      // A mesh that keeps its own key renews its intermediate with it.
      try refuseAuthoritysKey(of: request, renewedBy: mesh) {
        !$0.hasKey && $0.role == .intermediate && $0.owner == .mesh(meshName)
      }
      let signingKey = try signer(of: root)
      let signed = try read { try $0.signedIntermediates() }[mesh.trustDomain.uri]
      let generation = max(authorities.intermediate(of: meshName)?.generation ?? 0, signed ?? 0) + 1
      let template = try CertificateRecipe(federation: federation, now: now).intermediate(
        mesh, generation: generation, issuer: root.certificate,
        isShared: authorities.isShared(root.certificate, besides: meshName, in: federation), key: publicKey.components)
      let certificate = try wrapping(CAError.x509, template.signed(by: signingKey, issuer: root.certificate))
      try write { writer in
        try writer.insertCertificate(certificate, .foreign, issuer: root.certificate, at: now)
        try writer.append(
          .signedRequest, "\(meshName)/intermediate",
          "SHA-256 \(certificate.fingerprint), until \(certificate.validity.notAfter)", at: now)
      }
      return [certificate, root.certificate]
    }
  }

  /// The key of somebody's request, if only its holder can sign with it.
  static func key(of request: CertificateRequest) throws(CAError) -> PublicKey {
    let claimed = try wrapping(CAError.x509, request.publicKeyInfo.publicKey())
    if case .rsa = claimed.components, claimed.bits < SoundPublicKey.leastBits {
      throw .refused(.issuing(.weakKey(claimed.label)))
    }
    return try wrapping(CAError.x509, request.provenKey()).key
  }

  /// - Throws: ``CAError/refused(_:)`` for the key of an authority of the home, retired ones included, for one that is
  ///   prepared for a root, and for one with which an intermediate was signed or asked for.
  func refuseAuthoritysKey(
    of request: CertificateRequest, renewedBy mesh: Mesh? = nil, except isAllowed: (Authority) -> Bool = { _ in false }
  ) throws(CAError) {
    guard try isBegun else { return }
    let identifier = sha256Hex(request.publicKeyInfo.der)
    if let present = try authorities().present.first(where: { $0.keyIdentifier == identifier }) {
      guard isAllowed(present) else { throw .refused(.issuing(.keyOfAuthority(present.name))) }
    } else if let retired = try read({ try $0.authority(everWith: identifier) }) {
      throw .refused(.issuing(.keyOfAuthority(retired)))
    } else if let prepared = try read({ try $0.outsideKeys() }).first(where: { $0.identifier == identifier }) {
      throw .refused(.issuing(.keyOfAuthority("\(prepared.owner)/root")))
    } else if let pending = try read({ try $0.requests() }).first(where: { $0.keyIdentifier == identifier }) {
      throw .refused(.issuing(.keyOfAuthority("\(pending.mesh)/intermediate")))
    } else if let signed = try read({ try $0.signedForRequests(endingAfter: now) }).first(where: { signed in
      signed.publicKeyInfo.der == request.publicKeyInfo.der && signed.uris != mesh.map { [$0.trustDomain.uri] }
    }) {
      throw .refused(.issuing(.keyOfAuthority("\(signed)")))
    }
  }
}

extension StoreWriting {
  /// Gives up a request with its key, and logs both.
  func drop(_ request: PendingRequest, at time: Timestamp) throws {
    try removeRequest(of: request.mesh, request.purpose)
    try removeUnusedKey(request.keyIdentifier)
    // The mesh may have got an intermediate with that key in another way.
    let isKept = try reader.sealedKey(request.keyIdentifier) != nil
    try append(
      .droppedRequest, "\(request.mesh)/intermediate",
      "generation \(request.generation), \(isKept ? "an authority has its key" : "its key was destroyed")", at: time)
  }
}
