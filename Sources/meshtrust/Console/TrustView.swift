import CA
import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// Remotes, and changes to them.
enum TrustView {
  static func text(_ remote: HeldRemote, on page: Page) -> String {
    let card = remote.card
    var facts = Table()
    facts.add("trust domain", card.trustDomain.name)
    facts.add("sequence", card.sequence.map(String.init) ?? "none")
    facts.add("imported", "\(remote.imported), as \(remote.form.rawValue)")
    facts.add("namespace", card.namespace)
    facts.add("cluster domain", card.clusterDomain)
    for root in card.roots {
      facts.add("root", "\(root), until \(root.validity.notAfter.day), SHA256:\(root.fingerprint)")
    }
    var lines = [remote.name] + facts.lines(on: page, indent: 2)
    for gateways in card.gateways {
      var table = Table()
      for (name, gateway) in [("client ID", gateways.egress), ("server ID", gateways.ingress)] {
        table.add(name, clientID(card, gateway))
      }
      table.add("address", gateways.addresses.isEmpty ? "not given" : gateways.addresses.joined(separator: ", "))
      table.add("ports", "discovery \(gateways.discoveryPort), service \(gateways.servicePort)")
      lines += ["  gateways for \(gateways.peer)"] + table.lines(on: page, indent: 4)
    }
    return lines.joined(separator: "\n")
  }

  static func text(_ change: TrustChange) -> String {
    let title = change.isFirst ? "\(change.remote.name) is new" : "\(change.remote.name) changes"
    return (["\(title); \(change.voucher)"] + change.differences.map { "  \($0)" }).joined(separator: "\n")
  }

  static func node(_ remote: HeldRemote) -> Node {
    let card = remote.card
    return .mapping([
      ("name", .string(remote.name)), ("trustDomain", .string(card.trustDomain.name)),
      ("sequence", card.sequence.map { Node(.integer($0)) } ?? .null), ("form", .string(remote.form.rawValue)),
      ("imported", .string(remote.imported.description)), ("for", .optional(card.audience)),
      ("namespace", .string(card.namespace)), ("clusterDomain", .string(card.clusterDomain)),
      (
        "roots",
        .sequence(
          card.roots.map {
            .mapping([
              ("subject", .string($0.subject.description)), ("fingerprint", .string($0.fingerprint)),
              ("notAfter", .string($0.validity.notAfter.description)),
            ])
          })
      ),
      (
        "gateways",
        .sequence(
          card.gateways.map {
            .mapping([
              ("peer", .string($0.peer)), ("ingress", .string($0.ingress)), ("egress", .string($0.egress)),
              ("clientID", .string(clientID(card, $0.egress))), ("serverID", .string(clientID(card, $0.ingress))),
              ("addresses", .strings($0.addresses)), ("discoveryPort", .int($0.discoveryPort)),
              ("servicePort", .int($0.servicePort)),
            ])
          })
      ),
    ])
  }

  static func node(_ change: TrustChange, diagnostics: [Diagnostic]) -> Node {
    .schema(
      "trust-import",
      [
        ("remote", node(change.remote)), ("changed", .bool(!change.isEmpty)), ("first", .bool(change.isFirst)),
        ("voucher", .string(change.voucher)), ("differences", .strings(change.differences.map(\.description))),
        ("diagnostics", .sequence((diagnostics + change.warnings).map(\.node))),
      ])
  }

  private static func clientID(_ card: TrustCard, _ gateway: String) -> String {
    (try? card.identity(ofGateway: gateway).clientID) ?? "-"
  }
}
