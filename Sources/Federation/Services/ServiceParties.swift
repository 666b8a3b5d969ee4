/// Who serves a service and who calls it. Meshes that learn of a service only from its identities need that; Maistra
/// learns it from the peer.
public struct ServiceParties: Hashable, Sendable {
  /// The ports of the service.
  public var ports: [SharedService.Port]
  /// The service accounts of the workloads behind it, in its own namespace.
  public var servers: [String]
  /// The workloads that call it in the other mesh: `NAMESPACE/SERVICE-ACCOUNT`.
  public var clients: [String]
  /// Labels of the workloads behind it; empty for all of its namespace.
  public var workloads: [String: String]

  /// - Parameter isExport: Whether the labels of the workloads are asked for.
  init(reader: inout FieldReader, isExport: Bool) {
    ports = reader.objects("ports") { reader -> SharedService.Port? in
      let number = reader.number("number")
      let name = reader.text("name")?.value
      let protocolName = reader.text("protocol")?.value ?? "HTTP"
      guard let number else { return nil }
      return SharedService.Port(
        number: number.value, name: name ?? "\(protocolName.lowercased())-\(number.value)", protocolName: protocolName)
    }
    servers = reader.texts("serviceAccounts").map(\.value)
    clients = reader.texts("clients").map(\.value)
    guard isExport else {
      workloads = [:]
      return
    }
    workloads = Dictionary(reader.textTable("workloads").map { ($0.name.value, $0.text.value) }) { first, _ in first }
  }

  /// What this side does not say comes from the other one.
  func completed(by other: ServiceParties?) -> ServiceParties {
    var parties = self
    guard let other else { return parties }
    if ports.isEmpty { parties.ports = other.ports }
    if servers.isEmpty { parties.servers = other.servers }
    if clients.isEmpty { parties.clients = other.clients }
    return parties
  }
}
