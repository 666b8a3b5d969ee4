import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust install`: installs the answer to a request.
struct InstallCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install the answer to a request: the chain must match the request, the profile and the trust domain.",
    discussion: Manual.text(
      "The chain contains the intermediate, the certificates above it, and the root itself.",
      examples: ["meshtrust install red-mesh red-chain.pem", "meshtrust install red-mesh -"],
      exits: [
        .done: "installed", .malformed: "the chain is malformed", .refused: "the chain does not match the request",
        .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFile<Input.InstalledChain>

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let file = try input.path()
    let (certificates, warnings) = try CertificateInput.read(file).certificates(file)
    console.say(warnings)
    let authority = try home.openForWriting(console).install(mesh, chain: certificates)
    if output.json {
      console.print(
        .schema(
          "install",
          [
            ("authority", .string(authority.name)), ("fingerprint", .string(authority.certificate.fingerprint)),
            ("notAfter", .string(authority.certificate.validity.notAfter.description)),
          ]))
    } else {
      console.print(
        console.text(
          "installed \(authority.name): \(authority.certificate), "
            + "until \(authority.certificate.validity.notAfter.day)\nnext: \(.meshtrust("apply"))"))
    }
    return .done
  }
}
