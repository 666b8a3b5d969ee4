public import Diagnostics
import Federation
import SPIFFE
import X509

/// The changes of an import.
public struct TrustChange: Hashable, Sendable {
  /// One difference, as a line: `+` is added, `-` removed, `~` changed.
  public struct CardDifference: Hashable, Sendable, CustomStringConvertible {
    /// `+`, `-` or `~`.
    public let sign: String
    /// What is added, removed or changed.
    public let text: String

    public var description: String { "\(sign) \(text)" }
  }

  /// The remote after the import.
  public let remote: HeldRemote
  /// Whether the home did not know the mesh before.
  public let isFirst: Bool
  /// What vouches for it, in words.
  public let voucher: String
  /// The differences from the current state.
  public let differences: [CardDifference]
  /// Warnings to check before confirming.
  public let warnings: [Diagnostic]

  /// Whether nothing changes.
  public var isEmpty: Bool { differences.isEmpty }

  init(from held: HeldRemote?, to remote: HeldRemote, voucher: String, warnings: [Diagnostic]) {
    self.remote = remote
    isFirst = held == nil
    self.voucher = voucher
    self.warnings = warnings
    differences = Self.differences(held?.card, remote.card)
  }

  private static func differences(_ old: TrustCard?, _ new: TrustCard) -> [CardDifference] {
    var lines: [CardDifference] = []
    func compare(_ name: String, _ before: String?, _ after: String) {
      if let before, before != after {
        lines.append(CardDifference(sign: "~", text: "\(name) \(before) → \(after)"))
      } else if before == nil {
        lines.append(CardDifference(sign: "+", text: "\(name) \(after)"))
      }
    }
    compare("trust domain", old?.trustDomain.name, new.trustDomain.name)
    if let sequence = new.sequence {
      compare("sequence", old.map { $0.sequence.map(String.init) ?? "none" }, String(sequence))
    }
    compare("namespace", old?.namespace, new.namespace)
    compare("cluster domain", old?.clusterDomain, new.clusterDomain)
    if old?.dataPlane != new.dataPlane {
      compare("data plane", old.map { ($0.dataPlane ?? .sidecar).rawValue }, (new.dataPlane ?? .sidecar).rawValue)
    }
    if old?.endpoint != new.endpoint {
      compare("bundle endpoint", old.map { $0.endpoint?.url ?? "none" }, new.endpoint?.url ?? "none")
    }
    if old?.audience != new.audience {
      compare("for", old.map { $0.audience ?? "everybody" }, new.audience ?? "everybody")
    }
    let before = old?.roots ?? []
    lines += new.roots.filter { !before.contains($0) }.map { CardDifference(sign: "+", text: root($0)) }
    lines += before.filter { !new.roots.contains($0) }.map { CardDifference(sign: "-", text: root($0)) }
    if Set(before) == Set(new.roots), before != new.roots {
      lines.append(CardDifference(sign: "~", text: "the order of the roots"))
    }
    return lines + gateways(old?.gateways ?? [], new.gateways)
  }

  private static func root(_ root: Certificate) -> String {
    "root \(root), until \(root.validity.notAfter.day), SHA256:\(root.fingerprint)"
  }

  private static func gateways(_ old: [TrustCard.Gateways], _ new: [TrustCard.Gateways]) -> [CardDifference] {
    let before = Dictionary(old.map { ($0.peer, $0) }) { first, _ in first }
    let after = Set(new.map(\.peer))
    return new.compactMap { gateways in
      guard before[gateways.peer] != gateways else { return nil }
      return CardDifference(sign: before[gateways.peer] == nil ? "+" : "~", text: line(gateways))
    } + old.filter { !after.contains($0.peer) }.map { CardDifference(sign: "-", text: line($0)) }
  }

  private static func line(_ gateways: TrustCard.Gateways) -> String {
    let addresses = gateways.addresses.isEmpty ? "no address" : gateways.addresses.joined(separator: ", ")
    return "gateways for \(gateways.peer): \(gateways.ingress), \(gateways.egress), \(addresses), "
      + "ports \(gateways.discoveryPort) and \(gateways.servicePort)"
  }
}
