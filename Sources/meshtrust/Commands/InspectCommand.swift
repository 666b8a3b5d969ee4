import ArgumentParser
import CA
import Diagnostics
import Documents
import Files
import SystemPackage
import X509

/// `meshtrust inspect`: what a file contains.
struct InspectCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a file contains: certificates, requests, bundles, ConfigMaps and Secrets.",
    discussion: Manual.text(
      "Private keys are mentioned, never shown. With --pem the certificates are printed in one strict form.",
      examples: ["meshtrust inspect chain.pem", "oc get cm green-mesh-ca-root-cert -o yaml | meshtrust inspect -"],
      exits: [
        .done: "shown", .malformed: "the file is none of these", .usage: "wrong usage",
        .inputOutput: "the file cannot be read",
      ]))

  @Flag(name: .long, help: "Print the certificates as PEM, in one strict form.")
  var pem = false

  @Option(name: .long, help: ArgumentHelp("Use this time as now (RFC 3339).", valueName: "time"))
  var now: String?

  @OptionGroup var input: InputFile<Input.AnyFile>

  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let file = try input.path()
    let now = try Clock.now(now, option: "--now")
    let bytes = try FileSystem.read(FilePath(file))
    let findings = try ContentError.naming(file) { try Inspection(bytes, source: file) }
    console.say(findings.warnings)
    if pem {
      guard !findings.certificates.isEmpty else {
        throw CommandLineError.wrongContent(file: file, found: findings.withoutCertificates, wanted: "certificates")
      }
      console.print(bytes: Array(PEM.write(findings.certificates).utf8))
    } else if output.json {
      console.print(
        .schema(
          "inspect",
          [
            ("form", .string(findings.form)), ("items", .sequence(findings.items.map { $0.node(at: now) })),
            ("diagnostics", .sequence(findings.warnings.map(\.node))),
          ]))
    } else {
      console.print(lines: ["\(file == "-" ? "standard input" : file): \(findings.form)"])
      for item in findings.items { console.print("\n" + item.text(at: now, on: console.page)) }
    }
    return .done
  }
}
