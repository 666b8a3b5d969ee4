public import Diagnostics

/// What federated meshes need, filled in from an inventory: for meshes of Maistra the implementation checklist of the
/// OpenShift Service Mesh manual (1.18.8), for those of Istio a list of the same kind.
public struct Checklist: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// Something shows it, every rule about what it needs ran, and none that could break it found anything of a warning's
    /// weight.
    case ticked
    /// It is missing or wrong; the evidence, one line each.
    case missing([Message])
    /// The input does not settle it; what it lacks, one line each.
    case open([Message])
    /// No file can show it; how to find out.
    case beyondFiles(Message)
  }

  /// Whose list an item is of.
  public enum Family: String, Sendable, Hashable {
    case maistra, istio
  }

  public struct Item: Sendable, Hashable {
    public let family: Family
    /// The task, in the manual's words.
    public let title: String
    /// The nesting below another item: 0 or 1.
    public let depth: Int
    public let state: State
    /// The rules that decide it.
    public let rules: [Code]
  }

  /// In the manual's order, and those of Maistra first; of each family what no file can show comes last.
  public let items: [Item]

  /// `report` has the findings for the same inventory.
  public init(_ inventory: Inventory, report: LintReport) {
    let examiner = Examiner(inventory: inventory, report: report)
    var lists: [(Family, [Template])] = []
    let hasIstio = inventory.istio?.planes.isEmpty == false
    if !hasIstio || !inventory.meshesOfMaistra.isEmpty { lists.append((.maistra, Self.maistra)) }
    if hasIstio { lists.append((.istio, Self.istio)) }
    items = lists.flatMap { family, templates -> [Item] in
      let applying = templates.filter { $0.applies(inventory) }
      // What the other list is about breaks its items, and none of this one.
      let ofOthers = lists.filter { $0.0 != family }.flatMap { $0.1.flatMap(\.kinds) }
      let kinds = Set(applying.flatMap(\.kinds) + ofOthers)
      return applying.map { template in
        Item(
          family: family, title: template.title, depth: template.depth,
          state: examiner.state(template, family, ofItems: kinds), rules: template.everyRule)
      }
    }
  }

  /// Decides the state of items.
  private struct Examiner {
    let inventory: Inventory
    let report: LintReport

    /// - Parameter kinds: Those that the items of the list, and those of the other list, are about.
    func state(_ template: Template, _ family: Family, ofItems kinds: Set<String>) -> State {
      if let beyond = template.beyond { return .beyondFiles(beyond) }
      if family == .maistra, inventory.meshes.isEmpty { return .open(["pass the manifests of the meshes"]) }
      let lacks = template.lacks(inventory)
      let broken = report.findings(atLeast: .warning).filter { breaks($0, template, kinds) }.map(Self.evidence)
      guard lacks.isEmpty, broken.isEmpty else { return .missing(lacks + broken) }
      let unchecked = unchecked(template)
      return unchecked.isEmpty ? .ticked : .open(unchecked)
    }

    private func breaks(_ finding: Finding, _ template: Template, _ kinds: Set<String>) -> Bool {
      if template.rules.contains(finding.code) || template.others.contains(finding.code) { return true }
      guard Checklist.types.contains(finding.code) else { return false }
      let kind = String(finding.object.prefix { $0 != " " })
      return template.kinds.contains(kind) || template.takesOtherKinds && !kinds.contains(kind)
    }

    private static func evidence(_ finding: Finding) -> Message {
      "\(finding.diagnostic.place?.description ?? finding.object): \(finding.diagnostic.what) [\(finding.code)]"
    }

    /// What the rules of an item lacked, with the rules and the objects.
    private func unchecked(_ template: Template) -> [Message] {
      let lacking = report.unchecked.filter { template.rules.contains($0.code) }
      return Dictionary(grouping: lacking, by: \.need).sorted { $0.key.rawValue < $1.key.rawValue }
        .map { need, entries in
          let codes = entries.map(\.code.rawValue).joined(separator: ", ")
          let objects = Set(entries.flatMap(\.objects)).sorted().joined(separator: ", ")
          return "\(codes) needs \(need.rawValue), for \(objects)"
        }
    }
  }
}
