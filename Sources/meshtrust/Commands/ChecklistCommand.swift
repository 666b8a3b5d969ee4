import ArgumentParser
import Diagnostics
import Documents
import Lint

/// `meshtrust checklist`: the manual's implementation checklist, ticked from the manifests.
struct ChecklistCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklist",
    abstract: "Print a checklist of the federation: done, missing, or not settled by the files.",
    discussion: Manual.text(
      "For meshes of Maistra it is the manual's implementation checklist (1.18.8); meshes of Istio and of OpenShift "
        + "Service Mesh 3 have one of the same kind. An item is ticked only if every rule about what it needs ran, and no "
        + "rule that could break it found anything of a warning's weight. What no file can show is listed apart, and does "
        + "not count.",
      examples: [
        "meshtrust checklist red-manifests green-manifests", "meshtrust checklist pki/out --json",
        "meshtrust checklist --live",
      ],
      exits: [
        .done: "every item is done", .no: "something is missing or wrong",
        .pending: "nothing is missing, but the files do not settle every item",
        .malformed: "a file is not YAML or JSON",
        .usage: "wrong usage", .inputOutput: "a file or a part of a cluster cannot be read",
      ]))

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let (inventory, reading) = try manifests.inventory(home, isHomeNamed: home.isAtHand, console)
    let items = Checklist(inventory, report: Linter.lint(inventory)).items
    if output.json {
      console.print(.schema("checklist", [("items", .sequence(items.map(Self.node)))]))
    } else {
      console.print(Self.lines(items).joined(separator: "\n"))
    }
    if items.contains(where: { if case .missing = $0.state { true } else { false } }) { return reading.and(.no) }
    return reading.and(items.contains { if case .open = $0.state { true } else { false } } ? .pending : .done)
  }

  private static func lines(_ items: [Checklist.Item]) -> [String] {
    let families = [Checklist.Family.maistra, .istio].filter { family in items.contains { $0.family == family } }
    return families.flatMap { family in
      let own = items.filter { $0.family == family }
      let (inFiles, beyond) = (own.filter { !isBeyondFiles($0) }, own.filter(isBeyondFiles))
      return (families.count > 1 ? [heading(family)] : []) + inFiles.map(line) + ["what no file can show:"]
        + beyond.map { "\(mark($0.state)) \($0.title): \(reasons($0.state).joined().printable)" }
    }
  }

  private static func heading(_ family: Checklist.Family) -> String {
    switch family {
    case .maistra: "Meshes of Maistra (the manual, 1.18.8)"
    case .istio: "Meshes of Istio"
    }
  }

  private static func isBeyondFiles(_ item: Checklist.Item) -> Bool {
    if case .beyondFiles = item.state { true } else { false }
  }

  private static func line(_ item: Checklist.Item) -> String {
    let indent = String(repeating: "  ", count: item.depth)
    // The reasons name the rules that are broken or open.
    let count = item.state == .ticked ? item.rules.count : 0
    let rules = count == 0 ? "" : count == 1 ? " (1 rule)" : " (\(count) rules)"
    return
      (["\(indent)\(mark(item.state)) \(item.title)\(rules)"]
      + reasons(item.state).map { "\(indent)      \($0.printable)" })
      .joined(separator: "\n")
  }

  private static func mark(_ state: Checklist.State) -> String {
    switch state {
    case .ticked: "[x]"
    case .missing: "[ ]"
    case .open, .beyondFiles: "[?]"
    }
  }

  private static func reasons(_ state: Checklist.State) -> [String] {
    switch state {
    case .ticked: []
    case .missing(let reasons), .open(let reasons): reasons.map(\.description)
    case .beyondFiles(let way): [way.description]
    }
  }

  private static func node(_ item: Checklist.Item) -> Node {
    .mapping([
      ("meshes", .string(item.family.rawValue)), ("title", .string(item.title)), ("depth", .int(item.depth)),
      ("state", .string(word(item.state))),
      ("reasons", .strings(reasons(item.state))), ("rules", .strings(item.rules.map(\.rawValue))),
      ("counts", .bool(!isBeyondFiles(item))),
    ])
  }

  private static func word(_ state: Checklist.State) -> String {
    switch state {
    case .ticked: "done"
    case .missing: "missing"
    case .open, .beyondFiles: "not-checkable"
    }
  }
}
