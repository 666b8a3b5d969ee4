/// The route of one service from the mesh that runs it to the mesh that uses it, as far as it goes.
public struct ServiceRoute: Hashable, Sendable {
  public enum End: Hashable, Sendable {
    /// Imported by the other mesh.
    case arrives(ImportedService)
    /// Exported, but not imported.
    case declined(DeclinedService.Reason)
    /// Not exported.
    case withheld(WithheldService.Reason)
  }

  /// The service in its own mesh.
  public let service: LocalService
  /// The exported service; nil if it is not exported.
  public let exported: ExportedService?
  public let end: End

  /// The name that the other mesh's workloads use; nil if there is none.
  public var host: String? { if case .arrives(let imported) = end { imported.host } else { nil } }

  /// Joins both sides: every service of the exporting mesh, by namespace and name. The imports must have been resolved
  /// from the offers of these exports.
  public static func join(_ exports: ServiceExports, _ imports: ServiceImports) -> [ServiceRoute] {
    var ends: [String: End] = [:]
    for service in imports.imported { ends[service.offered.host] = .arrives(service) }
    for service in imports.declined { ends[service.offered.host] = .declined(service.reason) }
    let leaving = exports.exported.map { service in
      ServiceRoute(service: service.service, exported: service, end: ends[service.host] ?? .declined(.noRule))
    }
    let staying = exports.withheld.map { service in
      ServiceRoute(service: service.service, exported: nil, end: .withheld(service.reason))
    }
    return (leaving + staying).sorted { $0.service.name < $1.service.name }
  }
}
