import ArgumentParser
import Diagnostics
import Federation
import X509

/// A root of another authority, and what is said about it.
struct ExternalRootOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("The root of the other authority, alone in a file.", valueName: "file"))
  var root: String?

  @OptionGroup var pin: RootPinOptions

  /// Whether any of the options was given.
  var isEmpty: Bool { root == nil && pin.fingerprint == nil && pin.acceptUnconstrained == nil }

  /// The one root of the file.
  func certificate(_ console: Console) throws -> Certificate {
    guard let root else { throw UsageError.conflict(.externalWithoutRoot) }
    let (certificates, warnings) = try CertificateInput.read(root).certificates(root)
    console.say(warnings)
    guard let only = certificates.distinct().first, certificates.distinct().count == 1 else {
      throw CommandLineError.wrongContent(
        file: root, found: "\(certificates.count) certificates", wanted: "one root")
    }
    return only
  }
}

/// What is said about a root and about what stands below it.
struct RootPinOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "SHA256:… that the root must have, from its owner through another channel.", valueName: "fingerprint"))
  var fingerprint: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Accept that an intermediate below the root could issue for other meshes, and why; logged and shown.",
      valueName: "reason"))
  var acceptUnconstrained: String?

  /// The digits of the fingerprint.
  func digits() throws -> String? {
    try fingerprint.map { text in
      guard let fingerprint = RootFingerprint(text) else {
        throw CommandLineError.value(
          option: "--fingerprint", text: text, why: "a fingerprint has 64 hexadecimal digits, and all are needed",
          next: "--fingerprint SHA256:…, as `\(.meshtrust("inspect", "FILE"))` prints it")
      }
      return fingerprint.digits
    }
  }

  /// Why a danger is accepted.
  func reason() throws -> String? {
    try acceptUnconstrained.map { try OptionValue.line("--accept-unconstrained", $0, example: "old signer, until May") }
  }
}
