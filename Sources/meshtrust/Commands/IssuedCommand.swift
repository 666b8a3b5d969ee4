import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust issued`: the leaf certificates of the home.
struct IssuedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issued",
    abstract: "List, show, revoke and forget the leaf certificates that this home issued.",
    discussion: Manual.text(
      "A leaf below the leaving root holds a rotation until it expires, is revoked, or is forgotten.",
      examples: ["meshtrust issued list", "meshtrust issued revoke 3f2a90c17b64d805"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [IssuedListCommand.self, IssuedShowCommand.self, IssuedRevokeCommand.self, IssuedForgetCommand.self])
}

/// `meshtrust issued list`.
struct IssuedListCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the leaf certificates that this home issued, by expiry.",
    discussion: Manual.text(
      examples: ["meshtrust issued list", "meshtrust issued list red-mesh --all"],
      exits: [
        .done: "listed", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .usage: "no such mesh", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("Only those of this mesh.", valueName: "mesh"))
  var mesh: String?

  @Flag(name: .long, help: "Also list expired ones.")
  var all = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let leaves = try home.issuedLeaves(of: mesh, includingExpired: all)
    if output.json {
      let nodes = leaves.map { IssuedView(leaf: $0, now: home.now).node }
      console.print(.schema("issued-list", [("leaves", .sequence(nodes))]))
    } else if leaves.isEmpty {
      console.print("no leaf certificate" + (all ? "" : " is valid"))
    } else {
      var table = Table("SHA-256", "UNTIL", "STATE", "MESH", "IDENTITY")
      for leaf in leaves {
        table.add(
          String(leaf.certificate.fingerprint.prefix(16)), "\(leaf.certificate.validity.notAfter)",
          IssuedView(leaf: leaf, now: home.now).state, leaf.mesh ?? "-",
          leaf.certificate.uris.first ?? leaf.certificate.description)
      }
      console.print(table.text(on: console.page))
    }
    return .done
  }
}

/// `meshtrust issued revoke`.
struct IssuedRevokeCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Revoke a leaf certificate: the next CRLs list it, and it no longer holds a rotation.",
    discussion: Manual.text(
      "Meshes check CRLs only if every bundle has them; see `meshtrust help crl`. So remove the certificate from its "
        + "proxy, too. If the intermediate has a CRL already, a new one is signed at once.",
      examples: [
        "meshtrust issued revoke 3f2a90c17b64d805", "meshtrust issued revoke 3f2a90c17b64d805 --reason keyCompromise",
      ],
      exits: [
        .done: "revoked, or revoked before", .malformed: "no such reason", .refused: "nothing is issued yet",
        .usage: "no such certificate", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("Its SHA-256, or 8 or more of its first digits.", valueName: "fingerprint"))
  var fingerprint: String

  @Option(
    name: .long,
    help: ArgumentHelp("unspecified, keyCompromise, superseded or cessationOfOperation.", valueName: "reason"),
    completion: .list(Reason.allCases.map(\.rawValue)))
  var reason = Reason.unspecified.rawValue

  /// The reasons that apply to a leaf (RFC 5280 section 5.3.1).
  enum Reason: String, CaseIterable {
    case unspecified, keyCompromise, superseded, cessationOfOperation

    var code: RevocationReason {
      switch self {
      case .unspecified: .unspecified
      case .keyCompromise: .keyCompromise
      case .superseded: .superseded
      case .cessationOfOperation: .cessationOfOperation
      }
    }
  }

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let reason: Reason = try OptionValue.choice("--reason", reason)
    let home = try home.openBegun(console, writing: true)
    let leaf = try home.revokeLeaf(fingerprint, reason.code)
    let view = IssuedView(leaf: leaf, now: home.now)
    if output.json {
      console.print(.schema("issued-revoke", [("leaf", view.node)]))
    } else {
      console.print(view.line)
      if let mesh = leaf.mesh {
        let lists = try home.lastRevocationLists(of: mesh)
        console.print(
          console.text(
            lists.isEmpty
              ? "next: \(.meshtrust("crl", mesh)), if the bundles of the meshes have CRLs"
              : "next: \(.meshtrust("crl", mesh, "--last")), which prints the new CRL for the bundles that have one"))
      }
    }
    return .done
  }
}

/// `meshtrust issued forget`.
struct IssuedForgetCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Forget a leaf certificate whose key nobody has any more, so that it no longer holds a rotation.",
    discussion: Manual.text(
      "If somebody may still have its key, revoke it instead. The log keeps that it was issued and forgotten.",
      examples: ["meshtrust issued forget 3f2a90c17b64d805", "meshtrust issued forget 3f2a90c17b64d805 --json"],
      exits: [
        .done: "forgotten", .refused: "it is revoked, or nothing is issued yet", .usage: "no such certificate",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("Its SHA-256, or 8 or more of its first digits.", valueName: "fingerprint"))
  var fingerprint: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console, writing: true)
    let leaf = try home.forgetLeaf(fingerprint)
    let view = IssuedView(leaf: leaf, now: home.now)
    if output.json {
      console.print(.schema("issued-forget", [("leaf", view.node)]))
    } else {
      console.print("forgotten: \(view.line)")
    }
    return .done
  }
}

/// A leaf certificate in words and as JSON.
struct IssuedView {
  let leaf: KnownLeaf
  let now: Timestamp

  var state: String {
    if let revocation = leaf.revocation { return "revoked \(revocation.date) (\(revocation.reason))" }
    return leaf.certificate.validity.notAfter < now ? "expired" : "valid"
  }

  var line: String {
    "\(leaf.certificate.uris.first ?? leaf.certificate.description), SHA-256 \(leaf.certificate.fingerprint.prefix(16))…, "
      + "until \(leaf.certificate.validity.notAfter): \(state)"
  }

  var node: Node {
    .mapping([
      ("identity", .optional(leaf.certificate.uris.first)), ("mesh", .optional(leaf.mesh)),
      ("fingerprint", .string(leaf.certificate.fingerprint)),
      ("serialNumber", .string("\(leaf.certificate.serialNumber)")),
      ("notBefore", .string(leaf.certificate.validity.notBefore.description)),
      ("notAfter", .string(leaf.certificate.validity.notAfter.description)),
      ("revoked", .optional(leaf.revocation?.date.description)),
      ("reason", .optional(leaf.revocation?.reason.description)),
    ])
  }
}
