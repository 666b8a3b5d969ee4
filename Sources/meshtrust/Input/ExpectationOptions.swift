import ArgumentParser
import CA
import Diagnostics
import Federation

/// Whom the peer must be, and whose roots count.
struct ExpectationOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The roots of the trust domain; - is standard input.", valueName: "file"))
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

  @Option(
    name: .long,
    help: ArgumentHelp("Take them from a ServiceMeshPeer manifest and the ConfigMap beside it.", valueName: "file"))
  var peerManifest: String?

  @Flag(
    name: .long, help: "With --peer: expect its ingress gateway, which is the server, instead of its egress gateway.")
  var server = false

  /// Standard input is read once; `others` are the files that other options name.
  func check(standardInput others: [String]) throws {
    guard (others + [bundle, peerManifest].compactMap(\.self)).count(where: { $0 == "-" }) > 1 else { return }
    throw CommandLineError.usage(
      what: "standard input can be one of the files, not two", why: "it is read once",
      next: "put one of them into a file")
  }

  /// What to verify identities against. A live server is a peer's ingress gateway.
  func input(_ home: HomeOptions, isServer: Bool) throws -> VerificationInput {
    switch (peer, mesh, bundle, trustDomain, peerManifest) {
    case (let peer?, let mesh?, nil, nil, nil):
      guard clientID == nil else {
        throw CommandLineError.usage(
          what: "--client-id and --peer do not go together", why: "the home knows whom to expect of the peer",
          next: "leave one of them out")
      }
      return try VerificationInput(home: try home.open(), peer: peer, mesh: mesh, server: server || isServer)
    case (nil, nil, let bundle?, let trustDomain?, nil):
      return try VerificationInput(bundle: bundle, trustDomain: trustDomain, clientID: clientID)
    case (nil, nil, let bundle, nil, let manifest?):
      guard clientID == nil else {
        throw CommandLineError.usage(
          what: "--client-id and --peer-manifest do not go together", why: "the manifest says whom to expect",
          next: "leave one of them out")
      }
      return try VerificationInput(manifest: manifest, bundle: bundle, anyIdentity: isServer || server)
    case (nil, nil, .some, nil, nil):
      throw CommandLineError.usage(
        what: "whose bundle it is has to be said", why: "roots count for one trust domain only (MT-B-12)",
        next: "add --trust-domain NAME")
    default:
      throw CommandLineError.usage(
        what: "what to judge by has to be said in one of three ways",
        why: "the roots and their domain are given, or the home or a ServiceMeshPeer knows them",
        next: "--bundle FILE --trust-domain NAME [--client-id ID], --peer PEER --for MESH, or --peer-manifest FILE")
    }
  }

  /// The bundle of the generic mode, which knows no identities.
  func bundleOnly() throws -> String {
    guard let bundle, trustDomain == nil, clientID == nil, peer == nil, mesh == nil, peerManifest == nil, !server else {
      throw CommandLineError.usage(
        what: "--profile rfc5280 judges by a bundle alone", why: "it has no rule about trust domains and identities",
        next: "--bundle FILE --profile rfc5280")
    }
    return bundle
  }

  /// The server name that a federation's egress gateway sends to the peer's ingress gateway: that of the pseudo host of
  /// the peer's discovery service.
  func serverName(_ home: HomeOptions) throws -> String? {
    guard let peer, let mesh else { return nil }
    let federation = try home.open().federation()
    return Naming.discoveryHost(ofPeer: peer, namespace: try federation.requireMesh(mesh).namespace)
  }
}
