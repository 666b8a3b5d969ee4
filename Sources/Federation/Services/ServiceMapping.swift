public import Documents

/// One entry of `status.exportedServices` or `status.importedServices` (PeerServiceMapping).
public struct ServiceMapping: Hashable, Sendable {
  /// The exported host name, the same on both sides.
  public var exportedName: String
  /// The local service; both parts are empty for a service that is offered but not imported.
  public var local: ServiceName
  /// Its local host name; empty for a service that is offered but not imported.
  public var hostname: String

  public init(exportedName: String, local: ServiceName, hostname: String) {
    self.exportedName = exportedName
    self.local = local
    self.hostname = hostname
  }

  /// Whether it has no local service.
  public var isBlank: Bool { hostname.isEmpty && local.name.isEmpty && local.namespace.isEmpty }

  /// The entry as the control plane writes it.
  public var node: Node {
    .mapping([
      ("exportedName", .string(exportedName)),
      (
        "localService",
        .mapping([
          ("hostname", .string(hostname)), ("name", .string(local.name)), ("namespace", .string(local.namespace)),
        ])
      ),
    ])
  }
}

extension ServiceExports {
  /// `status.exportedServices` as the control plane writes it: by namespace, name and exported name.
  public var mappings: [ServiceMapping] {
    exported.map { ServiceMapping(exportedName: $0.host, local: $0.service.name, hostname: $0.localHost) }
  }

  /// The ExportedServiceSet's `status`.
  public var status: Node { .mapping([("exportedServices", .sequence(mappings.map(\.node)))]) }
}

extension ServiceImports {
  /// `status.importedServices` as the control plane writes it: by exported name, with empty fields for services that
  /// are not imported.
  public var mappings: [ServiceMapping] {
    let blank = ServiceName(namespace: "", name: "")
    let inside = imported.map { ServiceMapping(exportedName: $0.offered.host, local: $0.name, hostname: $0.host) }
    let outside = declined.map { ServiceMapping(exportedName: $0.offered.host, local: blank, hostname: "") }
    return (inside + outside).sorted { $0.exportedName < $1.exportedName }
  }

  /// The ImportedServiceSet's `status`.
  public var status: Node { .mapping([("importedServices", .sequence(mappings.map(\.node)))]) }
}
