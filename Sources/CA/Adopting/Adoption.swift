import Cryptography
import Diagnostics
import Federation
public import Kubernetes
import SPIFFE
import X509

/// The source of the authorities of a running mesh.
public enum AdoptionSource: Sendable {
  /// The Secret `cacerts`: an intermediate with its key, and the root without.
  case cacerts(Secret)
  /// The Secret `istio-ca-secret`: a self-signed root with its key, which signs workload certificates directly.
  case istioCASecret(Secret)
}

/// The checked authorities of a running mesh. Creating a value uses neither files nor the database.
struct Adoption {
  /// A certificate with its key.
  struct Keyed {
    let certificate: Certificate
    let key: PrivateKey
  }

  let root: Certificate
  /// Nil if only the intermediate's key is known.
  private(set) var rootKey: PrivateKey?
  private(set) var intermediate: Keyed?
  /// The certificates between the two, nearest first.
  private(set) var between: [Certificate] = []
  /// The generations in the Secret's annotations, if this tool wrote it; otherwise 1.
  private(set) var generations = (root: 1, intermediate: 1)
  private(set) var warnings: [Diagnostic] = []

  /// `passphrase` opens an encrypted key.
  init(
    _ source: AdoptionSource, _ mesh: Mesh, _ federation: ResolvedFederation, _ known: AuthoritySet,
    passphrase: SecretBytes?, now: Timestamp
  ) throws(CAError) {
    switch source {
    case .istioCASecret(let secret):
      let found = try Self.selfSigned(secret, mesh, passphrase, now: now)
      try Self.checkLeaves(below: [found.certificate], .selfSigned, mesh, federation, now: now)
      root = found.certificate
      rootKey = found.key
    case .cacerts(let secret):
      try Self.checkPlaces(secret)
      let found = try wrapping(CAError.kubernetes, CACerts(secret: secret))
      warnings = found.warnings.filter { $0.code != "MT-C-17" } + AdoptionOrigin(secret).warnings(for: mesh)
      let keyed = Keyed(
        certificate: found.certificate,
        key: try Self.key(secret, found.layout.privateKeyKey, found.certificate, mesh, passphrase))
      // A root in place of the intermediate signs workload certificates directly.
      guard !keyed.certificate.isSelfSigned else {
        try Self.checkRoot(keyed.certificate, mesh, signsIntermediates: true, now: now)
        try Self.checkLeaves(below: [keyed.certificate], found.layout, mesh, federation, now: now)
        root = keyed.certificate
        rootKey = keyed.key
        return
      }
      root = try Self.onlyRoot(found.roots, found.layout)
      intermediate = keyed
      between = try Self.checked(keyed.certificate, root, found, mesh, now: now)
      try Self.checkRoot(root, mesh, signsIntermediates: false, now: now)
      try Self.checkLeaves(
        below: [keyed.certificate] + between + [root], found.layout, mesh, federation, now: now)
      generations = Self.generations(secret, found)
      let sharers = known.sharers(of: root, besides: mesh.name, in: federation)
      let path = [keyed.certificate] + between
      guard let other = Confinement.excess(of: path, mesh, sharers, federation, known) else { return }
      warnings.append(
        Diagnostic(
          "MT-ADOPT-27", .warning, what: "the intermediate of `\(mesh.name)` could also issue for \(other)",
          why: "it is below a shared root and has no name constraints that prevent it",
          next: "let its successor come from this home: `\(.meshtrust("plan"))` says when it is due"))
    }
  }

  private static func selfSigned(
    _ secret: Secret, _ mesh: Mesh, _ passphrase: SecretBytes?, now: Timestamp
  ) throws(CAError) -> Keyed {
    let layout = CACerts.Layout.pem
    guard let value = secret.values[layout.certificateKey] else {
      throw .adoption(.noCertificate(key: layout.certificateKey, found: secret.values.keys.sorted()))
    }
    let text = value.withBytes { bytes in unsafe Array(bytes) }
    let found = try wrapping(CAError.x509, PEM.certificates(text).certificates)
    let root = try onlyRoot(found, .selfSigned)
    let key = try key(secret, layout.privateKeyKey, root, mesh, passphrase)
    try checkRoot(root, mesh, signsIntermediates: true, now: now)
    return Keyed(certificate: root, key: key)
  }

  private static func key(
    _ secret: Secret, _ name: String, _ certificate: Certificate, _ mesh: Mesh, _ passphrase: SecretBytes?
  ) throws(CAError) -> PrivateKey {
    guard let text = secret.values[name], text.count > 0 else { throw .adoption(.noKey(key: name, mesh: mesh.name)) }
    let key: PrivateKey
    do throws(X509Error) {
      key = try PEM.privateKey(text, passphrase: passphrase)
    } catch .encryptedKey(let form) {
      throw .adoption(.encryptedKey(key: name, isOpenable: passphrase == nil && form == .pkcs8))
    } catch {
      throw .x509(error)
    }
    guard (try? certificate.publicKeyInfo.components()) == key.publicKey.components else {
      let fits = secret.values.sorted { $0.key < $1.key }.first { entry in
        Self.certificates(entry.value).contains { other in
          other != certificate && (try? other.publicKeyInfo.components()) == key.publicKey.components
        }
      }
      throw .adoption(.unfitKey(certificate, mesh: mesh.name, fits: fits?.key))
    }
    return key
  }

  private static func certificates(_ value: SecretBytes) -> [Certificate] {
    guard let outline = try? PEM.outline(of: value), outline.blocks.allSatisfy(\.isCertificate) else { return [] }
    return (try? PEM.certificates(value.withBytes { bytes in unsafe Array(bytes) }).certificates) ?? []
  }

  /// A certificate and its key under each other's name.
  private static func checkPlaces(_ secret: Secret) throws(CAError) {
    for layout in [CACerts.Layout.pem, .tls] {
      guard let first = secret.values[layout.certificateKey], let second = secret.values[layout.privateKeyKey],
        (try? PEM.outline(of: first))?.blocks.first?.isPrivateKey == true,
        (try? PEM.outline(of: second))?.blocks.first?.isCertificate == true
      else { continue }
      throw .adoption(.swapped(certificate: layout.certificateKey, key: layout.privateKeyKey))
    }
  }

  /// The same root twice forces a renewal after a rotation has finished.
  private static func onlyRoot(_ roots: [Certificate], _ layout: CACerts.Layout) throws(CAError) -> Certificate {
    let distinct = roots.distinct()
    guard distinct.count < 2 else { throw .adoption(.severalRoots(distinct)) }
    guard let root = distinct.first, root.isSelfSigned else {
      throw .adoption(.notSelfSigned(distinct.first, layout))
    }
    return root
  }

  private static func checked(
    _ intermediate: Certificate, _ root: Certificate, _ found: CACerts, _ mesh: Mesh, now: Timestamp
  ) throws(CAError) -> [Certificate] {
    try wrapping(
      { CAError.adoption(.unfitIntermediate(intermediate, $0, mesh: mesh.name)) },
      SignedIntermediate.checkProfile(intermediate, mesh))
    return try wrapping(
      { CAError.adoption(.brokenPath($0, found.layout)) },
      SignedIntermediate.between(intermediate, root, found.chain, now: now))
  }

  private static func checkLeaves(
    below authorities: [Certificate], _ layout: CACerts.Layout, _ mesh: Mesh, _ federation: ResolvedFederation,
    now: Timestamp
  ) throws(CAError) {
    try wrapping(
      { CAError.adoption(.brokenPath($0, layout)) },
      LeafTrial(mesh: mesh, federation: federation, now: now).check(below: authorities))
  }

  private static func checkRoot(
    _ root: Certificate, _ mesh: Mesh, signsIntermediates: Bool, now: Timestamp
  ) throws(CAError) {
    guard root.isAuthority, root.extensions.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .adoption(
        .unfitRoot(root, .notAuthority, mesh: mesh.name))
    }
    if let uri = root.uris.first(where: { $0 != mesh.trustDomain.uri }) {
      throw .adoption(
        .unfitRoot(root, .otherIdentity(uri, mesh.trustDomain), mesh: mesh.name))
    }
    guard root.permitsIdentities(of: mesh.trustDomain) else {
      throw .adoption(
        .unfitRoot(root, .excludedIdentities(mesh.trustDomain), mesh: mesh.name))
    }
    guard root.validity.contains(now) else {
      throw .adoption(
        .rootNotValid(root))
    }
    _ = try wrapping(CAError.x509, root.publicKeyInfo.soundKey())
    if signsIntermediates, root.extensions.basicConstraints?.pathLength == 0 { throw .adoption(.noRoom(root)) }
  }

  /// Annotations are used only if they match these certificates.
  private static func generations(_ secret: Secret, _ found: CACerts) -> (root: Int, intermediate: Int) {
    let notes = secret.metadata.annotations
    guard notes[Annotation.intermediateFingerprint] == found.certificate.fingerprint,
      notes[Annotation.rootFingerprints] == found.roots.first?.fingerprint,
      let root = notes[Annotation.rootGenerations].flatMap({ Int($0) }),
      let intermediate = notes[Annotation.intermediateGeneration].flatMap({ Int($0) }), root > 0, intermediate > 0,
      root < 1_000_000, intermediate < 1_000_000
    else { return (1, 1) }
    return (root, intermediate)
  }
}
