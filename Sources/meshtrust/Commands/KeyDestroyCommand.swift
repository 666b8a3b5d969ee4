import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Signers
import X509

/// `meshtrust key destroy`: a key that no authority has any more, in its token.
struct KeyDestroyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Destroy the key of a retired root in its token.",
    discussion: Manual.text(
      "When a root is retired, its key stays in the token, and the log says where. Only a key that this home made or used is "
        + "destroyed, and only after no authority has it. The log says that it was asked for, and that it was done. What the "
        + "token's vendor backed up is not touched.",
      examples: [
        "meshtrust key destroy --token 'pkcs11:token=prod;id=%01%02'",
        "meshtrust key destroy --token 'pkcs11:token=prod;object=mesh-root' --yes",
      ],
      exits: [
        .done: "destroyed",
        .refused: "an authority has it, it is not this home's, or it was not confirmed",
        .secret: "the home or the token wants another secret", .usage: "the machine names no module",
        .malformed: "it is not the address of a key", .inputOutput: "the token failed",
      ]))

  @Option(name: .long, help: ArgumentHelp("The key in a token (RFC 7512), by its label or ID.", valueName: "uri"))
  var token: String

  @Flag(name: .long, help: "Do not ask for confirmation.")
  var yes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let uri = try TokenOption.uri(token)
    guard uri.object != nil || uri.id != nil else {
      throw CommandLineError.value(
        option: "--token", text: token, why: "it names no key: neither `object` nor `id`",
        next: "--token '\(uri);object=LABEL'")
    }
    let destroyed = try home.openBegun(console, writing: true).destroyKey(at: uri) { key throws(CAError) in
      guard !yes else { return }
      try CAError.confirming { () throws(NotConfirmed) in
        try console.confirm(
          "Destroy the key?", "the key with SHA-256 \(key.fingerprint) would be destroyed in \(key.place.words)",
          why: key.authority.map { "it was that of `\($0)`; nothing brings it back" } ?? "nothing brings it back",
          next: "give --yes")
      }
    }
    if output.json {
      console.print(
        .schema(
          "key-destroy",
          [
            ("place", .string(destroyed.place.description)), ("fingerprint", .string(destroyed.fingerprint)),
            ("authority", .optional(destroyed.authority)),
          ]))
    } else {
      console.print("destroyed in \(destroyed.place.words): SHA-256 \(destroyed.fingerprint)")
    }
    return .done
  }
}
