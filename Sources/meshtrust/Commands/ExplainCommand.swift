import ArgumentParser
import Diagnostics
import Documents

/// `meshtrust explain`: what a code means.
struct ExplainCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a code: the rule, its source, why it matters, how to repair it.",
    discussion: Manual.text(
      examples: ["meshtrust explain MT-LF-01", "meshtrust explain --list"],
      exits: [.done: "explained", .usage: "there is no such code"]))

  @Flag(name: .long, help: "List all codes.")
  var list = false

  @Argument(help: ArgumentHelp("The code, with or without MT-.", valueName: "code"))
  var code: String?

  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    if list { return listAll(console) }
    guard let code else {
      throw UsageError.choice(.code)
    }
    guard let explanation = Explanation.of(code) else {
      throw CommandLineError.unknownCode(
        code, nearest: Spelling.nearest(to: code.uppercased(), among: Explanation.catalogue.map(\.code.rawValue)))
    }
    if output.json {
      console.print(.schema("explain", Self.entries(explanation)))
    } else {
      console.print(
        "\(explanation.code): \(explanation.title)\n\nsource\n  \(explanation.source)\n\nwhy it matters\n  "
          + "\(explanation.why)\n\nhow to repair it\n  \(explanation.repair)\(Self.successors(of: explanation))")
    }
    return .done
  }

  private func listAll(_ console: Console) -> ExitStatus {
    if output.json {
      console.print(
        .schema("explain", [("codes", .sequence(Explanation.catalogue.map { .mapping(Self.entries($0)) }))]))
    } else {
      var table = Table()
      for explanation in Explanation.catalogue { table.add(explanation.code.rawValue, explanation.title) }
      console.print(table.text(on: console.page))
    }
    return .done
  }

  /// A code that was split is not raised any more.
  private static func successors(of explanation: Explanation) -> String {
    guard !explanation.successors.isEmpty else { return "" }
    let list = explanation.successors.map(\.rawValue).joined(separator: ", ")
    return "\n\nno longer in use; told apart as\n  \(list)"
  }

  private static func entries(_ explanation: Explanation) -> [(String, Node)] {
    [
      ("code", .string(explanation.code.rawValue)), ("title", .string(explanation.title)),
      ("source", .string(explanation.source)), ("why", .string(explanation.why)),
      ("repair", .string(explanation.repair)),
      ("successors", .strings(explanation.successors.map(\.rawValue))),
    ]
  }
}
