import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import Rotation
import SPIFFE
import TLS
import Verifier
import X509

/// `meshtrust rotate seen`: records evidence that a mesh has a bundle.
struct RotateSeenCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "seen",
    abstract: "Record what was seen on a running mesh: the ConfigMap with the roots of the rotating mesh.",
    discussion: Manual.text(
      "At a peer this is NAME-ca-root-cert, with the peer's name for the mesh, in the control plane's namespace; for "
        + "the mesh itself, istio-ca-root-cert in any of its namespaces. It must contain the last published bundle.",
      examples: [
        "meshtrust rotate seen green-mesh --for red-mesh -f configmap.yaml",
        "meshtrust rotate seen red-mesh --for red-mesh -f istio-ca-root-cert.yaml",
      ],
      exits: [
        .done: "recorded", .malformed: "the file has no such ConfigMap",
        .refused: "it does not have what the step needs, or nothing rotates",
        .usage: "no such mesh, or neither -f nor "
          + "--connect", .inputOutput: "a file cannot be read, or the handshake failed",
      ]))

  @Argument(help: ArgumentHelp("The mesh where it was seen.", valueName: "peer"))
  var holder: String

  @Option(name: .customLong("for"), help: ArgumentHelp("The mesh whose roots they are.", valueName: "mesh"))
  var mesh: String

  @Option(name: .customShort("f"), help: ArgumentHelp("The ConfigMap; `-` reads standard input.", valueName: "file"))
  var file: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Ask a live server instead: a peer's ingress with a certificate of the next generation, or what a proxy or "
        + "istiod of the mesh itself presents.", valueName: "host:port"))
  var connect: String?

  @OptionGroup(title: "Live Server Options") var live: LiveOptions

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let mesh = try home.federation().requireMesh(mesh)
    guard holder == mesh.name || mesh.gateways(for: holder) != nil else {
      throw UsageError.misfit(
        .notHolder(holder, mesh: mesh.name, holders: [mesh.name] + mesh.gateways.map(\.peer)))
    }
    let (evidence, findings) = try evidence(home, mesh)
    console.say(findings)
    try home.record([evidence])
    if output.json {
      console.print(
        .schema(
          "rotate-seen",
          [
            ("holder", .string(holder)), ("mesh", .string(mesh.name)),
            ("kind", .string(evidence.kind.rawValue)), ("version", .int(evidence.version)),
            ("time", .string(evidence.time.description)),
            ("source", .string(evidence.source)), ("diagnostics", .sequence(findings.map(\.node))),
          ]))
    } else {
      let what =
        evidence.kind == .bundle
        ? "has version \(evidence.version) of \(mesh.name)'s bundle"
        : "\(evidence.kind == .signer ? "signs" : "serves") with version \(evidence.version) of its intermediate"
      console.print("`\(holder)` \(what) (\(evidence.source))")
    }
    return .done
  }

  private func evidence(_ home: OpenHome, _ mesh: Mesh) throws -> (Evidence, [Diagnostic]) {
    switch (file, connect) {
    case (let file?, nil):
      let input = try CertificateInput.read(file)
      let configMap = try configMap(input, file)
      // A ConfigMap with another name does not show what this mesh trusts.
      let name = holder == mesh.name ? "istio-ca-root-cert" : Naming.rootConfigMap(ofPeer: mesh.name)
      guard configMap.metadata.name == name else {
        throw CommandLineError.wrongContent(
          file: file, found: "the ConfigMap `\(configMap.metadata.name)`", wanted: "`\(name)` of \(holder)")
      }
      let (certificates, warnings) = try input.certificates(file)
      let seen = SeenBundle(
        holder: holder, mesh: mesh.name, certificates: certificates, uid: configMap.metadata.uid,
        resourceVersion: configMap.metadata.resourceVersion, file: file)
      let (evidence, findings) = try seen.evidence(in: try home.rotationLedger(withKeys: false))
      return (evidence, warnings + findings)
    case (nil, let server?):
      return (try holder == mesh.name ? presented(server, home, mesh) : believed(server, home, mesh), [])
    default:
      throw UsageError.choice(.observation)
    }
  }

  /// What a proxy or istiod of the mesh itself presents.
  private func presented(_ server: String, _ home: OpenHome, _ mesh: Mesh) throws -> Evidence {
    let chain = try live.handshake(to: server).report().certificates()
    return try SeenChain(mesh: mesh.name, chain: chain, place: server)
      .evidence(in: try home.rotationLedger(withKeys: false))
  }

  /// Whether a peer's ingress accepts the next generation. The server must be that peer.
  private func believed(_ server: String, _ home: OpenHome, _ mesh: Mesh) throws -> Evidence {
    let next = try home.nextGeneration(of: mesh.name, for: holder)
    var handshake = try live.handshake(
      to: server, serverName: Naming.discoveryHost(ofPeer: holder, namespace: mesh.namespace))
    handshake.identity = try TLSIdentity(chain: next.chain, key: next.key)
    let report = try handshake.report()
    let (peer, bundle) = try home.expectation(of: holder, for: mesh.name)
    let verification = ChainVerifier(bundles: BundleSet([bundle])).verify(
      try report.certificates(),
      expecting: Expectation(trustDomain: peer.trustDomain, identity: peer.server.spiffeID), at: home.now)
    guard verification.isAccepted else {
      throw CAError.refused(
        .rotation(
          .otherIngress(
            server: server, holder: holder, mesh: mesh.name, reason: verification.reasons.first?.what ?? "")))
    }
    guard case .accepted(let how) = report.verdict, report.sentCertificate else {
      throw CAError.refused(
        .rotation(.disbelieved(holder: holder, mesh: mesh.name, reason: report.verdict.meaning)))
    }
    return Evidence(
      holder: holder, mesh: mesh.name, kind: .bundle, version: next.bundleVersion, time: home.now,
      source: "\(server) accepted a certificate of the next generation: \(how.rawValue)")
  }

  private func configMap(_ input: CertificateInput, _ file: String) throws -> ConfigMap {
    let found = (input.resources ?? []).compactMap { resource -> ConfigMap? in
      if case .configMap(let configMap) = resource { configMap } else { nil }
    }
    guard found.count == 1, let only = found.first else {
      throw CommandLineError.wrongContent(
        file: file, found: found.isEmpty ? input.description : "\(found.count) ConfigMaps", wanted: "one ConfigMap")
    }
    return only
  }
}
