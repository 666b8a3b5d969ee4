import Cryptography
public import Documents
public import Federation
import X509

/// Compares what runs in one mesh with what the home would write for it, object by object.
public struct MeshComparison: Sendable {
  public let mesh: String
  /// First the objects that the home writes, in its order, then those that it does not.
  public let objects: [ComparedObject]

  /// Of `running`, only objects in the mesh's namespace or without a namespace are compared.
  ///
  /// The private key is compared by its public key, so no key of the home is decrypted.
  ///
  /// - Throws: ``KubernetesError`` for a malformed running Secret, and the errors of ``ManifestSet``.
  public init(running: [Document], mesh: Mesh, material: MeshMaterial) throws(KubernetesError) {
    self.mesh = mesh.name
    var wanted = try ManifestSet(mesh: mesh, material: material).resources.compactMap(Wanted.init)
    // The Secret without its private key.
    var keyless = material
    keyless.intermediateKey = SecretBytes(copying: [])
    if let secret = Secret(mesh: mesh, material: keyless) {
      wanted.removeAll { $0.kind == Secret.kind }
      wanted.insert(Wanted(kind: Secret.kind, name: secret.metadata.name, node: secret.head), at: 0)
    }
    let found = running.flatMap { $0.unrolled() }.filter { document in
      (document.root["metadata"]?["namespace"]?.string).map { $0 == mesh.namespace } ?? true
    }
    let byName = Dictionary(found.map { (Wanted.name(of: $0.root), $0) }) { first, _ in first }
    var objects: [ComparedObject] = []
    for object in wanted {
      let document = byName[object.key]
      var state = ComparedObject.State.notRunning
      if let document { state = try Self.state(document, object, material, mesh) }
      objects.append(
        ComparedObject(
          object: ObjectName(kind: object.kind, name: object.name), namespace: mesh.namespace, place: document?.place,
          state: state))
    }
    let known = Set(wanted.map(\.key))
    let others = found.filter { !known.contains(Wanted.name(of: $0.root)) && Self.isOurs($0.root) }
    self.objects =
      objects
      + others.map { document in
        ComparedObject(
          object: ObjectName(
            kind: document.root["kind"]?.string ?? "", name: document.root["metadata"]?["name"]?.text ?? ""),
          namespace: mesh.namespace, place: document.place, state: .notWanted)
      }
  }

  public var isSame: Bool { objects.allSatisfy { $0.state == .same } }

  /// Without the fields that the home does not write, which applying does not change.
  public var onlyOurs: MeshComparison {
    MeshComparison(mesh: mesh, objects: objects.map(\.onlyOurs))
  }

  private init(mesh: String, objects: [ComparedObject]) {
    self.mesh = mesh
    self.objects = objects
  }

  /// Whether an object that the home does not write is related to it: it looks like one of the home's, or decides who
  /// is trusted.
  private static func isOurs(_ root: Node) -> Bool {
    let labels = root["metadata"]?["labels"]
    if ManifestSet.managedBy.allSatisfy({ labels?[$0.key]?.string == $0.value }) { return true }
    let name = root["metadata"]?["name"]?.text ?? ""
    switch root["kind"]?.string {
    case ServiceMeshPeer.kind, ServiceMeshControlPlane.kind: return true
    case Secret.kind: return name == CACerts.secretName
    // istiod's own ConfigMap is not a peer's.
    case ConfigMap.kind:
      return name.hasSuffix("-ca-root-cert") && !["istio-ca-root-cert", "ossm-ca-root-cert"].contains(name)
    default: return false
    }
  }

  // MARK: - One object

  private static func state(
    _ document: Document, _ wanted: Wanted, _ material: MeshMaterial, _ mesh: Mesh
  ) throws(KubernetesError) -> ComparedObject.State {
    let object = ObjectName(kind: wanted.kind, name: wanted.name)
    let annotations = [document.root, wanted.node].compactMap { $0["metadata"]?["annotations"] }
    let certificates = CertificateComparison(object, annotations: annotations)
    var found: [Difference] = []
    switch wanted.kind {
    case Secret.kind:
      guard case .secret(let secret) = try Resource.read(document) else { break }
      found = secretDifferences(secret, material, certificates)
    case ConfigMap.kind:
      guard let text = document.root["data"]?[ConfigMap.rootKey]?.string,
        let peer = mesh.peers.first(where: { $0.rootConfigMap == wanted.name })
      else { break }
      found += [
        certificates.difference(
          "data.\(ConfigMap.rootKey)", key: ConfigMap.rootKey, running: Array(text.utf8),
          wanted: material.rootsByPeer[peer.name] ?? [])
      ].compactMap { $0 }
    default: break
    }
    let hasOtherCertificates = !found.isEmpty
    var fields = FieldComparison(kind: wanted.kind) { path in
      switch path.first {
      case "data" where wanted.kind == Secret.kind, "stringData" where wanted.kind == Secret.kind: true
      // A missing bundle is reported as a missing field.
      case "data" where path.count == 2:
        path[1] == ConfigMap.rootKey && document.root["data"]?[ConfigMap.rootKey]?.string != nil
      // They only repeat the certificates.
      case "metadata" where path.count == 3: hasOtherCertificates && path[2].hasPrefix("meshtrust/")
      default: false
      }
    }
    fields.compare(running: document.root, wanted: wanted.node)
    let all = fields.differences.filter { $0.path != "metadata.namespace" } + found
    return all.isEmpty ? .same : .different(all)
  }

  private static func secretDifferences(
    _ secret: Secret, _ material: MeshMaterial, _ certificates: CertificateComparison
  ) -> [Difference] {
    let layout = CACerts.Layout.pem
    let values = secret.values
    var differences: [Difference] = []
    for (key, wanted) in [
      (layout.certificateKey, [material.intermediate]), (layout.chainKey, material.presentedChain),
      (layout.rootsKey, material.ownRoots),
    ] {
      guard let value = values[key] else {
        differences.append(Difference(path: "data.\(key)", kind: .secret(.missing)))
        continue
      }
      let text = value.withBytes { bytes in unsafe Array(bytes) }
      if let found = certificates.difference("data.\(key)", key: key, running: text, wanted: wanted) {
        differences.append(found)
      }
    }
    if let fault = keyFault(values[layout.privateKeyKey], material.intermediate) {
      differences.append(Difference(path: "data.\(layout.privateKeyKey)", kind: .secret(fault)))
    }
    let known = [layout.certificateKey, layout.chainKey, layout.rootsKey, layout.privateKeyKey]
    return differences
      + values.keys.sorted().filter { !known.contains($0) }.map {
        Difference(path: "data.\($0)", kind: .secret(.extra))
      }
  }

  private static func keyFault(_ text: SecretBytes?, _ certificate: Certificate) -> Difference.SecretFault? {
    guard let text else { return .missing }
    guard let (label, der) = try? PEM.privateKey(text),
      let components = try? PrivateKeyDER.decode(der, label: label).publicKey.components
    else { return .unreadableKey }
    return (try? certificate.publicKeyInfo.components()) == components ? nil : .otherKey
  }
}

private struct Wanted {
  let kind: String
  let name: String
  let node: Node

  init(kind: String, name: String, node: Node) {
    self.kind = kind
    self.name = name
    self.node = node
  }

  init?(_ resource: Resource) {
    switch resource {
    case .configMap(let configMap): node = configMap.node
    case .serviceMeshControlPlane(let plane): node = plane.node
    case .serviceMeshPeer(let peer): node = peer.node
    case .exportedServiceSet(let set): node = set.node
    case .importedServiceSet(let set): node = set.node
    case .destinationRule(let rule): node = rule.node
    case .serviceMeshMemberRoll(let roll): node = roll.node
    case .service(let service): node = service.node
    case .secret, .kustomization, .other: return nil
    }
    guard let identity = resource.identity else { return nil }
    kind = identity.kind
    name = identity.metadata.name
  }

  var key: [String] { Self.name(of: node) }

  /// Kind, group and name, which identify an object within a namespace.
  static func name(of node: Node) -> [String] {
    let version = node["apiVersion"]?.string ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    return [node["kind"]?.string ?? "", group, node["metadata"]?["name"]?.text ?? ""]
  }
}
