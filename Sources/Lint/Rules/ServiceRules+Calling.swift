import Diagnostics
import Documents
import Federation

extension ServiceRules {
  /// How clients call imported services: X-28.
  static let calling: [Rule] = [
    Rule.inventory("MT-X-28", .error) { inventory, collector in
      let hosts = Set(inventory.traffic.imports.flatMap { $0.resolved.imported.map(\.host) })
      for manifest in inventory.manifests("DestinationRule", of: "networking.istio.io") {
        guard let host = manifest.spec["host"].string, isImported(host, hosts) else { continue }
        for mode in modes(manifest) {
          guard let text = mode.string, ["DISABLE", "SIMPLE"].contains(text) else { continue }
          collector.report(
            mode, "`\(host)` is an imported service, and this rule calls it with the TLS mode \(text)",
            next: "write `ISTIO_MUTUAL`, or remove `tls`", paste: "mode: ISTIO_MUTUAL")
        }
      }
    }
  ]

  /// Whether a rule's host is that of an import, by its name or by a wildcard over the names of imports.
  private static func isImported(_ host: String, _ hosts: Set<String>) -> Bool {
    if hosts.contains(host) || host.hasSuffix(importDomain) { return true }
    guard host.hasPrefix("*") else { return false }
    return hosts.contains { $0.hasSuffix(host.dropFirst()) }
  }

  /// At the end of the names of services that are not imported as local.
  private static let importDomain = "-imports.local"

  /// The TLS modes that a DestinationRule sets: for all, for single ports, and for subsets.
  private static func modes(_ manifest: Manifest) -> [Field] {
    let policies = [manifest.spec["trafficPolicy"]] + manifest.spec["subsets"].items.map { $0["trafficPolicy"] }
    return policies.flatMap { policy in
      [policy["tls"]["mode"]] + policy["portLevelSettings"].items.map { $0["tls"]["mode"] }
    }
  }
}
