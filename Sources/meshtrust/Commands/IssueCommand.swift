import ArgumentParser
import CA
import Cryptography
import Diagnostics
import X509

/// `meshtrust issue`: a certificate and key for a gateway or workload.
struct IssueCommand: FolderCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Issue a certificate and key for a gateway or workload.",
    discussion: Manual.text(
      "--out writes cert-chain.pem (leaf first), key.pem (mode 0600, not encrypted, for proxies) and "
        + "root-cert.pem into a folder. Without it the chain is printed, and the key with --print-key, or on a terminal "
        + "after a question.",
      examples: [
        "meshtrust issue red-mesh --gateway egress-green-mesh --out certs",
        "meshtrust issue red-mesh --service-account bookinfo/web --ttl 1h --out certs",
      ],
      exits: [
        .done: "issued", .malformed: "a value cannot be read", .refused: "the intermediate may not issue it",
        .secret: "the home cannot be opened", .usage: "wrong usage", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup var leaf: LeafOptions

  @Option(name: .long, help: ArgumentHelp("The key's type. (default: the profile's)", valueName: "algorithm"))
  var keyType: String?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Create this folder and write the files there.", valueName: "dir"))
  var out: String?

  @Flag(name: .long, help: "Print the private key, which is stored nowhere else.")
  var printKey = false

  @Flag(name: .long, help: "Allow key types that sidecars reject, and lifetimes that the mesh does not allow.")
  var force = false

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: FolderOutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let algorithm = try keyType.map { text in
      guard let algorithm = KeyAlgorithm(name: text) else {
        return try OptionValue.choice("--key-type", text) as KeyAlgorithm
      }
      return algorithm
    }
    let subject = try leaf.subject()
    let lifetime = try leaf.lifetime()
    let dnsNames = try leaf.dnsNames()
    // Before anything is issued: a key that nobody gets is lost.
    guard out != nil || printKey || console.isInteractive && console.isOutputWatched && !output.json else {
      throw UsageError.choice(.keyDestination)
    }
    let home = try home.openForWriting(console)
    let issued = try out.map(LeafFolder.init).filled(console) { keep in
      try home.issueLeaf(
        mesh, for: subject, dnsNames: dnsNames, lifetime: lifetime, algorithm: algorithm, forcing: force, keeping: keep)
    }
    console.say(LeafView.warnings(issued, asked: lifetime, now: home.now))
    try print(issued, console)
    return .done
  }

  private func print(_ issued: IssuedLeaf, _ console: Console) throws {
    if output.json {
      console.print(asked: try LeafView.node(issued, "issue", folder: out))
    } else if let out {
      console.print(lines: [LeafView.text(issued), "wrote \(out): cert-chain.pem, key.pem, root-cert.pem"])
    } else {
      console.say(LeafView.text(issued))
      console.print(bytes: Array(PEM.write(issued.chain).utf8))
      if let key = issued.key, printKey || isWanted(console) {
        PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key)).withBytes {
          unsafe console.print(bytes: Array($0))
        }
      }
    }
  }

  /// Asks on the terminal, where whoever stands behind would see the key.
  private func isWanted(_ console: Console) -> Bool {
    do throws(NotConfirmed) {
      try console.confirm(
        "Print the private key?", "the key was not printed", why: "it is stored nowhere else, and is lost now",
        next: "issue another one with --out")
      return true
    } catch {
      console.say([error.diagnostic])
      return false
    }
  }
}
