import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Signers
import X509

/// `meshtrust key destroy`: a key that no authority has any more, or has yet.
struct KeyDestroyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Destroy the key of a retired root in its token, or give up a prepared one.",
    discussion: Manual.text(
      "When a root is retired, its key stays in the token, and the log says where. Only a key that this home made or used is "
        + "destroyed, and only after no authority has it. The log says that it was asked for, and that it was done. What the "
        + "token's vendor backed up is not touched. A key that was prepared for the next root is named by that root: if it "
        + "cannot be reached, because its token is lost or it is behind a signer, the home gives it up, and the root gets "
        + "another key. The log says where the key may still be.",
      examples: [
        "meshtrust key destroy --token 'pkcs11:token=prod;id=%01%02'",
        "meshtrust key destroy --token 'pkcs11:token=prod;object=mesh-root' --yes",
        "meshtrust key destroy red-mesh/root",
      ],
      exits: [
        .done: "destroyed, or given up",
        .refused: "an authority has it, it is not this home's, no key waits, or it was not confirmed",
        .secret: "the home or the token wants another secret",
        .usage: "no such authority, not exactly one key, or the machine names no module",
        .malformed: "it is not the address of a key", .inputOutput: "the token failed",
      ]))

  @Argument(help: ArgumentHelp("MESH/root or shared/root, whose next key is given up.", valueName: "authority"))
  var authority: String?

  @Option(name: .long, help: ArgumentHelp("The key in a token (RFC 7512), by its label or ID.", valueName: "uri"))
  var token: String?

  @Flag(name: .long, help: "Do not ask for confirmation.")
  var yes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let destroyed: DestroyedKey
    switch (authority, token) {
    case (let authority?, nil):
      destroyed = try home.openBegun(console, writing: true).destroyPreparedKey(of: authority) { key throws(CAError) in
        try confirm(key, console)
      }
    case (nil, let token?):
      let uri = try Self.address(token)
      destroyed = try home.openBegun(console, writing: true).destroyKey(at: uri) { key throws(CAError) in
        try confirm(key, console)
      }
    default: throw UsageError.choice(.destroyedKey)
    }
    if output.json {
      console.print(.schema("key-destroy", Self.members(destroyed)))
    } else if let reason = destroyed.givenUp {
      console.print("given up: \(Self.name(destroyed)) in \(destroyed.place.words), which may have it still: \(reason)")
    } else {
      console.print("destroyed in \(destroyed.place.words): \(Self.name(destroyed))")
    }
    return .done
  }

  private static func address(_ token: String) throws -> TokenURI {
    let uri = try TokenOption.uri(token)
    guard uri.object != nil || uri.id != nil else {
      throw CommandLineError.value(
        option: "--token", text: token, why: "it names no key: neither `object` nor `id`",
        next: "--token '\(uri);object=LABEL'")
    }
    return uri
  }

  private func confirm(_ key: DestroyedKey, _ console: Console) throws(CAError) {
    guard !yes else { return }
    try CAError.confirming { () throws(NotConfirmed) in
      if let reason = key.givenUp {
        try console.confirm(
          "Give the key up?", "\(Self.name(key)) in \(key.place.words) would be given up, and may stay there",
          why: "\(reason); the next root gets another key", next: "give --yes")
      } else {
        try console.confirm(
          "Destroy the key?", "the key with \(Self.name(key)) would be destroyed in \(key.place.words)",
          why: key.authority.map { "it was that of `\($0)`; nothing brings it back" } ?? "nothing brings it back",
          next: "give --yes")
      }
    }
  }

  private static func name(_ key: DestroyedKey) -> String {
    key.fingerprint.map { "SHA-256 \($0)" } ?? "the key that was to be made"
  }

  private static func members(_ key: DestroyedKey) -> [(String, Node)] {
    var members: [(String, Node)] = [("place", .string(key.place.description))]
    if let fingerprint = key.fingerprint { members.append(("fingerprint", .string(fingerprint))) }
    members.append(("authority", .optional(key.authority)))
    members.append(("givenUp", .bool(key.givenUp != nil)))
    return members
  }
}
