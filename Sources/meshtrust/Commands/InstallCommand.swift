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
      "The chain contains the intermediate, the certificates above it and the root itself, as PEM, PKCS #7 or DER and in "
        + "any order. A table shows what is not as it was asked for, and what that means. In a rotation to the root of "
        + "another authority the intermediate waits until that root signs.",
      examples: [
        "meshtrust install red-mesh red-chain.pem", "meshtrust install red-mesh red.p7b",
        "meshtrust install red-mesh red.cer --root corporate.pem",
      ],
      exits: [
        .done: "installed, now or before", .malformed: "the chain is malformed",
        .refused: "the chain does not match the request",
        .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFile<Input.InstalledChain>

  @Option(name: .long, help: ArgumentHelp("The root, for an answer without it.", valueName: "file"))
  var root: String?

  @OptionGroup var pin: RootPinOptions

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let file = try input.path()
    var options = InstallOptions()
    options.fingerprint = try pin.digits()
    options.acceptUnconfined = try pin.reason()
    var (certificates, warnings) = try CertificateInput.read(file).certificates(file)
    if let root {
      let above = try CertificateInput.read(root).certificates(root)
      certificates += above.certificates
      warnings += above.warnings
    }
    console.say(warnings)
    let installed = try home.openForWriting(console).install(mesh, chain: certificates, options) { review in
      guard !output.json, !review.differences.isEmpty else { return }
      console.say(AnswerView(review: review, console: console).lines.joined(separator: "\n"))
    }
    let authority = installed.authority
    if output.json {
      console.print(
        .schema(
          "install",
          [
            ("authority", .string(authority.name)), ("fingerprint", .string(authority.certificate.fingerprint)),
            ("notAfter", .string(authority.certificate.validity.notAfter.description)),
            ("waits", .bool(installed.isWaiting)), ("already", .bool(!installed.isNew)),
            ("review", AnswerView(review: installed.review, console: console).node),
          ]))
    } else {
      let next =
        installed.isWaiting
        ? "it waits until its root signs\nnext: \(.meshtrust("rotate", "status"))"
        : "next: \(.meshtrust("apply"))" as Message
      console.print(
        console.text(
          "\(installed.isNew ? "" : "already ")installed \(authority.name): \(authority.certificate), "
            + "until \(authority.certificate.validity.notAfter.day)\n" + next))
    }
    return .done
  }
}
