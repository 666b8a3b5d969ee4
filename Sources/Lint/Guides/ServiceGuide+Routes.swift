public import Federation

/// The services from one mesh to another, seen from both sides.
public struct ServiceDirection: Sendable {
  /// The mesh where the services run.
  public let from: String
  /// The mesh that uses them.
  public let to: String
  /// The exports; nil if only the importing side is in the input.
  public let exports: ExportGuide?
  /// The imports; nil if the importing side has no set, or is not in the input.
  public let imports: ImportGuide?
  /// Whether the importing mesh is in the input: then, without a set, it imports nothing.
  public let knowsImporter: Bool
  /// Every service of the exporting mesh, from its name there to its name in the other mesh.
  public let routes: [ServiceRoute]
}

extension ServiceGuide {
  /// Every direction with a set in the input: exports first, then imports whose other side is missing.
  public var directions: [ServiceDirection] {
    let joined = exports.map { exports in
      let imports = imports.first { $0.mesh == exports.other && $0.other == exports.mesh }
      // Without a set nothing is imported.
      let arriving =
        imports?.resolved
        ?? ServiceImports.resolve(
          offered: exports.resolved.offered, rules: [], peer: exports.mesh.name,
          importer: ServiceImports.Importer(controlPlaneNamespace: exports.other?.namespace ?? ""))
      return ServiceDirection(
        from: exports.mesh.name, to: exports.other?.name ?? exports.resolved.peer, exports: exports, imports: imports,
        knowsImporter: exports.other != nil, routes: ServiceRoute.join(exports.resolved, arriving))
    }
    let lonely = imports.filter { imports in !exports.contains { $0.mesh == imports.other && $0.other == imports.mesh }
    }
    return joined
      + lonely.map { imports in
        ServiceDirection(
          from: imports.resolved.peer, to: imports.mesh.name, exports: nil, imports: imports, knowsImporter: true,
          routes: [])
      }
  }
}
