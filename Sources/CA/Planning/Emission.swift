import Cryptography
import Diagnostics
import Federation
import Files
import Kubernetes
import SystemPackage
import X509

/// Renders the files of a mesh. Pure: the same federation, authorities and keys always result in the same bytes.
struct Emission {
  static let keyPath: FilePath = "pem/ca-key.pem"
  /// The Secret that contains the intermediate's key; nil where none does.
  static func secretPath(of mesh: Mesh) -> FilePath? { ManifestSet.secretFile(of: mesh).map { FilePath($0) } }

  let federation: ResolvedFederation
  let authorities: AuthoritySet
  /// The meshes whose keys are sealed; no plain key of theirs is rendered.
  var sealings: [String: MeshSealing] = [:]
  /// The meshes that change their control plane, with the federation as it will be.
  var migrations: [MigrationFolder] = []

  /// Whether a file that the home wrote contains a private key.
  static func hasKey(_ path: FilePath) -> Bool {
    path == keyPath || ManifestSet.secretFiles.contains(path.lastComponent?.string ?? "")
  }

  /// All files of a mesh's folder; nil while the mesh has no intermediate, or a peer has no root.
  ///
  /// - Parameter key: The private key of the mesh's intermediate as PKCS #8; nil omits the files that contain it.
  func files(_ mesh: Mesh, key: SecretBytes?) throws(CAError) -> [OutputFile]? {
    guard let material = material(mesh, key: key) else { return nil }
    let set = try manifests(mesh, material)
    var steps: [OutputFile] = []
    for folder in migrations { steps += try folder.files(of: mesh, self) }
    return set.files + Self.pemFiles(material) + steps
      + RotationFolder(mesh: mesh, federation: federation, authorities: authorities, manifests: set.files).files
  }

  /// The files that depend on the key, for a comparison without it: they must exist, with any content.
  static func sealedFiles(of mesh: Mesh) -> [OutputFile] {
    [secretPath(of: mesh), keyPath].compactMap { $0 }.map { path in
      OutputFile(path: path, content: .secret(SecretBytes(copying: [])))
    }
  }

  func manifests(_ mesh: Mesh, _ material: MeshMaterial) throws(CAError) -> ManifestSet {
    StepCounter.count(.rendered(mesh: mesh.name, withKey: material.intermediateKey != nil))
    return try wrapping(CAError.kubernetes, ManifestSet(mesh: mesh, material: material))
  }

  /// The certificates of a mesh's files; with the key, the Secret too.
  func material(_ mesh: Mesh, key: SecretBytes?) -> MeshMaterial? {
    guard var material = MeshMaterial(mesh, federation, authorities) else { return nil }
    if let sealing = sealings[mesh.name] {
      material.sealed = sealing.secret
    } else if let key {
      material.intermediateKey = PEM.write(PrivateKeyDER.label, secret: key)
    }
    return material
  }

  /// The same certificates and key under the file names of Istio's own tools.
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
