import ArgumentParser
import CA
import Diagnostics
import Verifier
import X509

/// `meshtrust verify`: does a presented chain belong to its trust domain, and if not, why.
struct VerifyCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judge a presented chain against a trust domain and client ID, and say why.",
    discussion: Manual.text(
      "CHAIN holds the certificates as the peer presents them, leaf first. The bundle is PEM, a ConfigMap or Secret "
        + "manifest, or a SPIFFE bundle (JWKS); only the roots in it count, never the system's. With --peer and --for the "
        + "expectations come from the home: the peer's egress gateway for the mesh, or its ingress gateway with --server.",
      examples: [
        "meshtrust verify chain.pem --bundle root.pem --trust-domain green-mesh.local",
        "meshtrust verify chain.pem --peer green-mesh --for red-mesh",
      ],
      exits: [
        .done: "accepted", .no: "rejected", .malformed: "an input or an expectation cannot be read",
        .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The roots of the trust domain.", valueName: "file"))
  var bundle: String?

  @Option(name: .long, help: ArgumentHelp("The trust domain that the peer must be of.", valueName: "name"))
  var trustDomain: String?

  @Option(
    name: .long, help: ArgumentHelp("The identity that the peer must have, with or without spiffe://.", valueName: "id")
  )
  var clientID: String?

  @Option(name: .long, help: ArgumentHelp("Take bundle and identity from the home: the peer.", valueName: "peer"))
  var peer: String?

  @Option(name: .customLong("for"), help: ArgumentHelp("The mesh that the peer is seen from.", valueName: "mesh"))
  var mesh: String?

  @Flag(
    name: .long, help: "With --peer: expect its ingress gateway, which is the server, instead of its egress gateway.")
  var server = false

  @Option(name: .long, help: ArgumentHelp("Judge for this moment (RFC 3339). (default: now)", valueName: "time"))
  var at: String?

  @Flag(name: .long, help: "Reject on warnings too.")
  var strict = false

  @Argument(help: ArgumentHelp("The presented chain; - is standard input.", valueName: "chain"))
  var chain: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let time = try Clock.now(at ?? home.now, option: at == nil ? "--now" : "--at")
    guard chain != "-" || bundle != "-" else {
      throw CommandLineError.usage(
        what: "standard input can be the chain or the bundle, not both", why: "it is read once",
        next: "put one of the two into a file")
    }
    let question = try question()
    let input = try CertificateInput.read(chain)
    let (certificates, warnings) = try input.certificates(chain)
    console.say(warnings + question.warnings)
    let verifier = ChainVerifier(bundles: BundleSet(question.bundles), ownTrustDomain: question.ownTrustDomain)
    let verification = verifier.verify(certificates, expecting: question.expectation, at: time)
    let view = VerificationView(verification, strict: strict, chainForm: input.description, bundleForm: question.form)
    if output.json {
      console.print(view.node(told: warnings + question.warnings))
    } else {
      console.print(view.text(console))
    }
    return view.isAccepted ? .done : .no
  }

  private func question() throws -> Question {
    switch (peer, mesh, bundle, trustDomain) {
    case (let peer?, let mesh?, nil, nil):
      guard clientID == nil else {
        throw CommandLineError.usage(
          what: "--client-id and --peer do not go together", why: "the home knows whom to expect of the peer",
          next: "leave one of them out")
      }
      return try Question(home: try home.open(), peer: peer, mesh: mesh, server: server)
    case (nil, nil, let bundle?, let trustDomain?):
      return try Question(bundle: bundle, trustDomain: trustDomain, clientID: clientID)
    case (nil, nil, .some, nil):
      throw CommandLineError.usage(
        what: "whose bundle it is has to be said", why: "roots count for one trust domain only (MT-B-12)",
        next: "add --trust-domain NAME")
    default:
      throw CommandLineError.usage(
        what: "what to judge by has to be said in one of two ways",
        why: "either the roots and their domain are given, or the home knows them",
        next: "--bundle FILE --trust-domain NAME [--client-id ID], or --peer PEER --for MESH")
    }
  }
}
