import Cryptography
public import Documents
public import Federation
import X509

/// Compares what runs in one mesh with what the home would write for it, object by object.
public struct MeshComparison: Sendable {
  public let mesh: String
  /// First the objects that the home writes, in its order, then those that it does not.
  public let objects: [ComparedObject]

  /// - Parameters:
  ///   - running: The objects of the mesh, from ``RunningObjects/objects(of:)``.
  ///   - secret: The Secret with its key, where it was read apart from the others; `running` then has it without.
  ///
  /// The private key is compared by its public key, so no key of the home is decrypted.
  ///
  /// - Throws: ``KubernetesError`` for a malformed running Secret, and the errors of ``ManifestSet``.
  public init(
    running: [Document], secret: Secret? = nil, mesh: Mesh, material: KnownMaterial
  ) throws(KubernetesError) {
    self.mesh = mesh.name
    let wanted: [WantedObject]
    var pending: [ObjectKey] = []
    if let whole = material.whole {
      wanted = try WantedObject.all(of: mesh, whole)
    } else {
      (wanted, pending) = WantedObject.known(of: mesh, material)
    }
    let byKey = Dictionary(running.map { (ObjectKey($0.root), $0) }) { first, _ in first }
    var objects: [ComparedObject] = []
    for object in wanted {
      // A manifest without a namespace is applied to the one that its administrator chooses.
      let document = byKey[object.key] ?? byKey[object.key.anywhere]
      guard document != nil || !object.isOptional else { continue }
      var state = ComparedObject.State.notRunning
      if let document { state = try Self.state(document, secret, object, material, mesh) }
      objects.append(
        ComparedObject(object: object.object, namespace: object.namespace, place: document?.place, state: state))
    }
    objects += pending.map { key in
      let document = byKey[key] ?? byKey[key.anywhere]
      return ComparedObject(
        object: ObjectName(kind: key.kind, name: key.name), namespace: key.namespace, place: document?.place,
        state: .pending)
    }
    let known = Set((wanted.map(\.key) + pending).flatMap { [$0, $0.anywhere] })
    let awaited = WantedObject.awaitingCards(of: mesh)
    let hosts = Set(ServiceManifests(mesh).failovers.compactMap(\.host) + mesh.usedServices.map(\.host))
    let widening = TrustWidening(mesh)
    let others = running.filter { !known.contains(ObjectKey($0.root)) }.compactMap { document in
      let reason = widening.reason(document.root)
      return reason != nil || Self.isOurs(document.root) ? (document: document, reason: reason) : nil
    }
    self.objects =
      objects
      + others.map { document, reason in
        let key = ObjectKey(document.root, in: mesh.namespace)
        return ComparedObject(
          object: ObjectName(kind: key.kind, name: document.root.objectName), namespace: key.namespace,
          place: document.place,
          state: awaited[key].map { .awaitingCard(of: $0) } ?? reason.map { .widening($0) } ?? .notWanted,
          isUnrelated: Self.isUnrelated(document.root, hosts))
      }
  }

  public var isSame: Bool { objects.allSatisfy { $0.state == .same } }

  /// Without the fields that the home does not write, which applying does not change, and without DestinationRules
  /// that have nothing to do with what it writes.
  public var onlyOurs: MeshComparison {
    MeshComparison(mesh: mesh, objects: objects.filter { !$0.isUnrelated }.map(\.onlyOurs))
  }

  /// Without objects of kinds of which it is not known what runs.
  public func leavingOut(kinds: Set<String>) -> MeshComparison {
    MeshComparison(mesh: mesh, objects: objects.filter { !kinds.contains($0.object.kind) })
  }

  private init(mesh: String, objects: [ComparedObject]) {
    self.mesh = mesh
    self.objects = objects
  }

  /// Whether an object is of a kind that the home writes. Of Secrets those are the ones with a key that istiod signs with,
  /// and of ConfigMaps those with roots, except istiod's own.
  private static func isOurs(_ root: Node) -> Bool {
    if hasOurLabel(root) { return true }
    let name = root.objectName
    switch root["kind"]?.string {
    case ServiceMeshPeer.kind, ServiceMeshControlPlane.kind, ExportedServiceSet.kind, ImportedServiceSet.kind,
      DestinationRule.kind:
      return true
    case Secret.kind:
      let key = CACerts.Layout.pem.privateKeyKey
      return name == CACerts.secretName || root["data"]?[key] != nil || root["stringData"]?[key] != nil
    case ConfigMap.kind:
      guard !["istio-ca-root-cert", "ossm-ca-root-cert"].contains(name) else { return false }
      return name.hasSuffix(Naming.rootConfigMap(ofPeer: "")) || root["data"]?[ConfigMap.rootKey] != nil
    default: return false
    }
  }

  private static func hasOurLabel(_ root: Node) -> Bool {
    let labels = root["metadata"]?["labels"]
    return ManifestSet.managedBy.allSatisfy { labels?[$0.key]?.string == $0.value }
  }

  /// Whether an object is a DestinationRule of somebody else, for a host without failover; or the root that istiod made
  /// itself, which it does not use beside `cacerts`.
  private static func isUnrelated(_ root: Node, _ hosts: Set<String>) -> Bool {
    if root["kind"]?.string == Secret.kind { return root.objectName == CACerts.selfSignedName }
    guard root["kind"]?.string == DestinationRule.kind, !hasOurLabel(root) else { return false }
    guard let host = root["spec"]?["host"]?.text else { return false }
    // A name without dots is in the rule's own namespace.
    let full = host.contains(".") ? host : "\(host).\(root.objectNamespace ?? "")"
    return !hosts.contains { $0 == full || $0.hasPrefix(full + ".") }
  }

  // MARK: - One object

  private static func state(
    _ document: Document, _ secret: Secret?, _ wanted: WantedObject, _ material: KnownMaterial, _ mesh: Mesh
  ) throws(KubernetesError) -> ComparedObject.State {
    let object = wanted.object
    let annotations = [document.root, wanted.node].compactMap { $0["metadata"]?["annotations"] }
    let certificates = CertificateComparison(object, annotations: annotations)
    if let (trust, form) = wanted.trust {
      let differences = try TrustComparison(document, wanted: trust, form, certificates).differences
      return differences.isEmpty ? .same : .different(differences)
    }
    var found: [ObjectDifference] = []
    switch wanted.kind {
    case Secret.kind:
      guard case .secret(let read) = try Resource.read(document), let own = material.own else { break }
      found = secretDifferences(secret ?? read, SecretParts(own, mesh.controlPlane.signer), certificates)
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
    let all =
      fields.differences.filter { difference in
        if wanted.isShared, case .extra = difference.kind { return difference.path.contains("[") }
        return !isBookkeeping(difference)
      } + found
    return all.isEmpty ? .same : .different(all)
  }

  /// Whether a difference is only in what the home writes for itself: the namespace of a manifest without one, its
  /// label, annotations that repeat the certificates, and the marks of a deployment.
  static func isBookkeeping(_ difference: ObjectDifference) -> Bool {
    if difference.path == "metadata.namespace" { return true }
    // A cluster returns an object of Istio in the version that it was asked for.
    if difference.path == "apiVersion", case .changed(let running, let wanted) = difference.kind {
      let groups = [running, wanted].map { $0.prefix { $0 != "/" } }
      if groups[0] == groups[1], groups[0].hasSuffix(".istio.io") || groups[0] == "gateway.networking.k8s.io" {
        return true
      }
    }
    if Annotation.foreign.contains(where: { difference.path == "metadata.annotations.\($0)" }) { return true }
    if ManifestSet.managedBy.contains(where: { difference.path == "metadata.labels.\($0.key)" }) { return true }
    guard case .missing = difference.kind else { return false }
    return difference.path.hasPrefix("metadata.annotations.meshtrust/")
  }

  private static func secretDifferences(
    _ secret: Secret, _ parts: SecretParts, _ certificates: CertificateComparison
  ) -> [ObjectDifference] {
    let values = secret.values
    var differences: [ObjectDifference] = []
    for (key, wanted) in parts.certificates {
      guard let value = values[key] else {
        differences.append(ObjectDifference(path: "data.\(key)", kind: .secret(.missing)))
        continue
      }
      let text = value.withBytes { bytes in unsafe Array(bytes) }
      if let found = certificates.difference("data.\(key)", key: key, running: text, wanted: wanted) {
        differences.append(found)
      }
    }
    if let fault = keyFault(values[parts.key], parts.signing) {
      differences.append(ObjectDifference(path: "data.\(parts.key)", kind: .secret(fault)))
    }
    let known = parts.certificates.map(\.key) + [parts.key]
    return differences
      + values.keys.sorted().filter { !known.contains($0) }.map {
        ObjectDifference(path: "data.\($0)", kind: .secret(.extra))
      }
  }

  private static func keyFault(_ text: SecretBytes?, _ certificate: Certificate) -> ObjectDifference.SecretFault? {
    guard let text else { return .missing }
    if let outline = try? PEM.outline(of: text), outline.blocks.contains(where: \.isEncrypted) { return .encryptedKey }
    guard let (label, der) = try? PEM.privateKey(text),
      let components = try? PrivateKeyDER.decode(der, label: label).publicKey.components
    else { return .unreadableKey }
    return (try? certificate.publicKeyInfo.components()) == components ? nil : .otherKey
  }
}

extension ObjectKey {
  /// The key of the same object in a manifest without a namespace.
  fileprivate var anywhere: ObjectKey { ObjectKey(kind: kind, group: group, name: name, namespace: "") }
}

extension Node {
  fileprivate var objectName: String { self["metadata"]?["name"]?.text ?? "" }
}

/// What the Secret of what signs for a mesh should have: istiod's own in its own names, that of an issuer of cert-manager in
/// those of `kubernetes.io/tls`.
private struct SecretParts {
  let certificates: [(key: String, wanted: [Certificate])]
  let key: String
  /// The certificate of the key.
  let signing: Certificate

  init(_ material: MeshMaterial, _ signer: ControlPlane.Signer) {
    signing = material.intermediate
    if signer == .istioCSR {
      let layout = CACerts.Layout.tls
      key = layout.privateKeyKey
      certificates = [
        (layout.certificateKey, material.presentedChain), (layout.rootsKey, IstioCSR.root(of: material)),
      ]
    } else {
      let layout = CACerts.Layout.pem
      key = layout.privateKeyKey
      certificates = [
        (layout.certificateKey, [material.intermediate]), (layout.chainKey, material.presentedChain),
        (layout.rootsKey, material.ownRoots),
      ]
    }
  }
}
