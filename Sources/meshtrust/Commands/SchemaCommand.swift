import ArgumentParser
import Diagnostics
import Documents
import Federation

/// `meshtrust schema`: the fields of federation.yaml.
struct SchemaCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of federation.yaml, for editors, or its reference as Markdown.",
    discussion: Manual.text(
      "An editor with a YAML language server completes and checks the file if its first line is `# yaml-language-server: "
        + "$schema=federation.schema.json`.",
      examples: ["meshtrust schema > federation.schema.json", "meshtrust schema --markdown"], exits: [.done: "printed"])
  )

  @Flag(name: .long, help: "Print every field with its default and effect as Markdown.")
  var markdown = false

  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    console.print(
      data: markdown
        ? String(FederationReference.page.dropLast()) : JSONWriter.write(FederationReference.schema, pretty: true))
    return .done
  }
}
