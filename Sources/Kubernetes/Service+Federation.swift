public import Federation

extension Service {
  /// The annotation that says which namespaces see a Service.
  public static let exportToAnnotation = "networking.istio.io/exportTo"

  /// Namespace and name; a Service without a namespace is in the one called `default`.
  public var name: ServiceName { ServiceName(namespace: metadata.namespace ?? "default", name: metadata.name) }

  /// The Service as federation sees it.
  public var local: LocalService {
    LocalService(
      name, labels: metadata.labels, ports: ports.compactMap(\.local), exportTo: exportTo, kind: localKind)
  }

  private var exportTo: [String] {
    (metadata.annotations[Self.exportToAnnotation] ?? "").filter { $0 != " " }.split(separator: ",").map(String.init)
  }

  private var localKind: LocalService.Kind {
    if type == "ExternalName" { return .external }
    return clusterIP == "None" ? .headless : .regular
  }
}

extension Service.Port {
  fileprivate var local: LocalService.Port? {
    port.map { LocalService.Port($0, name: name, transport: transport ?? "TCP") }
  }
}
