import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Federation
import Files
import SystemPackage
import TLS
import X509

/// How to connect to a live server.
struct LiveOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The server name to send (SNI).", valueName: "name"))
  var sni: String?

  @Option(
    name: .long, help: ArgumentHelp("An application protocol to offer (ALPN); may be repeated.", valueName: "name"))
  var alpn: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time limit for everything. (default: \(ClientHandshake.defaultTimeout.components.seconds)s)",
      valueName: "time"))
  var timeout: String?

  /// Whether any option is set.
  var isGiven: Bool { sni != nil || !alpn.isEmpty || timeout != nil }

  /// A handshake without a client certificate.
  func handshake(to text: String, serverName: String? = nil) throws -> ClientHandshake {
    var handshake = ClientHandshake(to: try OptionValue.of("HOST:PORT") { try TLSEndpoint(text) })
    if let timeout {
      guard let lifetime = Lifetime(timeout) else {
        throw CommandLineError.value(
          option: "--timeout", text: timeout, why: "\(OptionValue.lifetimes)", next: "--timeout 5s")
      }
      handshake.timeout = .seconds(lifetime.seconds)
    }
    handshake.applicationProtocols = alpn
    if let name = sni ?? serverName { handshake.serverName = name }
    return handshake
  }
}

extension ClientHandshake {
  /// Sends the request of a peer's control plane behind the handshake.
  mutating func askForDiscovery() {
    request = ProbeRequest(path: ProbeRequest.discoveryPath, host: serverName ?? endpoint.description)
  }
}

/// The client certificate for a live server.
struct ClientOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "With --connect: present a new certificate of this gateway of the home.", valueName: "mesh/gateway"))
  var gateway: String?

  @Option(name: .long, help: ArgumentHelp("With --connect: present this certificate chain.", valueName: "file"))
  var cert: String?

  @Option(name: .long, help: ArgumentHelp("With --cert: its private key, PEM.", valueName: "file"))
  var key: String?

  /// Whether any option is set.
  var isGiven: Bool { gateway != nil || cert != nil || key != nil }

  /// The identity to present, if requested. A gateway's certificate is issued for this one handshake, and logged.
  func identity(_ home: OpenHome?, _ console: Console) throws -> TLSIdentity? {
    switch (gateway, cert, key) {
    case (nil, nil, nil): return nil
    case (let name?, nil, nil): return try issued(name, home)
    case (nil, let cert?, let key?):
      let (chain, warnings) = try CertificateInput.read(cert).certificates(cert)
      console.say(warnings)
      let text = try FileSystem.readSecret(FilePath(key))
      return try ContentError.naming(key) {
        let (label, der) = try PEM.privateKey(text)
        return try TLSIdentity(chain: chain, key: PrivateKeyDER.decode(der, label: label))
      }
    default:
      throw UsageError.choice(.clientCertificate)
    }
  }

  private func issued(_ name: String, _ home: OpenHome?) throws -> TLSIdentity {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw CommandLineError.value(
        option: "--as", text: name, why: "it is a mesh and one of its gateways, separated by a slash",
        next: "--as red-mesh/egress-green-mesh")
    }
    let leaf = try home?.issueLeaf(
      String(parts[0]), for: .gateway(String(parts[1])), lifetime: Lifetime(seconds: 3600))
    guard let leaf, let key = leaf.key else { throw CAError.noKey(authority: name) }
    return try TLSIdentity(chain: leaf.chain, key: key)
  }
}
