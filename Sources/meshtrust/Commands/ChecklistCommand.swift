import ArgumentParser
import Diagnostics
import Documents
import Lint

/// `meshtrust checklist`: the manual's implementation checklist, ticked from the manifests.
struct ChecklistCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklist",
    abstract: "Print the manual's implementation checklist (1.18.8): done, missing, or not visible in the files.",
    discussion: Manual.text(
      examples: ["meshtrust checklist red-manifests green-manifests", "meshtrust checklist pki/out --json"],
      exits: [
        .done: "nothing is missing", .no: "something is missing", .malformed: "a file is not YAML or JSON",
        .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let inventory = try manifests.inventory(home, isHomeNamed: home.home != nil)
    let items = Checklist(inventory, report: Linter.lint(inventory)).items
    if output.json {
      console.print(.schema("checklist", [("items", .sequence(items.map(Self.node)))]))
    } else {
      console.print(items.map(Self.line).joined(separator: "\n"))
    }
    return items.contains { Self.isMissing($0.state) } ? .no : .done
  }

  private static func isMissing(_ state: Checklist.State) -> Bool {
    if case .missing = state { true } else { false }
  }

  private static func line(_ item: Checklist.Item) -> String {
    let indent = String(repeating: "  ", count: item.depth)
    let rules = item.rules.isEmpty ? "" : " (\(item.rules.map(\.rawValue).joined(separator: ", ")))"
    return (["\(indent)\(mark(item.state)) \(item.title)\(rules)"] + reasons(item.state).map { "\(indent)      \($0)" })
      .joined(separator: "\n")
  }

  private static func mark(_ state: Checklist.State) -> String {
    switch state {
    case .ticked: "[x]"
    case .missing: "[ ]"
    case .notCheckable: "[?]"
    }
  }

  private static func reasons(_ state: Checklist.State) -> [String] {
    switch state {
    case .ticked: []
    case .missing(let reasons): reasons.map(\.description)
    case .notCheckable(let need): ["not visible in the files: \(need.description)"]
    }
  }

  private static func node(_ item: Checklist.Item) -> Node {
    .mapping([
      ("title", .string(item.title)), ("depth", .int(item.depth)), ("state", .string(word(item.state))),
      ("reasons", .strings(reasons(item.state))), ("rules", .strings(item.rules.map(\.rawValue))),
    ])
  }

  private static func word(_ state: Checklist.State) -> String {
    switch state {
    case .ticked: "done"
    case .missing: "missing"
    case .notCheckable: "not-checkable"
    }
  }
}
