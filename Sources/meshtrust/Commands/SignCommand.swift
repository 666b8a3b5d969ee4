import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust sign`: a certificate for someone else's request.
struct SignCommand: FolderCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a certificate request, as a workload or as a mesh's intermediate.",
    discussion: Manual.text(
      "Only the public key is taken from the request, after checking its proof of possession. All names come from "
        + "federation.yaml and the command line. Prints the chain, leaf or intermediate first; for an intermediate "
        + "the root follows, for `meshtrust install`.",
      examples: [
        "meshtrust sign red-mesh w.csr --as workload --gateway egress-green-mesh",
        "meshtrust sign red-mesh red.csr --as intermediate > red-chain.pem",
      ],
      exits: [
        .done: "signed", .malformed: "the request is malformed",
        .refused: "possession is not proven, or a name is not allowed",
        .secret: "the home cannot be opened", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  /// The role of the signed certificate.
  enum Role: String, CaseIterable {
    case intermediate, workload
  }

  @OptionGroup var leaf: LeafOptions

  @Option(
    name: .customLong("as"), help: ArgumentHelp("intermediate or workload.", valueName: "role"),
    completion: .list(Role.allCases.map(\.rawValue)))
  var role: String

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Create this folder and write the files there.", valueName: "dir"))
  var out: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFile<Input.Request>

  @Flag(name: .long, help: "Allow key types that sidecars reject, and lifetimes that the mesh does not allow.")
  var force = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: FolderOutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let role: Role = try OptionValue.choice("--as", role)
    if role == .intermediate { try refuseLeafOptions() }
    let file = try input.path()
    let (request, warnings) = try RequestInput.read(file)
    console.say(warnings)
    switch role {
    case .workload: try signWorkload(request, console)
    case .intermediate: try signIntermediate(request, console)
    }
    return .done
  }

  private func signWorkload(_ request: CertificateRequest, _ console: Console) throws {
    let subject = try leaf.subject()
    let lifetime = try leaf.lifetime()
    let dnsNames = try leaf.dnsNames()
    let home = try home.openForWriting(console)
    let issued = try out.map(LeafFolder.init).filled(console) { keep in
      try home.signLeaf(
        mesh, request: request, for: subject, dnsNames: dnsNames, lifetime: lifetime, forcing: force, keeping: keep)
    }
    console.say(LeafView.warnings(issued, asked: lifetime, now: home.now))
    if output.json {
      console.print(try LeafView.node(issued, "sign", folder: out))
    } else if let out {
      console.print(lines: [LeafView.text(issued), "wrote \(out): cert-chain.pem, root-cert.pem"])
    } else {
      console.say(LeafView.text(issued))
      console.print(data: PEM.write(issued.chain))
    }
  }

  private func signIntermediate(_ request: CertificateRequest, _ console: Console) throws {
    let chain = try home.openForWriting(console).signIntermediate(mesh, request: request)
    if output.json {
      console.print(.schema("sign", [("chain", .string(PEM.write(chain)))]))
    } else {
      if let first = chain.first {
        console.say(
          console.text(
            "signed \(first), valid until \(first.validity.notAfter)\n"
              + "next: its owner runs `\(.elsewhere("install", mesh, "--chain", "FILE"))` with this output"))
      }
      console.print(data: PEM.write(chain))
    }
  }

  private func refuseLeafOptions() throws {
    guard leaf.gateway == nil, leaf.serviceAccount == nil, leaf.dns.isEmpty, leaf.ttl == nil, out == nil else {
      throw UsageError.conflict(.leafOptions(mesh: mesh))
    }
  }
}
