import ArgumentParser
import CA
import Diagnostics
import Federation
import Rotation
import SPIFFE
import TLS
import Verifier
import X509

/// `meshtrust verify`: whether a presented chain belongs to its trust domain, and if not, why.
struct VerifyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify a presented chain against a trust domain and client ID, and explain the result.",
    discussion: Manual.text(
      """
      CHAIN contains the certificates as the peer presents them, leaf first: PEM, DER, \
      PKCS #7, or a manifest. --connect gets them from a live server, --batch reads many \
      chains at once (PEM with a line --- between two, or one JSON object per line with \
      the member "chain") and answers with JSON lines, using all cores.

      The bundle is PEM, DER, PKCS #7, a ConfigMap or Secret manifest, or a SPIFFE \
      bundle (JWKS). Only its roots are trusted, never the system's. With --peer and \
      --for, bundle and identity come from the home: the peer's egress gateway for the \
      mesh, or its ingress gateway with --server and --connect. With --peer-manifest \
      they come from a ServiceMeshPeer and the ConfigMap beside it.

      Of a federation ingress, ask the discovery port (8188): it answers to any server \
      name. A server that requests a certificate is sent a GET, because gateways say \
      nothing until they are asked.
      """,
      examples: [
        "meshtrust verify chain.pem --bundle root.pem --trust-domain green-mesh.local",
        "meshtrust verify chain.pem --peer green-mesh --for red-mesh",
        "meshtrust verify --connect green:8188 --peer green-mesh --for red-mesh",
        "meshtrust verify istiod.pem --bundle roots.pem --profile rfc5280",
      ],
      exits: [
        .done: "accepted", .no: "rejected, by meshtrust or by the server",
        .pending: "accepted, but the server has not said whether it accepts our certificate",
        .malformed: "an input or an expectation cannot be read", .usage: "wrong usage",
        .inputOutput: "a file cannot be read, or the handshake failed",
      ]))

  @Option(name: .long, help: ArgumentHelp("Verify what this server presents, HOST:PORT.", valueName: "server"))
  var connect: String?

  @Option(name: .long, help: ArgumentHelp("Verify many chains; - is standard input.", valueName: "file"))
  var batch: String?

  @OptionGroup var input: InputFile<Input.PresentedChain>

  @OptionGroup(title: "Expectation Options") var expected: ExpectationOptions
  @OptionGroup(title: "Verification Options") var judging: JudgingOptions
  @OptionGroup(title: "Live Server Options") var live: LiveOptions
  @OptionGroup(title: "Client Certificate Options") var client: ClientOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let chain = try input.ifNamed()
    let settings = try judging.settings(now: home.now)
    try checkConnection()
    try expected.check(
      standardInput: [chain, batch, client.cert].compactMap(\.self) + settings.untrustedFiles + settings.revocationFiles
    )
    switch (chain, connect, batch) {
    case (let chain?, nil, nil): return try verify(chain, settings, console)
    case (nil, let server?, nil): return try verify(server: server, settings, console)
    case (nil, nil, let batch?):
      let prepared = try prepared(settings, opened(console), isServer: false)
      console.say(prepared.warnings)
      return try BatchRun(prepared.explaining(), console).run(batch)
    default:
      throw UsageError.choice(.chain)
    }
  }

  /// Options about a connection do not apply to files.
  private func checkConnection() throws {
    guard connect == nil, client.isGiven || live.isGiven else { return }
    throw UsageError.conflict(
      .connectionOnly(client.isGiven ? "--as, --cert and --key" : "--sni, --alpn and --timeout"))
  }

  private func verify(_ chain: String, _ settings: JudgingSettings, _ console: Console) throws -> ExitStatus {
    let input = try CertificateInput.read(chain, for: .chain)
    let (certificates, ofChain) = try input.chain(chain)
    let prepared = try prepared(settings, opened(console), isServer: false, ofChain)
    let diagnostics = prepared.warnings
    let verdict = try prepared.verdict(on: certificates)
    let view = ProfileVerdictView(verdict, chainForm: input.description, bundleForm: prepared.form)
    if output.json {
      console.print(view.json(diagnostics: diagnostics))
    } else {
      console.print(view.text(console))
    }
    console.say(diagnostics)
    return verdict.isAccepted ? .done : .no
  }

  /// Both sides' verdicts: ours on what the server presents, and the server's on our certificate.
  private func verify(server: String, _ settings: JudgingSettings, _ console: Console) throws -> ExitStatus {
    let opened = try opened(console)
    let prepared = try prepared(settings, opened, isServer: true)
    var handshake = try live.handshake(to: server, serverName: expected.serverName(opened))
    handshake.identity = try client.identity(opened, console)
    handshake.askForDiscovery()
    let report = try handshake.report()
    let verdict = try prepared.verdict(on: report.certificates(decode: prepared.verifier.certificate))
    let shown = HandshakeView(report)
    let view = ProfileVerdictView(verdict, chainForm: "TLS", bundleForm: prepared.form)
    if output.json {
      console.print(view.json(diagnostics: prepared.warnings, handshake: shown.node))
    } else {
      console.print(shown.text + "\n" + view.text(console) + "\n" + shown.verdict)
    }
    console.say(prepared.warnings)
    guard verdict.isAccepted, !shown.isRefused else { return .no }
    return shown.isUnsettled ? .pending : .done
  }

  /// The home, if the roots, the expectation or the client certificate come from it. Issuing one writes.
  private func opened(_ console: Console) throws -> OpenHome? {
    if client.gateway != nil { return try home.openForWriting(console) }
    return expected.peer == nil ? nil : try home.openForFindings()
  }

  /// Who else could issue the identities of a trust domain at the mesh that verifies, where roots are pooled.
  private func pool(_ opened: OpenHome?, _ domain: TrustDomain) throws -> [Diagnostic] {
    guard let opened, let name = expected.mesh, let mesh = try opened.federation().mesh(named: name),
      PooledRoots.arePooled(at: mesh)
    else { return [] }
    // The authorities of all meshes are read only where they count.
    let roots = PooledRoots(mesh, of: domain, try opened.federation(), try opened.authorities())
    return roots.map { [$0.note] } ?? []
  }

  private func prepared(
    _ settings: JudgingSettings, _ opened: OpenHome?, isServer: Bool, _ ofChain: [Diagnostic] = []
  ) throws -> PreparedVerifier {
    var notes = VerdictNotes(isStrict: settings.isStrict)
    let given = try RevocationInput.read(settings.revocationFiles)
    guard settings.profile == .rfc5280 else {
      let input = try expected.input(opened, isServer: isServer)
      let lists = given.lists + input.revocationLists
      if settings.profile == .ztunnel, !lists.isEmpty { throw UsageError.conflict(.revocationOfZtunnel) }
      let revocation = lists.isEmpty ? nil : RevocationLists(lists)
      notes.ofInputs = ofChain + given.warnings + input.warnings + (try pool(opened, input.expectation.trustDomain))
      if expected.peer != nil { notes.ofInputs += try opened?.checkpointNotes() ?? [] }
      // Where a bundle that Envoy does not load is the verdict, it is no warning beside it.
      if settings.profile == .envoy { notes.ofInputs.removeAll { $0.is(input.unloaded) } }
      if expected.peer != nil { notes.revoked = try opened?.revokedCertificates() }
      return PreparedVerifier(
        verifier: ProfileVerifier(settings, input, revocation: revocation, notes: notes), notes: notes, form: input.form
      ) { [notes] in
        guard let opened, expected.peer != nil else { return nil }
        return ProfileVerifier(settings, try input.explaining(from: opened), revocation: revocation, notes: notes)
      }
    }
    let path = try expected.bundleOnly()
    let input = try CertificateInput.read(path, for: .roots)
    let anchors = try input.bundle(path)
    var untrusted: [Certificate] = []
    for file in settings.untrustedFiles { untrusted += try CertificateInput.read(file).certificates(file).certificates }
    let lists = given.lists + (try input.revocationLists())
    notes.ofInputs = ofChain + given.warnings + anchors.warnings
    let verifier = ProfileVerifier(
      settings, anchors: anchors.certificates, untrusted: untrusted,
      revocation: lists.isEmpty ? nil : RevocationLists(lists), notes: notes)
    return PreparedVerifier(verifier: verifier, notes: notes, form: input.description) { nil }
  }
}

/// What decides about chains, and what is said beside its verdict.
private struct PreparedVerifier {
  let verifier: ProfileVerifier
  let notes: VerdictNotes
  /// What the bundle is, in words.
  let form: String
  /// The verifier that also knows the home's other meshes, if there are any.
  let knowingOthers: () throws -> ProfileVerifier?

  /// What is said about the inputs, where it is no part of the verdict.
  var warnings: [Diagnostic] { notes.isStrict ? notes.ofInputs.filter { $0.severity < .warning } : notes.ofInputs }

  /// The verifier that accepts the same chains and explains more refusals.
  func explaining() throws -> ProfileVerifier { try knowingOthers() ?? verifier }

  /// Other meshes' roots are read for a refusal only.
  func verdict(on chain: [Certificate]) throws -> ProfileVerdict {
    let verdict = verifier.verify(chain)
    return verdict.isAccepted ? verdict : try explaining().verify(chain)
  }
}

extension Diagnostic {
  /// Whether it says the same as another one, however serious that takes it.
  fileprivate func `is`(_ other: Diagnostic?) -> Bool {
    var same = self
    if let other { same.severity = other.severity }
    return same == other
  }
}
