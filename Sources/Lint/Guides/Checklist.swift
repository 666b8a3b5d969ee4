public import Diagnostics

/// The implementation checklist of the OpenShift Service Mesh manual (1.18.8), filled in from an inventory.
public struct Checklist: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// Something shows it, every rule that could break it ran, and none found anything of a warning's weight.
    case ticked
    /// It is missing or wrong; the evidence, one line each.
    case missing([Message])
    /// The input does not settle it; what it lacks, one line each.
    case open([Message])
    /// No file can show it; how to find out.
    case beyondFiles(Message)
  }

  public struct Item: Sendable, Hashable {
    /// The task, in the manual's words.
    public let title: String
    /// The nesting below another item: 0 or 1.
    public let depth: Int
    public let state: State
    /// The rules that decide it.
    public let rules: [Code]
  }

  /// In the manual's order; what no file can show comes last.
  public let items: [Item]

  /// `report` has the findings for the same inventory.
  public init(_ inventory: Inventory, report: LintReport) {
    let examiner = Examiner(inventory: inventory, report: report)
    items = Self.templates.map { template in
      Item(title: template.title, depth: template.depth, state: examiner.state(template), rules: template.rules)
    }
  }

  /// Decides the state of items.
  private struct Examiner {
    let inventory: Inventory
    let report: LintReport

    func state(_ template: Template) -> State {
      if let beyond = template.beyond { return .beyondFiles(beyond) }
      guard !inventory.meshes.isEmpty else { return .open(["pass the manifests of the meshes"]) }
      let lacks = inventory.meshes.compactMap(template.lack) + sets(template)
      let broken = report.findings(atLeast: .warning).filter { template.rules.contains($0.code) }.map(Self.evidence)
      guard lacks.isEmpty, broken.isEmpty else { return .missing(lacks + broken) }
      let unchecked = unchecked(template)
      return unchecked.isEmpty ? .ticked : .open(unchecked)
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

    /// Exports and imports must be somewhere, but not in every mesh.
    private func sets(_ template: Template) -> [Message] {
      if template.title.hasPrefix("export"), inventory.meshes.allSatisfy(\.exports.isEmpty) {
        return ["there is no ExportedServiceSet"]
      }
      if template.title.hasPrefix("import"), inventory.meshes.allSatisfy(\.imports.isEmpty) {
        return ["there is no ImportedServiceSet"]
      }
      return []
    }
  }
}
