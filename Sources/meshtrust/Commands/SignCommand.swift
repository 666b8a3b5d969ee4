import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust sign`: a certificate for somebody's request.
struct SignCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a certificate request, as a workload or as a mesh's intermediate.",
    discussion: Manual.text(
      "Only the public key is taken from the request, after its proof of possession holds; every name comes from "
        + "federation.yaml and the command line. The chain is printed, leaf or intermediate first; under an intermediate "
        + "the root follows, so that `meshtrust install` can take it.",
      examples: [
        "meshtrust sign red-mesh --csr gateway.csr --as workload --gateway egress-green-mesh",
        "meshtrust sign red-mesh --csr red.csr --as intermediate > red-chain.pem",
      ],
      exits: [
        .done: "signed", .malformed: "the request is malformed",
        .refused: "possession is not proven, or a name is not allowed",
        .secret: "the home does not open", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  /// What a request is signed as.
  enum Role: String, CaseIterable, ExpressibleByArgument {
    case intermediate, workload
  }

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var leaf: LeafOptions

  @Option(name: .long, help: ArgumentHelp("The request, PEM or DER; - is standard input.", valueName: "file"))
  var csr: String

  @Option(name: .customLong("as"), help: ArgumentHelp("intermediate or workload.", valueName: "role"))
  var role: Role

  @Option(name: .long, help: ArgumentHelp("Make this folder and write the files there.", valueName: "dir"))
  var out: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  func execute(_ console: Console) throws -> ExitStatus {
    let (request, warnings) = try RequestInput.read(csr)
    console.say(warnings)
    if let out, FileSystem.exists(out) { throw CAError.exists(path: out) }
    switch role {
    case .workload:
      let subject = try leaf.subject()
      let lifetime = try leaf.lifetime()
      let home = try home.openForWriting(console)
      let issued = try home.signLeaf(mesh, request: request, for: subject, dnsNames: leaf.dns, lifetime: lifetime)
      if let out { try LeafFolder(path: out).write(issued) }
      if output.json {
        console.print(LeafView.node(issued, "sign", folder: out))
      } else {
        console.say(LeafView.text(issued) + (out.map { "\nwrote \($0): cert-chain.pem, root-cert.pem" } ?? ""))
        if out == nil { console.print(bytes: Array(PEM.write(issued.chain).utf8)) }
      }
    case .intermediate:
      guard leaf.gateway == nil, leaf.serviceAccount == nil, leaf.dns.isEmpty, leaf.ttl == nil, out == nil else {
        throw CommandLineError.usage(
          what: "an intermediate's names and lifetime come from federation.yaml",
          why: "--gateway, --service-account, --dns, --ttl and --out are for workloads",
          next: "meshtrust sign \(mesh) --csr FILE --as intermediate")
      }
      let chain = try home.openForWriting(console).signIntermediate(mesh, request: request)
      if output.json {
        console.print(.schema("sign", [("chain", .string(PEM.write(chain)))]))
      } else {
        if let first = chain.first { console.say("signed \(first), valid until \(first.validity.notAfter)") }
        console.print(bytes: Array(PEM.write(chain).utf8))
      }
    }
    return .done
  }
}
