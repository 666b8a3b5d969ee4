import SPIFFE
import X509

/// The kind of an address at which peers reach an ingress gateway: a host name or an IP address, and nothing else.
enum PeerAddress: Hashable, Sendable {
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
    case .name(let fault): fault.description
    }
  }
}
