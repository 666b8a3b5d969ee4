public import Documents
public import Federation

/// A node of a cluster, as far as federation needs it: where node ports are reached, and where workloads run.
///
/// Reading never fails, because nothing else depends on a node: a field of another type counts as missing.
public struct ClusterNode: Hashable, Sendable {
  /// An address that the node reports.
  public struct Address: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case external = "ExternalIP"
      case `internal` = "InternalIP"
      case hostname = "Hostname"
      case externalName = "ExternalDNS"
      case internalName = "InternalDNS"
    }

    public let kind: Kind
    public let text: String
  }

  public static let kind = "Node"

  public let name: String
  /// In the order of the node's status.
  public let addresses: [Address]
  /// The region of the topology label; empty for a node without it.
  public let region: String
  /// False if the node says that it is not ready.
  public let isReady: Bool
  /// The cloud that created it, as `spec.providerID` names it: `aws:///us-east-1a/i-0abc`. Nil if it is not said, or
  /// not among the platforms.
  public let platform: Platform?

  /// Nil for any other document.
  public init?(_ document: Document) {
    let root = document.root
    guard root["kind"]?.string == Self.kind, root["apiVersion"]?.string == "v1" else { return nil }
    name = root["metadata"]?["name"]?.text ?? ""
    addresses = (root["status"]?["addresses"]?.sequence ?? []).compactMap { entry in
      guard let kind = entry["type"]?.string.flatMap(Address.Kind.init), let text = entry["address"]?.string,
        !text.isEmpty
      else { return nil }
      return Address(kind: kind, text: text)
    }
    let labels = root["metadata"]?["labels"]
    region =
      ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"].lazy
      .compactMap { labels?[$0]?.text }.first ?? ""
    let conditions = root["status"]?["conditions"]?.sequence ?? []
    isReady = !conditions.contains { $0["type"]?.string == "Ready" && $0["status"]?.text != "True" }
    platform = root["spec"]?["providerID"]?.string.flatMap(Self.platform)
  }

  /// The addresses at which other clusters can reach the node best: those from outside, or else those inside of its
  /// network. Names are not among them, because the manual asks for addresses (1.18.7.1).
  public var reachable: [Address] {
    let outside = addresses.filter { $0.kind == .external }
    return outside.isEmpty ? addresses.filter { $0.kind == .internal } : outside
  }

  private static func platform(_ provider: String) -> Platform? {
    switch provider.prefix(while: { $0 != ":" }) {
    case "aws": .aws
    case "azure": .azure
    case "gce": .gcp
    case "baremetalhost": .bareMetal
    default: nil
    }
  }
}
