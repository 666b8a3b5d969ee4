public import Federation

extension Service {
  /// The annotation with the namespaces where a Service is visible.
  public static let exportToAnnotation = "networking.istio.io/exportTo"

  /// A Service without a namespace is in `default`.
  public var name: ServiceName { ServiceName(namespace: metadata.namespace ?? "default", name: metadata.name) }

  /// The Service as a candidate for export.
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
