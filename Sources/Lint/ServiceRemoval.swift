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
    /// The namespace of the control plane, whose administrator applies it.
    public let namespace: String
    /// The file that contains it.
    public let file: String
    /// The rules to remove, counted from 0.
    public let rules: [Int]
    /// The command that applies the change.
    public let command: String
    /// Whether no rule is left, so that the set itself is deleted and its file is not edited.
    public let isLast: Bool
  }

  /// In file order.
  public private(set) var changes: [Change] = []
  /// By name.
  public private(set) var texts: [String: String] = [:]
  /// The rules that still select the service, or may.
  public private(set) var findings: [Diagnostic] = []

  private let service: ServiceName

  /// Finds the service.
  ///
  /// - Parameters:
  ///   - service: its namespace and name at its owner.
  ///   - peer: the peer that should lose it; nil for all.
  ///   - namespace: the namespace of the peer's control plane, if known.
  ///   - texts: the text of each file, by name.
  public init(
    _ service: ServiceName, from peer: String?, inNamespace namespace: String?, _ inventory: Inventory,
    texts: [String: String]
  ) {
    self.service = service
    let sets = inventory.manifests.filter { ["ExportedServiceSet", "ImportedServiceSet"].contains($0.kind) }
    let exports = sets.filter { $0.kind == "ExportedServiceSet" }
    var prunings = texts.mapValues { Pruning($0) }
    guard let peer else {
      for set in exports { take(set, "exportRules", [service], &prunings) }
      finish(prunings, texts)
      return
    }
    let names = SurveyNames(inventory)
    let ids = inventory.meshes.filter { names.names[$0.id] == peer || $0.namespace == namespace }.map(\.id)
    let imports = inventory.manifests.indices.filter { index in
      let set = inventory.manifests[index]
      guard set.kind == "ImportedServiceSet" else { return false }
      return set.namespace == namespace || inventory.meshOfManifest[index].map(ids.contains) ?? false
    }.map { inventory.manifests[$0] }
    let toPeer = exports.filter { $0.name == peer }
    for set in imports { take(set, "importRules", exportedNames(toPeer), &prunings) }
    // With only the owner's files, the export to that one peer is removed.
    if imports.isEmpty {
      for set in toPeer { take(set, "exportRules", [service], &prunings) }
    }
    finish(prunings, texts)
  }

  /// Whether a rule certainly still selects the service.
  public var isStillTaken: Bool { findings.contains { $0.severity == .error } }

  /// The names of the service at the peer, from the rules that export it; its own name if those are not in the input.
  private func exportedNames(_ sets: [Manifest]) -> Set<ServiceName> {
    var names: Set<ServiceName> = []
    for set in sets {
      guard case .exportedServiceSet(let exported) = try? Resource.read(set.document) else { continue }
      for rule in exported.rules {
        guard let mapping = rule.nameSelector, mapping.pattern.matches(service) else { continue }
        if let name = mapping.name(for: service) { names.insert(name) }
      }
    }
    return names.isEmpty ? [service] : names
  }

  private mutating func take(
    _ set: Manifest, _ key: String, _ names: Set<ServiceName>, _ prunings: inout [String: Pruning]
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
      var pruning = prunings[file]
      guard going.allSatisfy({ pruning?.removeItem($0, of: list) ?? false }) else {
        findings.append(Self.uncertain(set.object, going, set.top.place))
        return
      }
      prunings[file] = pruning
    }
    changes.append(
      Change(
        object: set.object, namespace: namespace, file: file, rules: going,
        command: isLast
          ? "oc delete \(set.kind.lowercased()) \(set.name) -n \(namespace)" : "oc apply -n \(namespace) -f \(file)",
        isLast: isLast))
  }

  private mutating func noteLabels(_ rule: Node, _ set: Manifest, _ index: Int, _ place: Place) {
    let pattern = NamePattern(namespace: rule["labelSelector"]?["namespace"]?.string)
    guard pattern.matches(service) else { return }
    findings.append(.byLabels("rule \(index + 1) of \(set.object)", service, place))
  }

  private mutating func finish(_ prunings: [String: Pruning], _ old: [String: String]) {
    for (file, pruning) in prunings where pruning.text != old[file] {
      if isExact(pruning.text, instead: old[file] ?? "", file) {
        texts[file] = pruning.text
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

  /// Whether the new text has the same meaning as the old one without the removed rules.
  private func isExact(_ new: String, instead old: String, _ file: String) -> Bool {
    guard let before = Self.manifests(old, file), let after = Self.manifests(new, file), before.count == after.count
    else { return false }
    return zip(before, after).allSatisfy { before, after in
      let key = before.kind == "ExportedServiceSet" ? "exportRules" : "importRules"
      guard let change = changes.first(where: { $0.file == file && $0.object == before.object && !$0.isLast }),
        let rules = before.document.root["spec"]?[key]?.sequence, var root = before.document.root.mapping,
        var spec = root["spec"]?.mapping
      else { return before.document.root == after.document.root }
      spec.set(key, to: .sequence(rules.enumerated().filter { !change.rules.contains($0.offset) }.map(\.element)))
      root.set("spec", to: .mapping(spec))
      return Node.mapping(root) == after.document.root
    }
  }

  private static func manifests(_ text: String, _ file: String) -> [Manifest]? {
    guard let documents = try? DocumentReader.all(bytes: Array(text.utf8), source: file) else { return nil }
    return Manifest.all(in: documents).manifests
  }
}
