import SPIFFE
import X509

/// The kind of an address at which peers reach an ingress gateway: a host name or an IP address, and nothing else.
public enum PeerAddress: Hashable, Sendable {
  case host
  case ipv4
  case ipv6

  /// Why a text is not an address.
  enum Fault: Error, Hashable, Sendable {
    case empty
    case scheme
    case path
    case port
    case wildcard
    case underscore
    case brackets
    case dottedNumbers
    /// It is an address of every machine's own, or of none.
    case nowhere
    case name(NameFault)
  }

  /// - Throws: ``Fault``, with a case of its own for each common mistake.
  init(_ text: String) throws(Fault) {
    if text.isEmpty { throw .empty }
    if text.contains("://") { throw .scheme }
    if text.contains("/") { throw .path }
    if text.contains("*") { throw .wildcard }
    if text.contains("[") || text.contains("]") { throw .brackets }
    let address = IPAddress(text)
    if Self.leadsNowhere(text, address) { throw .nowhere }
    if address?.isIPv6 ?? false {
      self = .ipv6
      return
    }
    if text.contains(":") { throw .port }
    if text.contains("_") { throw .underscore }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    if labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
      guard address != nil else { throw .dottedNumbers }
      self = .ipv4
      return
    }
    // DNS ignores case, and a Service's status may contain capitals.
    if let fault = NameSyntax.hostname.fault(in: text.lowercased()) { throw .name(fault) }
    self = .host
  }
}

extension PeerAddress {
  /// Whether an address is the machine's own (loopback), unspecified, of one link only or of a group.
  public static func leadsNowhere(_ text: String) -> Bool { leadsNowhere(text, IPAddress(text)) }

  private static func leadsNowhere(_ text: String, _ address: IPAddress?) -> Bool {
    switch address {
    case .v4(let octets): return [0, 127].contains(octets[0]) || octets[0] >= 224 || octets.starts(with: [169, 254])
    case .v6(let octets):
      let isFirst = octets.dropLast().allSatisfy { $0 == 0 } && octets[15] <= 1
      return isFirst || octets[0] == 0xFF || (octets[0] == 0xFE && octets[1] & 0xC0 == 0x80)
    case nil:
      let name = text.lowercased()
      return name == "localhost" || name.hasSuffix(".localhost")
    }
  }
}

extension PeerAddress.Fault: CustomStringConvertible {
  /// The second half of a sentence: "the address …".
  var description: String {
    switch self {
    case .empty: "is empty"
    case .scheme: "has a scheme"
    case .path: "has a path"
    case .port: "has a port, which belongs in `ingressPorts`"
    case .wildcard: "has a wildcard"
    case .underscore: "has an underscore"
    case .brackets: "has brackets"
    case .dottedNumbers: "looks like an IPv4 address but is not one"
    case .nowhere: "is not that of another machine"
    case .name(let fault): fault.description
    }
  }
}
