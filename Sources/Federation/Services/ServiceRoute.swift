/// The way of one service from the mesh that runs it to the mesh that uses it, as far as it goes.
public struct ServiceRoute: Hashable, Sendable {
  /// Where a way ends.
  public enum End: Hashable, Sendable {
    /// In the other mesh, under a name of its own.
    case arrives(ImportedService)
    /// At the other mesh's border.
    case declined(DeclinedService.Reason)
    /// At home.
    case withheld(WithheldService.Reason)
  }

  /// The service at home.
  public let service: LocalService
  /// The service at the border; nil when it never gets there.
  public let exported: ExportedService?
  /// Where it ends.
  public let end: End

  /// The name that the other mesh's workloads use; nil when there is none.
  public var host: String? { if case .arrives(let imported) = end { imported.host } else { nil } }

  /// Joins both sides: every service of the exporting mesh, by namespace and name. The imports must have been resolved
  /// from what the exports offer.
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
