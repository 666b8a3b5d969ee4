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
      let through = entry.addresses.isEmpty ? "not known" : entry.addresses.joined(separator: ", ").printable
      rows.append(("through", through + networks + doubts(entry.isReached)))
      rows.append(
        (
          "expects",
          entry.identities.isEmpty
            ? "any certificate of any trusted root: subjectAltNames is missing (MT-I-37)"
            : entry.identities.joined(separator: ", ").printable + doubts(service.isExpected)
        ))
    case .missing: rows.append(("called by", "nothing: \(to) has no ServiceEntry for it"))
    case .unknown: rows.append(("called by", "not known: the ServiceEntries of \(to) are not in the input"))
    }
    rows.append(("let through", passage(service.passage, from) + doubts(service.isPassed)))
    switch service.isServed {
    case .yes: break
    case .no: rows.append(("served", "no: the Service of \(from) has no such port"))
    case .unknown(let reasons): rows.append(("served", "not known: \(reasons.joined(separator: "; ").printable)"))
    }
    rows.append(("admits", admission(service, from, to)))
    rows.append(("arrives", service.isOnlyOffered ? "not called" : arrival(service)))
    let width = rows.map(\.0.count).max() ?? 0
    return
      (["\(service.host.printable)"]
      + rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count + 2))\($1.printable)" }).joined(
        separator: "\n")
  }

  private static func arrival(_ service: BorderService) -> String {
    service.arrives.map { $0 ? "yes, by these objects" : "no" } ?? "not known"
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

  /// Why something is not known, behind what is.
  private static func doubts(_ answer: BorderAnswer) -> String {
    answer.reasons.isEmpty ? "" : "; not known: \(answer.reasons.joined(separator: "; ").printable)"
  }

  private static func admission(_ service: BorderService, _ from: String, _ to: String) -> String {
    let admission = service.admission
    let refused = admission.refused.isEmpty ? "" : ", but not \(admission.refused.joined(separator: ", ").printable)"
    switch admission.answer {
    case .unknown(let reasons): return "not known: \(reasons.joined(separator: "; ").printable)"
    case .refused: return "nobody of \(to)"
    case .admitted(let principals):
      guard admission.isForEveryone else { return principals.joined(separator: ", ").printable + refused }
      guard admission.refused.isEmpty else { return "everyone\(refused)" }
      return admission.policies.isEmpty
        ? "everyone: no AuthorizationPolicy in the input is for it" : "everyone: by its policies"
    }
  }

  /// What a user must know although no row is wrong: a service of which the input does not settle whether it arrives.
  static func notes(_ borders: [BorderDirection]) -> [Diagnostic] {
    borders.flatMap { border in
      border.services.filter { $0.arrives == nil }.map { service -> Diagnostic in
        let (from, to) = (border.from.name.printable, border.to.name.printable)
        return Diagnostic(
          "MT-SVC-06", .note,
          what: "it is not known whether calls from \(to) arrive at \(service.host.printable) in \(from)",
          why: "\(service.unknowns.joined(separator: "; ").printable)",
          next: "pass what is missing with -f too, and try what only the running mesh can tell")
      }
    }
  }

  /// A service that is called and does not arrive is a difference between both sides; of one that may arrive there is a
  /// note, and one that nobody calls is none.
  static func status(_ borders: [BorderDirection]) -> ExitStatus {
    borders.contains { $0.services.contains { $0.isWanted && $0.arrives == false } } ? .pending : .done
  }

  static func show(_ border: BorderDirection, schema: String, json: Bool, _ console: Console) {
    if json {
      console.print(.schema(schema, [("border", node(border))]))
    } else {
      console.print(text(border))
      console.say(notes([border]))
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
      ("admits", admits(admission.answer)),
      ("refuses", admission.isKnown ? .strings(admission.refused) : .null),
      ("conditions", admission.isKnown ? .bool(admission.hasConditions) : .null),
      ("policies", admission.isKnown ? .strings(admission.policies) : .null),
      ("arrives", service.arrives.map { .bool($0) } ?? .null), ("unknown", .strings(service.unknowns)),
    ]
    return .mapping(fields)
  }

  private static func admits(_ answer: Admission.Outcome) -> Node {
    switch answer {
    case .admitted(let principals): .strings(principals)
    case .refused: .strings([])
    case .unknown: .null
    }
  }
}
