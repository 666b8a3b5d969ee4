import Cryptography
import Federation
import X509

extension Secret {
  /// The Secret `cacerts` of a mesh; nil without the intermediate's key.
  init?(mesh: Mesh, material: MeshMaterial) {
    guard let key = material.intermediateKey else { return nil }
    let layout = CACerts.Layout.pem
    let data = [
      layout.certificateKey: SecretBytes(copying: PEM.write([material.intermediate]).utf8),
      layout.privateKeyKey: key,
      layout.chainKey: SecretBytes(copying: PEM.write(material.presentedChain).utf8),
      layout.rootsKey: SecretBytes(copying: PEM.write(material.ownRoots).utf8),
    ]
    self.init(
      metadata: ObjectMetadata(
        name: CACerts.secretName, namespace: mesh.namespace, labels: ManifestSet.managedBy,
        annotations: Self.annotations(material)),
      data: data)
  }

  /// What the Secret says of its certificates, for readers.
  static func annotations(_ material: MeshMaterial) -> [String: String] {
    [
      Annotation.rootGenerations: Annotation.list(material.generations.ownRoots),
      Annotation.rootFingerprints: Annotation.list(material.ownRoots.map(\.fingerprint)),
      Annotation.intermediateGeneration: String(material.generations.intermediate),
      Annotation.intermediateFingerprint: material.intermediate.fingerprint,
    ]
  }
}
