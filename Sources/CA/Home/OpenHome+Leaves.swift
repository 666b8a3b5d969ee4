public import Cryptography
import Diagnostics
public import Federation
public import SPIFFE
public import X509

/// The holder of a leaf certificate.
public enum LeafSubject: Hashable, Sendable {
  /// A federation gateway of the mesh, by its name.
  case gateway(String)
  /// A service account of a namespace.
  case serviceAccount(namespace: String, name: String)
}

/// An issued leaf certificate.
public struct IssuedLeaf: Sendable {
  public let identity: WorkloadIdentity
  /// The leaf and the certificates between it and the root, leaf first, without the root.
  public let chain: [Certificate]
  public let roots: [Certificate]
  /// Nil if a request was signed.
  public let key: PrivateKey?
}

extension OpenHome {
  /// Issues a certificate and a key for a gateway or workload.
  ///
  /// - Parameters:
  ///   - forcing: also issue for keys that sidecars reject (P-521, Ed25519), and for longer than the mesh allows.
  ///   - keep: Stores the leaf with its key before it is recorded, or has it not recorded.
  public func issueLeaf(
    _ meshName: String, for subject: LeafSubject, dnsNames: [String] = [], lifetime: Lifetime? = nil,
    algorithm: KeyAlgorithm? = nil, forcing: Bool = false, keeping keep: (IssuedLeaf) throws(CAError) -> Void = { _ in }
  ) throws(CAError) -> IssuedLeaf {
    let mesh = try federation().requireMesh(meshName)
    let algorithm = algorithm ?? mesh.profile.leafKey
    if !forcing, !algorithm.sidecarsAccept { throw Self.refusedBySidecars(algorithm.label) }
    let key = try wrapping(CAError.cryptography, PrivateKey.generate(algorithm))
    return try leaf(
      meshName, for: subject, dnsNames: dnsNames, lifetime: lifetime, publicKey: key.publicKey.components, key: key,
      forcing: forcing, keeping: keep)
  }

  /// Signs a workload's certificate request. Only the key is used, after its proof of possession is verified.
  ///
  /// - Parameters:
  ///   - forcing: also sign for keys that sidecars reject (P-521, Ed25519), and for longer than the mesh allows.
  ///   - keep: Stores the leaf before it is recorded, or has it not recorded.
  public func signLeaf(
    _ meshName: String, request: CertificateRequest, for subject: LeafSubject, dnsNames: [String] = [],
    lifetime: Lifetime? = nil, forcing: Bool = false, keeping keep: (IssuedLeaf) throws(CAError) -> Void = { _ in }
  ) throws(CAError) -> IssuedLeaf {
    let key = try Self.key(of: request)
    if !forcing, key.isRefusedBySidecars { throw Self.refusedBySidecars(key.label) }
    try refuseAuthoritysKey(of: request)
    return try leaf(
      meshName, for: subject, dnsNames: dnsNames, lifetime: lifetime, publicKey: key.components, key: nil,
      forcing: forcing, keeping: keep)
  }

  private func leaf(
    _ meshName: String, for subject: LeafSubject, dnsNames: [String], lifetime: Lifetime?,
    publicKey: PublicKeyComponents, key: PrivateKey?, forcing: Bool, keeping keep: (IssuedLeaf) throws(CAError) -> Void
  ) throws(CAError) -> IssuedLeaf {
    try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      try refuseLeaving(meshName)
      let authorities = try issuedAuthorities()
      guard let issuer = authorities.intermediate(of: meshName),
        let bundle = authorities.bundle(of: meshName, in: federation)
      else { throw .noIntermediate(mesh: meshName) }
      guard issuer.certificate.validity.notAfter > now else {
        throw .refused(
          .issuing(
            .intermediateEnded(
              mesh: meshName, issuer.certificate.validity.notAfter,
              renewal: authorities.renewal(of: meshName, in: federation))))
      }
      let identity = try identity(of: subject, mesh)
      try Self.check(dnsNames, issuer.certificate, renewal: authorities.renewal(of: meshName, in: federation))
      let allowed = mesh.profile.longestLeaf(for: subject)
      if let lifetime, lifetime > allowed, !forcing {
        throw .refused(.issuing(.longLeaf(mesh: meshName, asked: lifetime, allowed: allowed)))
      }
      let template = try CertificateRecipe(federation: federation, now: now).leaf(
        identity, dnsNames: dnsNames, lifetime: lifetime ?? min(mesh.profile.gatewayLifetime, allowed),
        issuer: issuer.certificate,
        key: publicKey)
      let signingKey = try signer(of: issuer)
      let certificate = try wrapping(CAError.x509, template.signed(by: signingKey, issuer: issuer.certificate))
      let leaf = IssuedLeaf(
        identity: identity, chain: [certificate, issuer.certificate] + issuer.chain, roots: bundle.certificates,
        key: key)
      try keep(leaf)
      try write { writer in
        try writer.insertCertificate(certificate, .leaf, issuer: issuer.certificate, at: now)
        try writer.append(
          key == nil ? .signedRequest : .issuedLeaf, identity.spiffeID.uri,
          "SHA-256 \(certificate.fingerprint), until \(certificate.validity.notAfter)", at: now)
      }
      return leaf
    }
  }

  private func identity(of subject: LeafSubject, _ mesh: Mesh) throws(CAError) -> WorkloadIdentity {
    switch subject {
    case .gateway(let name):
      let known = mesh.gatewayNames
      guard known.contains(name) else {
        throw .unknownGateway(name, mesh: mesh.name, known: known, nearest: Spelling.nearest(to: name, among: known))
      }
      return try wrapping(CAError.spiffe, mesh.identity(ofGateway: name))
    case .serviceAccount(let namespace, let name):
      return try wrapping(
        CAError.spiffe, WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: namespace, serviceAccount: name))
    }
  }

  /// A DNS name outside the intermediate's constraints would make every verifier reject the leaf.
  private static func check(
    _ dnsNames: [String], _ issuer: Certificate, renewal: SuggestedCommand
  ) throws(CAError) {
    for name in dnsNames {
      guard GeneralName.isProperDNSName(name) else {
        throw .refused(.issuing(.notDNSName(name)))
      }
      guard issuer.permits(.dns(name)) else {
        throw .refused(.issuing(.nameNotPermitted(name, issuer: issuer, renewal: renewal)))
      }
    }
  }

  private static func refusedBySidecars(_ label: String) -> CAError {
    .refused(.issuing(.keyOfNoSidecar(label)))
  }

}

extension Profile {
  /// The longest lifetime of a leaf. That of gateways is a field of its own.
  fileprivate func longestLeaf(for subject: LeafSubject) -> Lifetime {
    switch subject {
    case .gateway: max(gatewayLifetime, maxWorkloadLifetime)
    case .serviceAccount: maxWorkloadLifetime
    }
  }
}

extension PublicKey {
  /// Whether Envoy fails the handshake with such a leaf.
  fileprivate var isRefusedBySidecars: Bool {
    switch components {
    case .ed25519, .ec(.p521, _): true
    case .ec, .rsa: false
    }
  }
}
