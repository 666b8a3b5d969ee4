import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import X509

/// `meshtrust crl`: the CRLs of a mesh's authorities.
struct CRLCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "crl",
    abstract: "Sign and print the CRLs of a mesh's authorities: its roots' and its intermediates'.",
    discussion: Manual.text(
      "CRLs in a bundle must cover the whole chain. As soon as a bundle has one CRL, Envoy and OpenSSL require a "
        + "current CRL of every authority in the chain, and reject a chain that is not covered. So put all of them "
        + "into root-cert.pem and renew them in time, or none. An intermediate that another one has replaced has its CRL as long "
        + "as it is valid, because leaves below it may still be presented. `remove mesh` revokes the mesh's certificates; after "
        + "it, this command prints the last CRLs of the removed mesh. An authority that has a CRL gets a new one with every "
        + "revocation, which --last prints.",
      examples: [
        "meshtrust crl red-mesh > red-mesh.crl", "meshtrust crl red-mesh --authority root --der > root.crl",
        "meshtrust crl red-mesh --valid-for 7d | openssl crl -noout -text", "meshtrust crl red-mesh --last",
      ],
      exits: [
        .done: "printed", .refused: "nothing is issued yet, or no authority may sign a CRL",
        .secret: "the home cannot be opened", .usage: "no such mesh, or --der with several CRLs",
        .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The time until the next update, such as 7d.", valueName: "lifetime"))
  var validFor = "30d"

  @Flag(name: .long, help: "Print the last CRLs that were signed, and sign nothing.")
  var last = false

  @Option(name: .long, help: ArgumentHelp("Only the CRL of this authority: root or intermediate.", valueName: "role"))
  var authority: String?

  @Flag(name: .long, help: "Print DER instead of PEM, for a single CRL.")
  var der = false

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard let lifetime = Lifetime(validFor) else {
      throw CommandLineError.value(
        option: "--valid-for", text: validFor, why: "\(OptionValue.lifetimes)", next: "such as 7d or 24h")
    }
    let role: Authority.Role? = try authority.map { try OptionValue.choice("--authority", $0) }
    guard !der || role != nil else {
      throw UsageError.conflict(.severalListsAsDER)
    }
    let signed =
      last
      ? SignedLists(items: try home.openBegun(console).lastRevocationLists(of: mesh), warnings: [])
      : try home.openBegun(console, writing: true).revocationLists(of: mesh, validFor: lifetime.seconds)
    let items = signed.items.filter { item in role.map { item.authority.hasSuffix("/\($0.rawValue)") } ?? true }
    console.say(signed.warnings)
    guard !items.isEmpty else {
      throw CAError.refused(.issuing(last ? .noListYet(mesh: mesh) : .noListSigner(mesh: mesh)))
    }
    // In a rotation there are two roots.
    guard !der || items.count == 1 else { throw UsageError.conflict(.severalListsAsDER) }
    if output.json {
      console.print(.schema("crl", [("lists", .sequence(items.map(Self.node)))]))
    } else if der {
      for item in items { console.print(bytes: item.list.der) }
    } else {
      console.print(data: items.map { PEM.write(PEMBlock.revocationListLabel, $0.list.der) }.joined())
      for item in items {
        console.say(
          "\(item.list), \(item.list.count) revoked, the next one is due "
            + (item.list.nextUpdate.map { "\($0.day)" } ?? "never"))
      }
    }
    return .done
  }

  private static func node(_ item: SignedLists.Item) -> Node {
    .mapping([
      ("authority", .string(item.authority)), ("issuer", .string("\(item.list.issuer)")),
      ("number", .optional(item.list.number?.description)), ("revoked", .int(item.list.count)),
      ("thisUpdate", .string(item.list.thisUpdate.description)),
      ("nextUpdate", .optional(item.list.nextUpdate?.description)),
      ("pem", .string(PEM.write(PEMBlock.revocationListLabel, item.list.der))),
    ])
  }
}
