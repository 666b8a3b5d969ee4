import Cryptography

extension Naming {
  public static func localSuffix(clusterDomain: String) -> String { "svc." + clusterDomain }

  /// The suffix of everything that a mesh exports to a peer; the name is the exporter's for the importer.
  public static func exportSuffix(toPeer peer: String) -> String { "svc.\(peer)-exports.local" }

  /// The default suffix of imports from a peer.
  public static func importSuffix(fromPeer peer: String) -> String { "svc.\(peer)-imports.local" }

  /// The name of the resource that the control plane generates, in memory, for one service exported to a peer.
  public static func exportResource(of service: ServiceName, toPeer peer: String) -> String {
    resource("fed-exp", service, peer)
  }

  /// The name of the resource that the control plane generates, in memory, for one service imported from a peer.
  public static func importResource(of service: ServiceName, fromPeer peer: String) -> String {
    resource("fed-imp", service, peer)
  }

  /// A name that is too long for a label is cut to 55 bytes, followed by the first 8 hexadecimal digits of its SHA-256.
  private static func resource(_ prefix: String, _ service: ServiceName, _ peer: String) -> String {
    let whole = "\(prefix)-\(service.name)-\(service.namespace)-\(peer)"
    guard whole.utf8.count > 63 else { return whole }
    return String(decoding: whole.utf8.prefix(55), as: UTF8.self) + sha256Hex(Array(whole.utf8)).prefix(8)
  }
}
