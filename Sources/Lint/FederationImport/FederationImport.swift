public import Diagnostics
import Documents
import Federation
import Kubernetes

/// Reads a federation from the manifests of running meshes, as a federation.yaml.
///
/// Anything with a control plane, peers or a Secret `cacerts` of its own is a mesh. A mesh that only other meshes'
/// ServiceMeshPeers mention becomes a remote. To drop nothing silently, every manifest is compared with what the
/// described federation would write: the differences are reported as what the file cannot express, or what `apply`
/// would change.
public struct FederationImport: Sendable {
  /// The text of the federation.yaml.
  public let text: String
  /// In file order.
  public let meshes: [String]
  /// The names of the meshes that only their peers' manifests mention.
  public let remotes: [String]
  /// The meshes whose istiod signs with the root of its own `istio-ca-secret`.
  private let selfSigned: Set<String>
  /// What the file cannot express, what `apply` would change, and what is unknown.
  public private(set) var findings: [Diagnostic]
  /// Why the file cannot be used as it is; empty if it can.
  public let faults: [Diagnostic]

  /// `name` is the name of the federation, and `file` the file that it will be written to.
  public init(_ inventory: Inventory, name: String, file: String) {
    let names = FederationImportNames(inventory)
    let roots = FederationImportRoots(inventory, names)
    var drafter = FederationImportDrafter(inventory, names, roots)
    let remotes = names.remotes.map { remote in
      var draft = RemoteDraft(remote.name, remote.cases)
      draft.trustDomain = names.remoteDomains[remote.name]
      draft.endpoint = draft.trustDomain.flatMap { inventory.istio?.endpoint(of: $0) }
      if let domain = draft.trustDomain { draft.comments.append("trust domain \(domain)") }
      return draft
    }
    self.remotes = remotes.map(\.name)
    let writer = Writer(name: name, file: file, roots: roots, remotes: remotes)
    let (drafts, unsaid) = Self.withSayableServices(drafter.drafts(), writer)
    meshes = drafts.map(\.name)
    selfSigned = Set(drafts.filter(\.isSelfSigned).map(\.name))
    text = writer.text(drafts)
    findings = Self.several(inventory) + names.findings + roots.findings + drafter.findings + unsaid
    findings += remotes.map { remote in
      if let endpoint = remote.endpoint {
        return Diagnostic(
          "MT-ADOPT-40", .note, what: "`\(remote.name)` becomes a remote, known by its bundle endpoint",
          why: "the input has no manifests of it, and names `\(endpoint.url)`",
          next: "compare its roots with its administrator before you trust them")
      }
      return Diagnostic(
        "MT-ADOPT-02", .warning,
        what: "`\(remote.name)` becomes a remote: the input has only its peers' manifests",
        why:
          "a mesh needs its own control plane, peers or cacerts in the input; the peers' settings for it are in a "
          + "comment in the file",
        next: "run `init --from` on its manifests too, or ask its administrator for a trust card")
    }
    do throws(FederationError) {
      let federation = try writer.federation(drafts)
      faults = []
      findings += FederationImportComparison(inventory, federation, names).findings
    } catch {
      faults = error.diagnostics.filter { $0.severity == .error }
    }
    let said = drafts.flatMap { $0.exports + $0.imports }.flatMap(\.manifests)
    findings += Self.unread(inventory, saying: Set(said.map(\.top.place)))
  }

  public var isEmpty: Bool { meshes.isEmpty }

  /// Whether a mesh's authority is in `istio-ca-secret`, and not in `cacerts`.
  public func isSelfSigned(_ mesh: String) -> Bool { selfSigned.contains(mesh) }

  /// Writes the file from its entries.
  private struct Writer {
    let name: String
    let file: String
    let roots: FederationImportRoots
    let remotes: [RemoteDraft]

    func text(_ meshes: [MeshDraft]) -> String {
      FederationImportText(name: name, roots: roots, meshes: meshes, remotes: remotes).text
    }

    func federation(_ meshes: [MeshDraft]) throws(FederationError) -> ResolvedFederation {
      try ResolvedFederation(FederationFile.read(Array(text(meshes).utf8), source: file))
    }

    /// Why a file of these entries cannot be used.
    func faults(_ meshes: [MeshDraft]) -> [Diagnostic] {
      do throws(FederationError) {
        _ = try federation(meshes)
        return []
      } catch {
        return error.diagnostics.filter { $0.severity == .error }
      }
    }
  }

  /// Leaves out the sets that a federation.yaml rejects, such as one whose rules give two services the same name, so
  /// that the rest can still be written.
  private static func withSayableServices(
    _ drafts: [MeshDraft], _ writer: Writer
  ) -> (drafts: [MeshDraft], findings: [Diagnostic]) {
    guard !writer.faults(drafts).isEmpty else { return (drafts, []) }
    var said = drafts
    for index in said.indices { (said[index].exports, said[index].imports) = ([], []) }
    // If there are other errors, the sets cannot be checked, and are still needed once those are repaired.
    guard writer.faults(said).isEmpty else { return (drafts, []) }
    var findings: [Diagnostic] = []
    for index in drafts.indices {
      for part in [\MeshDraft.exports, \MeshDraft.imports] {
        for set in drafts[index][keyPath: part] {
          said[index][keyPath: part].append(set)
          guard let fault = writer.faults(said).first, let manifest = set.manifests.first else { continue }
          said[index][keyPath: part].removeLast()
          findings.append(
            Diagnostic(
              "MT-ADOPT-05", .warning, what: "\(manifest.object) cannot be expressed in the file: \(fault.what)",
              why: fault.why, next: "keep its file beside the home, and apply it as before",
              place: manifest.top.place))
        }
      }
    }
    return (said, findings)
  }

  /// Objects that the input has in several versions, of which the first is read.
  private static func several(_ inventory: Inventory) -> [Diagnostic] {
    var versions: [ObjectIdentity: [Manifest]] = [:]
    var order: [ObjectIdentity] = []
    for (index, manifest) in inventory.manifests.enumerated() {
      guard !manifest.name.isEmpty, let mesh = inventory.meshOfManifest[index] else { continue }
      let identity = ObjectIdentity(manifest, mesh: mesh)
      if versions[identity] == nil { order.append(identity) }
      versions[identity, default: []].append(manifest)
    }
    return order.compactMap { identity in
      guard let manifests = versions[identity], manifests.count > 1 else { return nil }
      return Diagnostic(
        "MT-ADOPT-11", .warning,
        what: "there are \(manifests.count) versions of \(manifests[0].object), and the first was read",
        why: "\(manifests.map(\.top.place.description).joined(separator: "; "))",
        next: "pass only the one that runs", place: manifests[0].top.place)
    }
  }

  private struct ObjectIdentity: Hashable {
    let mesh: Int
    let kind: String
    let group: Substring
    let namespace: String?
    let name: String

    init(_ manifest: Manifest, mesh: Int) {
      self.mesh = mesh
      kind = manifest.kind
      group = manifest.group
      namespace = manifest.namespace
      name = manifest.name
    }
  }

  /// Input that has no place in a federation.yaml, reported by kind, so that thousands of Services are one line.
  private static func unread(_ inventory: Inventory, saying said: Set<Place>) -> [Diagnostic] {
    var counts: [String: (number: Int, first: Manifest)] = [:]
    for (index, manifest) in inventory.manifests.enumerated()
    where !said.contains(manifest.top.place)
      && !isRead(manifest, inventory.meshOfManifest[index].map { inventory.meshes[$0] })
    {
      counts[manifest.kind] = ((counts[manifest.kind]?.number ?? 0) + 1, counts[manifest.kind]?.first ?? manifest)
    }
    let others = counts.sorted { $0.key < $1.key }.map { kind, found in
      let isOfFederation = ["ExportedServiceSet", "ImportedServiceSet", "DestinationRule"].contains(kind)
      return Diagnostic(
        "MT-ADOPT-05", isOfFederation ? .warning : .note,
        what: "\(found.number) manifest\(found.number == 1 ? "" : "s") of kind \(kind) cannot be expressed in the file",
        why: "`apply` neither writes nor removes them; the first is \(found.first.object)",
        next: isOfFederation ? "keep these files beside the home, and apply them as before" : "",
        place: found.first.top.place)
    }
    let strangers = inventory.strangers.filter { $0.root["kind"] == nil || $0.root.mapping == nil }.filter {
      !$0.root.isConfiguration
    }.map { document in
      Diagnostic(
        "MT-ADOPT-06", .warning, what: "a document is not a manifest and was skipped", why: "it has no `kind`",
        next: "remove it from the files, or pass the intended manifest", place: document.place)
    }
    return others + strangers
  }

  private static func isRead(_ manifest: Manifest, _ mesh: MeshObjects?) -> Bool {
    // A list of files is not an object of a cluster.
    if manifest.kind == Kustomization.kind { return true }
    if IstioLayer(manifest) != nil || manifest.isZTunnel { return true }
    if ["spire.spiffe.io", "operator.openshift.io"].contains(manifest.group) { return true }
    if manifest.isA("Gateway", of: "gateway.networking.k8s.io") { return true }
    guard let mesh else { return false }
    if manifest.isControlPlane { return mesh.controlPlane?.manifest.object == manifest.object }
    if manifest.isPeer { return true }
    if manifest.isA(ConfigMap.kind, of: "") {
      return mesh.bundles[manifest.name] != nil || manifest.name == mesh.controlPlane?.rootConfigMapName
        || mesh.isUpstream && FederationImportDrafter.peer(ofConfigMap: manifest.name) != nil
    }
    return manifest.isA(Secret.kind, of: "") && [CACerts.secretName, CACerts.selfSignedName].contains(manifest.name)
  }
}

extension MeshObjects {
  /// Whether the mesh has only what upstream Istio has too.
  var isUpstream: Bool { controlPlane == nil && peers.isEmpty && signer != nil }
}
