import Diagnostics
import Documents
import Federation
import Kubernetes
import Lint

/// Exports, imports and both sides joined, as text and as JSON.
enum ServiceView {
  /// Additional findings: the linter's about the sets, and what is unknown.
  static func diagnostics(_ exports: [ExportGuide], _ imports: [ImportGuide]) -> [Diagnostic] {
    let findings = exports.flatMap(\.findings) + imports.flatMap(\.findings)
    let blind =
      exports.filter { !$0.isComplete }.map { set in
        Diagnostic(
          "MT-SVC-06", .note, what: "of \(set.object) only the services that rules name in full are shown",
          why: "wildcards and labels select from the Services, which are not in the input",
          next: "pass `oc get svc -A -o yaml` with -f too", place: set.place)
      }
      + imports.filter { !$0.knowsOffer }.map { set in
        Diagnostic(
          "MT-SVC-06", .note, what: "of \(set.object) only the services that rules name in full are shown",
          why: "the peer's exports are not fully known",
          next: "pass the peer's ExportedServiceSet and Services with -f too", place: set.place)
      }
    return findings.map(\.diagnostic) + blind
  }

  /// One direction in the requested form: the status as in an object, a JSON document, or text.
  static func show(
    _ form: ServiceForm, status: Node, entries: [(String, Node)], text: String, diagnostics: [Diagnostic],
    schema: String,
    json: Bool, _ console: Console
  ) {
    switch (form, json) {
    case (.status, true): console.print(.schema("services-status", [("status", status)]))
    case (.status, false): console.print(data: YAMLWriter.string([.mapping([("status", status)])]))
    case (.text, true): console.print(.schema(schema, entries + [("diagnostics", .sequence(diagnostics.map(\.node)))]))
    case (.text, false): console.print(text)
    }
    if form == .status || !json { console.say(diagnostics) }
  }

  /// An object with only its status.
  static func object(_ set: ExportGuide) -> Node {
    object("ExportedServiceSet", set.resolved.peer, set.mesh, set.resolved.status)
  }

  /// An object with only its status.
  static func object(_ set: ImportGuide) -> Node {
    object("ImportedServiceSet", set.resolved.peer, set.mesh, set.resolved.status)
  }

  private static func object(_ kind: String, _ name: String, _ mesh: ServiceGuide.MeshName, _ status: Node) -> Node {
    let namespace = mesh.namespace.isEmpty ? [] : [("namespace", Node.string(mesh.namespace))]
    return .mapping([
      ("apiVersion", .string("federation.maistra.io/v1")), ("kind", .string(kind)),
      ("metadata", .mapping([("name", .string(name))] + namespace)), ("status", status),
    ])
  }
}

// MARK: - Exports

extension ServiceView {
  static func text(_ set: ExportGuide, on page: Page) -> String {
    let resolved = set.resolved
    var parts = ["\(set.mesh.name.printable) exports to \(resolved.peer.printable), by \(set.object.printable)"]
    if resolved.exported.isEmpty {
      parts.append(set.isComplete ? "nothing is exported" : "what is exported is not known without the mesh's Services")
    } else {
      var table = Table("LEAVES", "AS", "BY")
      for service in resolved.exported {
        table.add(service.service.name.description, service.host, "rule \(service.rule + 1)")
      }
      parts.append(table.text(on: page))
    }
    if !resolved.withheld.isEmpty {
      var table = Table("STAYS", "WHY")
      for service in resolved.withheld { table.add(service.service.name.description, "it \(service.reason)") }
      parts.append(table.text(on: page))
    }
    if let identity = set.callerIdentity {
      parts.append("their callers appear as \(identity.printable), also in AuthorizationPolicies")
    }
    return (parts + collisions(resolved.conflicts, page)).joined(separator: "\n\n")
  }

  static func entries(_ set: ExportGuide) -> [(String, Node)] {
    [
      ("mesh", .string(set.mesh.name)), ("peer", .string(set.resolved.peer)),
      ("servicesKnown", .bool(set.knowsServices)), ("callerIdentity", .optional(set.callerIdentity)),
      (
        "exported",
        .sequence(
          set.resolved.exported.map {
            .mapping([
              ("service", .string($0.service.name.description)), ("localHost", .string($0.localHost)),
              ("exportedName", .string($0.host)), ("rule", .int($0.rule + 1)),
            ])
          })
      ),
      (
        "withheld",
        .sequence(
          set.resolved.withheld.map {
            .mapping([
              ("service", .string($0.service.name.description)), ("reason", .string($0.reason.description)),
            ])
          })
      ),
      ("collisions", node(set.resolved.conflicts)),
    ]
  }

  private static func collisions(_ conflicts: [HostConflict], _ page: Page) -> [String] {
    guard !conflicts.isEmpty else { return [] }
    var table = Table("COLLISION", "BETWEEN")
    for conflict in conflicts {
      table.add(conflict.host, conflict.services.map(\.description).joined(separator: ", "))
    }
    return [table.text(on: page)]
  }

  private static func node(_ conflicts: [HostConflict]) -> Node {
    .sequence(
      conflicts.map {
        .mapping([("host", .string($0.host)), ("services", .strings($0.services.map(\.description)))])
      })
  }
}

// MARK: - Imports

extension ServiceView {
  static func text(_ set: ImportGuide, on page: Page) -> String {
    let resolved = set.resolved
    var parts = ["\(set.mesh.name.printable) imports from \(resolved.peer.printable), by \(set.object.printable)"]
    if resolved.imported.isEmpty {
      parts.append(
        set.knowsOffer ? "nothing is imported" : "what is imported is not known without the peer's exports and Services"
      )
    } else {
      var table = Table("ARRIVES", "AS", "LOCALITY", "BY", "")
      for service in resolved.imported {
        table.add(
          service.offered.name.description, service.host, service.locality?.path ?? "–", "rule \(service.rule + 1)",
          joins(service))
      }
      parts.append(table.text(on: page))
    }
    if !resolved.declined.isEmpty {
      var table = Table("NOT IMPORTED", "WHY")
      for service in resolved.declined { table.add(service.offered.name.description, "it \(service.reason)") }
      parts.append(table.text(on: page))
    }
    if resolved.localityIsDropped { parts.append("the locality lacks a level, so the control plane drops it") }
    parts += collisions(resolved.conflicts, page)
    for rule in set.missingFailovers {
      parts.append(
        "missing for failover of \((rule.host ?? "").printable) (MT-X-21):\n"
          + YAMLWriter.string([rule.node]).trimmedAtEnd)
    }
    return parts.joined(separator: "\n\n")
  }

  static func entries(_ set: ImportGuide) -> [(String, Node)] {
    [
      ("mesh", .string(set.mesh.name)), ("peer", .string(set.resolved.peer)), ("offerKnown", .bool(set.knowsOffer)),
      ("locality", .optional(set.resolved.locality?.path)),
      ("imported", .sequence(set.resolved.imported.map(node))),
      (
        "declined",
        .sequence(
          set.resolved.declined.map {
            .mapping([("exportedName", .string($0.offered.host)), ("reason", .string($0.reason.description))])
          })
      ),
      ("collisions", node(set.resolved.conflicts)),
      ("missingFailovers", .sequence(set.missingFailovers.map(\.node))),
    ]
  }

  private static func node(_ service: ImportedService) -> Node {
    .mapping([
      ("exportedName", .string(service.offered.host)), ("service", .string(service.name.description)),
      ("host", .string(service.host)), ("local", .bool(service.isLocal)),
      ("joinsService", service.meetsLocalService.map { .bool($0) } ?? .null),
      ("locality", .optional(service.locality?.path)), ("rule", .int(service.rule + 1)),
    ])
  }

  private static func joins(_ service: ImportedService) -> String {
    guard service.isLocal else { return "" }
    return switch service.meetsLocalService {
    case true?: "joins the Service `\(service.name)`"
    case false?: "local, but there is no Service `\(service.name)`"
    case nil: "local"
    }
  }
}

extension String {
  /// Without line feeds at the end.
  fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == "\n" }.reversed()) }
}
