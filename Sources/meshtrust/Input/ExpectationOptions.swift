import ArgumentParser
import CA
import Diagnostics
import Federation

/// The expected identity of the peer, and the roots to trust.
struct ExpectationOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The roots of the trust domain; - is standard input.", valueName: "file"))
  var bundle: String?

  @Option(name: .long, help: ArgumentHelp("The trust domain that the peer must belong to.", valueName: "name"))
  var trustDomain: String?

  @Option(
    name: .long, help: ArgumentHelp("The identity that the peer must have, with or without spiffe://.", valueName: "id")
  )
  var clientID: String?

  @Option(name: .long, help: ArgumentHelp("Take bundle and identity from the home: the peer.", valueName: "peer"))
  var peer: String?

  @Option(name: .customLong("for"), help: ArgumentHelp("The mesh whose peer it is.", valueName: "mesh"))
  var mesh: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Take them from a ServiceMeshPeer manifest and the ConfigMap beside it.", valueName: "file"))
  var peerManifest: String?

  @Flag(
    name: .long, help: "With --peer: expect its ingress gateway, which is the server, instead of its egress gateway.")
  var server = false

  /// Standard input can be read only once; `others` are the files in other options.
  func check(standardInput others: [String]) throws {
    guard (others + [bundle, peerManifest].compactMap(\.self)).count(where: { $0 == "-" }) > 1 else { return }
    throw UsageError.misfit(.standardInputTwice)
  }

  /// What to verify identities against. A live server is a peer's ingress gateway.
  func input(_ home: OpenHome?, isServer: Bool) throws -> VerificationInput {
    switch (peer, mesh, bundle, trustDomain, peerManifest) {
    case (let peer?, let mesh?, nil, nil, nil):
      guard let home else { break }
      guard clientID == nil else {
        throw UsageError.conflict(.clientIDOfPeer)
      }
      return try VerificationInput(home: home, peer: peer, mesh: mesh, server: server || isServer)
    case (nil, nil, let bundle?, let trustDomain?, nil):
      return try VerificationInput(bundle: bundle, trustDomain: trustDomain, clientID: clientID)
    case (nil, nil, let bundle, nil, let manifest?):
      guard clientID == nil else {
        throw UsageError.conflict(.clientIDOfManifest)
      }
      return try VerificationInput(manifest: manifest, bundle: bundle, anyIdentity: isServer || server)
    case (nil, nil, .some, nil, nil):
      throw UsageError.choice(.trustDomain)
    default: break
    }
    throw UsageError.choice(.expectation)
  }

  /// The bundle for the profile without identities.
  func bundleOnly() throws -> String {
    guard let bundle, trustDomain == nil, clientID == nil, peer == nil, mesh == nil, peerManifest == nil, !server else {
      throw UsageError.conflict(.bundleOnly)
    }
    return bundle
  }

  /// The server name that a federation's egress gateway sends to the peer's ingress gateway: the pseudo host of the
  /// peer's discovery service.
  func serverName(_ home: OpenHome?) throws -> String? {
    guard let peer, let mesh, let federation = try home?.federation() else { return nil }
    return Naming.discoveryHost(ofPeer: peer, namespace: try federation.requireMesh(mesh).namespace)
  }
}
