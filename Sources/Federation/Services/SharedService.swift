public import SPIFFE

/// A service that crosses the border between two meshes of which at least one is not of Maistra: both sides name the same
/// host, and the identities on either side are all the trust there is.
public struct SharedService: Hashable, Sendable {
  public struct Port: Hashable, Sendable {
    public let number: Int
    public let name: String
    /// As in a ServiceEntry: `HTTP`, `GRPC`, `TCP`, …
    public let protocolName: String
  }

  /// The mesh on the other side: for an export the importer, for an import the exporter.
  public let peer: String
  /// The service in its own mesh.
  public let service: ServiceName
  /// Its host name there, which both sides use: it is the SNI.
  public let host: String
  public let ports: [Port]
  /// The identities that may answer. Never empty for an import.
  public let servers: [WorkloadIdentity]
  /// The identities that may call; empty for an export that nobody imports.
  public let clients: [WorkloadIdentity]
  /// Labels of the workloads behind it; empty for all of its namespace.
  public let workloads: [String: String]
}
