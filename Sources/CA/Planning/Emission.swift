import Cryptography
import Federation
import Files
import Kubernetes
import SystemPackage
import X509

/// Makes the files of a mesh from the authorities. The database is the only source, so that two runs give the same bytes.
struct Emission {
  private static let keyPath: FilePath = "pem/ca-key.pem"

  private let home: Home
  private let federation: ResolvedFederation
  private let authorities: AuthoritySet
  private let store: AuthorityStore
  private let sealer: Sealer?

  /// An emission that opens keys if the home's secret is at hand.
  init(
    _ home: Home, _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ store: AuthorityStore,
    sealer: Sealer? = nil
  ) throws(CAError) {
    self.home = home
    self.federation = federation
    self.authorities = authorities
    self.store = store
    if let sealer {
      self.sealer = sealer
    } else {
      do {
        self.sealer = try home.sealer(store)
      } catch .passphraseNeeded {
        self.sealer = nil
      }
    }
  }

  /// Everything of a mesh's folder; nil while the mesh has no intermediate, or a peer has no root.
  func files(_ mesh: Mesh, withSecrets: Bool) throws(CAError) -> [OutputFile]? {
    guard let material = try material(mesh, withKey: withSecrets) else { return nil }
    let set = try manifests(mesh, material)
    return set.files + Self.pemFiles(material)
      + RotationFolder(mesh: mesh, federation: federation, authorities: authorities, manifests: set.files).files
  }

  /// The files that a plan compares. Without the home's secret, those that depend on a key are `sealed`: they should be
  /// there, but nobody can say what they should hold.
  func comparableFiles(
    _ mesh: Mesh, withSecrets: Bool
  ) throws(CAError) -> (files: [OutputFile], sealed: Set<FilePath>)? {
    guard sealer == nil, withSecrets else { return try files(mesh, withSecrets: withSecrets).map { ($0, []) } }
    guard let open = try files(mesh, withSecrets: false) else { return nil }
    let secrets = [FilePath("secret-\(CACerts.secretName).yaml"), Self.keyPath].map { path in
      OutputFile(path: path, content: .secret(SecretBytes(copying: [])))
    }
    return (open + secrets, Set(secrets.map(\.path) + ["kustomization.yaml"]))
  }

  /// The resources of a mesh.
  func manifests(_ mesh: Mesh, _ material: MeshMaterial) throws(CAError) -> ManifestSet {
    try wrapping(CAError.kubernetes, ManifestSet(mesh: mesh, material: material))
  }

  /// The certificates, and with the key the secret, that a mesh's files are made of.
  func material(_ mesh: Mesh, withKey: Bool) throws(CAError) -> MeshMaterial? {
    guard var material = MeshMaterial(mesh, federation, authorities) else { return nil }
    if withKey, let intermediate = authorities.intermediate(of: mesh.name) {
      material.intermediateKey = try pem(of: intermediate)
    }
    return material
  }

  private func pem(of authority: Authority) throws(CAError) -> SecretBytes {
    guard let sealer else { throw .passphraseNeeded }
    let key = try home.key(of: authority, store, sealer)
    let der = try wrapping(CAError.x509, PrivateKeyDER.encode(key))
    return PEM.write(PrivateKeyDER.label, secret: der)
  }

  /// The same material under the file names of Istio's own tools.
  private static func pemFiles(_ material: MeshMaterial) -> [OutputFile] {
    func publicFile(_ name: String, _ certificates: [Certificate]) -> OutputFile {
      OutputFile(path: FilePath("pem/\(name)"), content: FileContent(PEM.write(certificates)))
    }
    return [
      publicFile("root-cert.pem", material.ownRoots), publicFile("ca-cert.pem", [material.intermediate]),
      publicFile("cert-chain.pem", material.chain),
    ] + (material.intermediateKey.map { [OutputFile(path: keyPath, content: .secret($0))] } ?? [])
  }
}
