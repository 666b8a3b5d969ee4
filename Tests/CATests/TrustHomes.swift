import CA
import Diagnostics
import Federation
import Files
import X509

/// Two administrators: each has a home with one mesh, and the other's mesh as a remote.
struct TrustHomes {
  let red: TestHome
  let green: TestHome

  static func yaml(_ mesh: String, remote: String, address: String) -> String {
    """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      meshes:
      - name: \(mesh)
        peers: [\(remote)]
        ingressAddresses: {\(remote): [\(address)]}
      remotes: [\(remote)]

    """
  }

  /// Runs a test with both homes applied, before anything was exchanged.
  static func with<Value>(_ body: (TrustHomes) throws -> Value) throws -> Value {
    try TestHome.withFolder { folder in
      let homes = TrustHomes(red: TestHome(folder: folder + "/red"), green: TestHome(folder: folder + "/green"))
      try FileSystem.makeFolder(homes.red.folder)
      try FileSystem.makeFolder(homes.green.folder)
      try homes.red.write(
        yaml("red-mesh", remote: "green-mesh", address: "in.red.example.com"), to: "federation.yaml")
      try homes.moveGreen(to: "in.green.example.com")
      _ = try homes.red.home().apply()
      _ = try homes.green.home().apply()
      return try body(homes)
    }
  }

  /// Green's administrator names the address of the ingress.
  func moveGreen(to address: String) throws {
    try green.write(Self.yaml("green-mesh", remote: "red-mesh", address: address), to: "federation.yaml")
  }

  /// The card of green-mesh, as it is handed over.
  func greenCard(for peer: String? = nil) throws -> [UInt8] {
    try green.home().exportCard("green-mesh", for: peer).yaml
  }

  /// The root of green-mesh.
  func greenRoot() throws -> Certificate { try green.home().authorities().named("green-mesh/root").certificate }

  /// Red's administrator imports a file, having been told of some roots.
  @discardableResult
  func redImports(_ bytes: [UInt8], _ roots: [Certificate] = []) throws -> TrustChange {
    try redImports(TrustOffer(try SignedTrustCard.read(bytes, source: "card"), source: bytes), roots)
  }

  /// Red's administrator takes an offer, having been told of some roots.
  @discardableResult
  func redImports(_ offer: TrustOffer, _ roots: [Certificate] = []) throws -> TrustChange {
    try red.home().importTrust(offer, fingerprints: roots.compactMap { RootFingerprint($0.fingerprint) }) { _ in }
  }

  /// The code with which red's home refuses; nil when it accepts. A refusal must leave the home as it was.
  func refusal(_ body: () throws -> TrustChange) throws -> String? {
    let before = try red.files()
    guard let error = failure(body) else { return nil }
    let after = try red.files()
    return before == after && error.exitStatus == .refused ? error.diagnostic.code.rawValue : "changed or other status"
  }
}
