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
  /// A mesh that already has a root with its key here is refused, because a different root is a change that every peer
  /// must adopt.
  public func requestIntermediate(_ meshName: String) throws(CAError) -> CertificateRequest {
    try requireDescription()
    return try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      let sealer = try sealerCreatingIfNeeded()
      let authorities = try authorities()
      let recipe = CertificateRecipe(federation: federation, now: now)
      // A request with outdated content is discarded with its key: the signed answer would be refused.
      if let pending = try read({ try $0.request(of: meshName) }), recipe.fits(pending.request, mesh) {
        return pending.request
      }
      try Self.checkForeignRoot(mesh, authorities, federation)
      let generation = (authorities.intermediate(of: meshName)?.generation ?? 0) + 1
      let key = try wrapping(CAError.cryptography, PrivateKey.generate(mesh.profile.intermediateKey))
      let request = try recipe.request(mesh, generation: generation, key: key)
      let identifier = sha256Hex(request.publicKeyInfo.der)
      let sealed = try sealer.seal(key, identifier: identifier)
      try write { writer in
        try writer.insertKey(identifier, algorithm: key.publicKey.label, sealed: sealed, at: now)
        try writer.setRequest(
          PendingRequest(
            mesh: meshName, generation: generation, keyIdentifier: identifier, request: request, created: now))
        try writer.append(.requested, "\(meshName)/intermediate", "generation \(generation)", at: now)
      }
      return request
    }
  }

  /// Installs the answer to a request: the intermediate first, then the certificates above it, and the root unless the
  /// home has it.
  public func install(_ meshName: String, chain: [Certificate]) throws(CAError) -> Authority {
    try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      guard let pending = try read({ try $0.request(of: meshName) }) else {
        let isIssued = try authorities().root(of: meshName, in: federation)?.hasKey ?? false
        throw .refused(.issuing(.noRequest(mesh: meshName, issued: isIssued)))
      }
      let authorities = try issuedAuthorities()
      let known = authorities.root(of: meshName, in: federation)
      let answer = try SignedIntermediate(chain, to: pending, mesh, federation, knownRoot: known?.certificate, now: now)
      let intermediate = Authority(
        owner: .mesh(meshName), role: .intermediate, generation: pending.generation, certificate: answer.intermediate,
        chain: answer.between, hasKey: true)
      try write { writer in
        if known == nil {
          let root = Authority(
            owner: federation.rootOwner(of: meshName), role: .root, generation: 1,
            certificate: answer.root, hasKey: false)
          try writer.insertCertificate(answer.root, .root, issuer: nil, at: now)
          try writer.insertAuthority(root)
        }
        for certificate in answer.between {
          try writer.insertCertificate(certificate, .foreign, issuer: nil, at: now)
        }
        try writer.insertCertificate(
          answer.intermediate, .intermediate, issuer: answer.between.first ?? answer.root, at: now)
        try writer.insertAuthority(intermediate)
        try writer.removeRequest(of: meshName)
        try writer.recordVersions(at: now)
        try writer.append(
          .installed, intermediate.name,
          "SHA-256 \(answer.intermediate.fingerprint), root \(answer.root.fingerprint)", at: now)
      }
      return intermediate
    }
  }

  /// Signs a request for an intermediate of a mesh whose root is here: for meshes that keep their own keys.
  public func signIntermediate(_ meshName: String, request: CertificateRequest) throws(CAError) -> [Certificate] {
    let publicKey = try wrapping(CAError.x509, request.provenKey())
    try Self.requireStrong(publicKey)
    return try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      let authorities = try issuedAuthorities()
      guard let root = authorities.root(of: meshName, in: federation) else {
        throw .unknownAuthority("\(meshName)/root", nearest: nil)
      }
      // A mesh that keeps its own key renews its intermediate with it.
      try refuseAuthoritysKey(of: request) { !$0.hasKey && $0.role == .intermediate && $0.owner == .mesh(meshName) }
      let signingKey = try signer(of: root)
      let signed = try read { try $0.signedIntermediates() }[mesh.trustDomain.uri]
      let generation = max(authorities.intermediate(of: meshName)?.generation ?? 0, signed ?? 0) + 1
      let template = try CertificateRecipe(federation: federation, now: now).intermediate(
        mesh, generation: generation, issuer: root.certificate, key: publicKey.components)
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

  /// - Throws: ``CAError/refused(_:)`` for the key of an authority of the home, retired ones included.
  func refuseAuthoritysKey(
    of request: CertificateRequest, except isAllowed: (Authority) -> Bool = { _ in false }
  ) throws(CAError) {
    guard try isBegun else { return }
    let identifier = sha256Hex(request.publicKeyInfo.der)
    if let present = try authorities().present.first(where: { $0.keyIdentifier == identifier }) {
      guard isAllowed(present) else { throw .refused(.issuing(.keyOfAuthority(present.name))) }
    } else if let retired = try read({ try $0.authority(everWith: identifier) }) {
      throw .refused(.issuing(.keyOfAuthority(retired)))
    }
  }

  private static func checkForeignRoot(
    _ mesh: Mesh, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) throws(CAError) {
    guard let root = authorities.root(of: mesh.name, in: federation), root.hasKey else {
      return
    }
    throw .refused(.issuing(.ownRoot(mesh: mesh.name, root: root.name)))
  }
}
