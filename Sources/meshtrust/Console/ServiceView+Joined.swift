import Diagnostics
import Documents
import Federation
import Lint

extension ServiceView {
  /// One direction: each service of one mesh, and its name in the other.
  static func text(_ direction: ServiceDirection, on page: Page) -> String {
    let (from, to) = (direction.from.printable, direction.to.printable)
    let head = "\(from) → \(to)"
    guard direction.exports != nil else {
      let sets = direction.imports.map { text($0, on: page) } ?? ""
      return "\(head): the exports of \(from) are not in the input\n\(sets)"
    }
    guard !direction.routes.isEmpty else {
      let isKnown = direction.exports?.knowsServices ?? false
      return "\(head)\n"
        + (isKnown
          ? "no service of \(from) is exported"
          : "not known: the Services of \(from) are not in the input")
    }
    var table = Table("SERVICE IN \(from)", "EXPORTED AS", "NAME IN \(to)")
    for route in direction.routes {
      table.add(route.service.name.description, route.exported?.name.description ?? "–", end(route, direction))
    }
    return "\(head)\n\(table.text(on: page))"
  }

  static func node(_ direction: ServiceDirection) -> Node {
    .mapping([
      ("from", .string(direction.from)), ("to", .string(direction.to)),
      ("exportsKnown", .bool(direction.exports != nil)), ("importsKnown", .bool(direction.imports != nil)),
      (
        "routes",
        .sequence(
          direction.routes.map { route in
            .mapping([
              ("service", .string(route.service.name.description)), ("exportedName", .optional(route.exported?.host)),
              ("host", .optional(route.host)), ("reason", .optional(route.host == nil ? end(route, direction) : nil)),
            ])
          })
      ),
      (
        "imported",
        .sequence(
          direction.exports == nil ? (direction.imports?.resolved.imported ?? []).map { .string($0.host) } : [])
      ),
    ])
  }

  private static func end(_ route: ServiceRoute, _ direction: ServiceDirection) -> String {
    switch route.end {
    case .arrives(let service): service.host
    case .withheld(let reason): "not exported: it \(reason)"
    case .declined(let reason):
      if direction.imports != nil {
        "not imported: it \(reason)"
      } else if direction.knowsImporter {
        "not imported: \(direction.to) has no ImportedServiceSet for \(direction.from)"
      } else {
        "the imports of \(direction.to) are not in the input"
      }
    }
  }
}

/// One live object compared with its resolved rules.
struct ServiceDiffView {
  /// The display name of the object.
  let object: String
  let differences: [MappingDifference]
  /// The number of entries in the live status.
  let count: Int

  static func text(_ view: ServiceDiffView) -> String {
    let object = view.object.printable
    guard !view.differences.isEmpty else {
      return
        "\(object): its status is what its rules resolve to "
        + "(\(view.count == 1 ? "1 entry" : "\(view.count) entries"))"
    }
    return (["\(object): its status differs"] + view.differences.flatMap(lines)).joined(separator: "\n")
  }

  static func node(_ view: ServiceDiffView) -> Node {
    .mapping([
      ("object", .string(view.object)), ("entries", .int(view.count)),
      ("differences", .sequence(view.differences.map(node))),
    ])
  }

  private static func lines(_ difference: MappingDifference) -> [String] {
    switch difference {
    case .missing(let mapping): ["  + \(line(mapping))", "    in the rules, but not in the status"]
    case .unexpected(let mapping): ["  - \(line(mapping))", "    in the status, but not in the rules"]
    case .changed(let resolved, let live): ["  - \(line(live))", "  + \(line(resolved))"]
    case .repeated(let name, let count):
      ["  ! \(name.printable) is there \(count) times: the control plane can no longer update the status (X-05)"]
    }
  }

  private static func line(_ mapping: ServiceMapping) -> String {
    let end = mapping.isBlank ? "not imported" : "\(mapping.hostname) (\(mapping.local))"
    return "\(mapping.exportedName) → \(end)".printable
  }

  private static func node(_ difference: MappingDifference) -> Node {
    let (kind, resolved, live): (String, ServiceMapping?, ServiceMapping?) =
      switch difference {
      case .missing(let mapping): ("missing", mapping, nil)
      case .unexpected(let mapping): ("unexpected", nil, mapping)
      case .changed(let resolved, let live): ("changed", resolved, live)
      case .repeated: ("repeated", nil, nil)
      }
    return .mapping([
      ("kind", .string(kind)), ("exportedName", .string(difference.exportedName)),
      ("resolved", resolved?.node ?? .null),
      ("live", live?.node ?? .null),
    ])
  }
}
