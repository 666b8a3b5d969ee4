import Diagnostics
import Documents
import Federation
import Lint

extension ServiceView {
  /// What one mesh calls in another, service by service.
  static func text(_ border: BorderDirection) -> String {
    let head = "\(border.from.name.printable) → \(border.to.name.printable)"
    guard border.services.isEmpty else {
      return ([head] + border.services.map { text($0, border) }).joined(separator: "\n\n")
    }
    var missing: [String] = []
    if !border.knowsCalls { missing.append("ServiceEntries of \(border.to.name.printable)") }
    if !border.knowsPassages { missing.append("Gateways of \(border.from.name.printable)") }
    return "\(head)\n"
      + (missing.isEmpty
        ? "no service is called" : "not known: the \(missing.joined(separator: " and the ")) are not in the input")
  }

  private static func text(_ service: BorderService, _ border: BorderDirection) -> String {
    let (from, to) = (border.from.name.printable, border.to.name.printable)
    var rows: [(String, String)] = []
    switch service.call {
    case .entry(let entry):
      rows.append(
        ("called by", "\(entry.object)" + (entry.ports.isEmpty ? "" : ", \(entry.ports.joined(separator: ", "))")))
      let networks = entry.networks.isEmpty ? "" : " (\(entry.networks.joined(separator: ", ").printable))"
      rows.append(
        (
          "through",
          entry.addresses.isEmpty
            ? "not known\(networks)" : entry.addresses.joined(separator: ", ").printable + networks
        ))
      rows.append(
        (
          "expects",
          entry.identities.isEmpty
            ? "any certificate of any trusted root: subjectAltNames is missing (MT-I-37)"
            : entry.identities.joined(separator: ", ").printable
        ))
    case .missing: rows.append(("called by", "nothing: \(to) has no ServiceEntry for it"))
    case .unknown: rows.append(("called by", "not known: the ServiceEntries of \(to) are not in the input"))
    }
    rows.append(("let through", passage(service.passage, from)))
    rows.append(("admits", admission(service, from, to)))
    rows.append(("arrives", service.arrives.map { $0 ? "yes, by these objects" : "no" } ?? "not known"))
    let width = rows.map(\.0.count).max() ?? 0
    return
      (["\(service.host.printable)"]
      + rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count + 2))\($1)" }).joined(separator: "\n")
  }

  private static func passage(_ passage: BorderService.Passage, _ from: String) -> String {
    switch passage {
    case .listed(let gateways): "by \(gateways.joined(separator: ", "))"
    case .unlisted(let gateways):
      gateways.isEmpty
        ? "no: \(from) has no gateway for it" : "no: \(gateways.joined(separator: ", ")) does not list the host"
    case .unknown: "not known: the Gateways of \(from) are not in the input"
    }
  }

  private static func admission(_ service: BorderService, _ from: String, _ to: String) -> String {
    let admission = service.admission
    guard admission.isKnown else {
      return "not known: the AuthorizationPolicies for it, or the labels of its workloads, are not in the input"
    }
    let conditions =
      admission.hasConditions ? ", under further conditions of \(admission.policies.joined(separator: ", "))" : ""
    if admission.isForEveryone {
      return "everyone: "
        + (admission.policies.isEmpty ? "no AuthorizationPolicy in the input is for it" : "by its policies")
        + conditions
    }
    let admitted = service.admitted.joined(separator: ", ").printable
    let refused = admission.refused.isEmpty ? "" : ", but not \(admission.refused.joined(separator: ", ").printable)"
    return
      (admitted.isEmpty
      ? (admission.principals.isEmpty && !admission.refused.isEmpty ? "everyone" : "nobody of \(to)") : admitted)
      + refused + conditions
  }

  static func show(_ border: BorderDirection, schema: String, json: Bool, _ console: Console) {
    if json {
      console.print(.schema(schema, [("border", node(border))]))
    } else {
      console.print(text(border))
    }
  }

  static func node(_ border: BorderDirection) -> Node {
    .mapping([
      ("from", .string(border.from.name)), ("to", .string(border.to.name)), ("callsKnown", .bool(border.knowsCalls)),
      ("gatewaysKnown", .bool(border.knowsPassages)), ("services", .sequence(border.services.map(node))),
    ])
  }

  private static func node(_ service: BorderService) -> Node {
    var fields: [(String, Node)] = [("host", .string(service.host))]
    switch service.call {
    case .entry(let entry):
      fields += [
        ("calledBy", .string(entry.object)), ("ports", .strings(entry.ports)), ("expects", .strings(entry.identities)),
        ("networks", .strings(entry.networks)), ("through", .strings(entry.addresses)),
      ]
    case .missing: fields.append(("calledBy", .string("")))
    case .unknown: fields.append(("calledBy", .null))
    }
    switch service.passage {
    case .listed(let gateways): fields += [("letThrough", .bool(true)), ("gateways", .strings(gateways))]
    case .unlisted(let gateways): fields += [("letThrough", .bool(false)), ("gateways", .strings(gateways))]
    case .unknown: fields += [("letThrough", .null), ("gateways", .null)]
    }
    let admission = service.admission
    fields += [
      ("admits", admission.isKnown ? .strings(admission.isForEveryone ? ["*"] : service.admitted) : .null),
      ("refuses", admission.isKnown ? .strings(admission.refused) : .null),
      ("conditions", admission.isKnown ? .bool(admission.hasConditions) : .null),
      ("policies", admission.isKnown ? .strings(admission.policies) : .null),
      ("arrives", service.arrives.map { .bool($0) } ?? .null),
    ]
    return .mapping(fields)
  }
}
