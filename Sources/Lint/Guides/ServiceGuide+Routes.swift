public import Federation

/// What goes from one mesh to another, seen from both sides.
public struct ServiceDirection: Sendable {
  /// The mesh that the services run in.
  public let from: String
  /// The mesh that uses them.
  public let to: String
  /// What leaves; nil when only the importing side is at hand.
  public let exports: ExportGuide?
  /// What arrives; nil when the importing side has no set, or is not at hand.
  public let imports: ImportGuide?
  /// Whether the importing mesh is at hand at all: without a set of its own it then imports nothing.
  public let knowsImporter: Bool
  /// Every service of the exporting mesh, from its name there to its name in the other mesh.
  public let routes: [ServiceRoute]
}

extension ServiceGuide {
  /// Every direction for which a set is at hand: exports first, then imports whose other side is missing.
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
