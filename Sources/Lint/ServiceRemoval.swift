public import Diagnostics
import Documents
public import Federation
import Kubernetes

/// Removes a service from the federation (manual 1.18.14): from its owner's ExportedServiceSets, or from one peer's
/// ImportedServiceSet. The result is edits of the manifests that keep everything else.
public struct ServiceRemoval: Sendable {
  /// One set that loses rules.
  public struct Change: Sendable {
    /// The display name of the set.
    public let object: String
    /// The namespace of its control plane, whose administrator applies it.
    public let namespace: String
    /// What the administrator of its control plane's namespace does to bring it about.
    public let step: AdministratorStep
    /// The file that contains it.
    public let file: String
    /// The rules to remove, counted from 0.
    public let rules: [Int]
    /// Whether no rule is left, so that the set itself is deleted and its file is not edited.
    public let isLast: Bool
  }

  /// In file order.
  public private(set) var changes: [Change] = []
  /// The new bytes of each file that changes, by name.
  public private(set) var files: [String: [UInt8]] = [:]
  /// The rules that still select the service, or may.
  public private(set) var findings: [Diagnostic] = []
  /// What administrators delete because it fails over to the imported service, by the object's display name.
  public private(set) var failovers: [(object: String, step: AdministratorStep)] = []

  private let service: ServiceName
  /// What is removed from each file.
  private var removed: [String: [Documents.Change]] = [:]

  /// Finds the service.
  ///
  /// - Parameters:
  ///   - service: its namespace and name at its owner.
  ///   - peer: the peer that should lose it; nil for all.
  ///   - namespace: the namespace of the peer's control plane, if known.
  ///   - files: the bytes of each file, by name.
  public init(
    _ service: ServiceName, from peer: String?, inNamespace namespace: String?, _ inventory: Inventory,
    files: [String: [UInt8]]
  ) {
    self.service = service
    let sets = inventory.manifests.filter { ["ExportedServiceSet", "ImportedServiceSet"].contains($0.kind) }
    let exports = sets.filter { $0.kind == "ExportedServiceSet" }
    var editors: [String: DocumentEditor] = [:]
    for (file, bytes) in files { editors[file] = try? DocumentEditor(bytes, source: file) }
    guard let peer else {
      for set in exports { take(set, "exportRules", [service], editors) }
      noteFailovers(exports, inventory)
      edit(editors)
      return
    }
    let known = FederationImportNames(inventory)
    let ids = inventory.meshes.filter { known.names[$0.id] == peer || $0.namespace == namespace }.map(\.id)
    let imports = inventory.manifests.indices.filter { index in
      let set = inventory.manifests[index]
      guard set.kind == "ImportedServiceSet" else { return false }
      return set.namespace == namespace || inventory.meshOfManifest[index].map(ids.contains) ?? false
    }.map { inventory.manifests[$0] }
    let toPeer = exports.filter { $0.name == peer }
    let exported = exportedNames(toPeer)
    for set in imports { take(set, "importRules", exported, editors) }
    let own = inventory.manifests.indices.filter { inventory.meshOfManifest[$0].map(ids.contains) ?? true }
    failovers = Self.failovers(of: imports, exported, own.map { inventory.manifests[$0] })
    // With only the owner's files, the export to that one peer is removed.
    if imports.isEmpty {
      for set in toPeer { take(set, "exportRules", [service], editors) }
    }
    edit(editors)
  }

  /// The failover rules of peers for what they get no more, as far as they are in the input.
  private mutating func noteFailovers(_ exports: [Manifest], _ inventory: Inventory) {
    let names = FederationImportNames(inventory).names
    for set in exports where changes.contains(where: { $0.object == set.object && $0.file == set.document.source }) {
      let ids = inventory.meshes.filter { names[$0.id] == set.name }.map(\.id)
      guard !ids.isEmpty else { continue }
      let own = inventory.manifests.indices.filter { inventory.meshOfManifest[$0].map(ids.contains) ?? true }
        .map { inventory.manifests[$0] }
      let imports = own.filter { manifest in
        manifest.kind == "ImportedServiceSet" && inventory.meshes.contains { $0.namespace == manifest.namespace }
      }
      let found = Self.failovers(of: imports, exportedNames([set]), own)
      failovers += found.filter { new in !failovers.contains { $0.object == new.object } }
    }
  }

  /// Whether a rule certainly still selects the service.
  public var isStillTaken: Bool { findings.contains { $0.severity == .error } }

  /// The names of the service at the peer, from the rules that export it; its own name if those are not in the input.
  private func exportedNames(_ sets: [Manifest]) -> Set<ServiceName> {
    var names: Set<ServiceName> = []
    for set in sets {
      guard case .exportedServiceSet(let exported) = try? Resource.read(set.document) else { continue }
      for rule in exported.rules {
        if let name = rule.nameSelector?.name(for: service) { names.insert(name) }
        guard let labels = rule.labelSelector, NamePattern(namespace: labels.namespace).matches(service) else {
          continue
        }
        names.insert(labels.aliases.lazy.compactMap { $0.name(for: service) }.first ?? service)
      }
    }
    return names.isEmpty ? [service] : names
  }

  /// The DestinationRules for the local names of the service, under which failover reaches the peer.
  private static func failovers(
    of imports: [Manifest], _ exported: Set<ServiceName>, _ manifests: [Manifest]
  ) -> [(object: String, step: AdministratorStep)] {
    var locals: Set<ServiceName> = []
    for set in imports {
      guard case .importedServiceSet(let set) = try? Resource.read(set.document) else { continue }
      for rule in set.rules {
        for name in exported { if let local = rule.nameSelector?.name(for: name) { locals.insert(local) } }
      }
    }
    return manifests.filter { manifest in
      guard manifest.isA(DestinationRule.kind, of: "networking.istio.io"), let host = manifest.spec["host"].string
      else { return false }
      let policy = manifest.spec["trafficPolicy"]
      guard policy["loadBalancer"]["localityLbSetting"].exists else { return false }
      return locals.contains { local in
        host.hasPrefix("\(local.name).\(local.namespace).svc") || host == "\(local.name).\(local.namespace)"
          || host == local.name && manifest.namespace == local.namespace
      }
    }.map { manifest in
      let namespace = manifest.namespace ?? ""
      let step = AdministratorStep(
        .mesh(namespace), "delete the failover rule, which would send requests to a service that is gone",
        commands: [Self.deleting(manifest)])
      return (manifest.object, step)
    }
  }

  /// The command that deletes an object.
  private static func deleting(_ manifest: Manifest) -> Message {
    let namespace = ShellWord.quoted(manifest.namespace ?? "")
    return "oc delete \(manifest.kind.lowercased()) \(ShellWord.quoted(manifest.name)) -n \(namespace)"
  }

  private mutating func take(
    _ set: Manifest, _ key: String, _ names: Set<ServiceName>, _ editors: [String: DocumentEditor]
  ) {
    guard let list = set.document.root["spec"]?[key], let items = list.sequence else { return }
    var going: [Int] = []
    for (index, item) in items.enumerated() {
      let place = item.mark.place(in: set.document.source)
      if item["type"]?.string == "LabelSelector" {
        noteLabels(item, set, index, place)
        continue
      }
      let selector = item["nameSelector"]
      let pattern = NamePattern(namespace: selector?["namespace"]?.string, name: selector?["name"]?.string)
      if let only = pattern.only {
        if names.contains(only) { going.append(index) }
      } else if selector != nil, names.contains(where: { pattern.matches($0) }) {
        findings.append(.withOthers("rule \(index + 1) of \(set.object)", service, pattern, place))
      }
    }
    guard !going.isEmpty else { return }
    let isLast = going.count == items.count
    let file = set.document.source
    let namespace = set.namespace ?? ""
    if !isLast {
      guard let removals = Self.removals(going, from: list, editors[file]) else {
        findings.append(Self.uncertain(set.object, going, set.top.place))
        return
      }
      removed[file, default: []] += removals
    }
    changes.append(
      Change(
        object: set.object, namespace: namespace,
        step: AdministratorStep(
          .mesh(namespace), isLast ? "delete the set, of which no rule is left" : "apply the edited set",
          commands: [
            isLast
              ? Self.deleting(set) : "oc apply -n \(ShellWord.quoted(namespace)) -f \(ShellWord.quoted(file))"
          ]),
        file: file, rules: going, isLast: isLast))
  }

  private mutating func noteLabels(_ rule: Node, _ set: Manifest, _ index: Int, _ place: Place) {
    let pattern = NamePattern(namespace: rule["labelSelector"]?["namespace"]?.string)
    guard pattern.matches(service) else { return }
    findings.append(.byLabels("rule \(index + 1) of \(set.object)", service, place))
  }

  /// The changes that take items out of a list; nil if its place in the file is not certain.
  private static func removals(_ going: [Int], from list: Node, _ editor: DocumentEditor?) -> [Documents.Change]? {
    guard let editor,
      let path = editor.paths(at: [list.mark]).nodes[list.mark]?.first(where: {
        editor.node(at: $0)?.sequence != nil
      })
    else { return nil }
    let removals = going.map { Documents.Change.remove(path[$0]) }
    return (try? editor.splices(removals)) == nil ? nil : removals
  }

  private mutating func edit(_ editors: [String: DocumentEditor]) {
    for (file, removals) in removed.sorted(by: { $0.key < $1.key }) {
      if let bytes = try? editors[file]?.edited(removals).bytes {
        files[file] = bytes
        continue
      }
      let spoilt = changes.filter { $0.file == file && !$0.isLast }
      changes.removeAll { $0.file == file && !$0.isLast }
      findings += spoilt.map { Self.uncertain($0.object, $0.rules, Place(file: file)) }
    }
  }

  private static func uncertain(_ object: String, _ rules: [Int], _ place: Place) -> Diagnostic {
    Diagnostic(
      "MT-REMOVE-03", what: "\(object) cannot be edited in place",
      why: "the form of its rules, such as an alias, makes the edit uncertain",
      next: "remove rule \(rules.map { "\($0 + 1)" }.joined(separator: ", ")) by hand", place: place)
  }
}
