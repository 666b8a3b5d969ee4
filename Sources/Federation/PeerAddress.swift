import SPIFFE

/// The kind of an address at which peers reach an ingress gateway: a host name or an IP address, and nothing else.
enum PeerAddress: Hashable, Sendable {
  case host
  case ipv4
  case ipv6

  /// Why a text is no address.
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

  /// Tells the kind of an address; the faults that people make are told by name.
  init(_ text: String) throws(Fault) {
    if text.isEmpty { throw .empty }
    if text.contains("://") { throw .scheme }
    if text.contains("/") { throw .path }
    if text.contains("*") { throw .wildcard }
    if text.contains("[") || text.contains("]") { throw .brackets }
    if Self.isIPv6(text) {
      self = .ipv6
      return
    }
    if text.contains(":") { throw .port }
    if text.contains("_") { throw .underscore }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    if labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }) {
      guard Self.isIPv4(text) else { throw .dottedNumbers }
      self = .ipv4
      return
    }
    // DNS does not tell capitals apart, and a Service's status may carry them.
    if let fault = NameSyntax.hostname.fault(in: text.lowercased()) { throw .name(fault) }
    self = .host
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// Four numbers up to 255 without leading zeros.
  private static func isIPv4(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && UInt8(part) != nil
          && (part.utf8.count == 1 || !part.hasPrefix("0"))
      }
  }

  /// The text forms of RFC 4291 section 2.2: eight groups, at most one `::`, an IPv4 address in place of the last two.
  private static func isIPv6(_ text: String) -> Bool {
    guard text.utf8.filter({ $0 == UInt8(ascii: ":") }).count >= 2 else { return false }
    let halves = split(text)
    guard halves.count <= 2, let last = halves.last else { return false }
    var count = 0
    for half in halves where !half.isEmpty {
      var groups = half.split(separator: ":", omittingEmptySubsequences: false)
      if half == last, let tail = groups.last, isIPv4(tail) {
        groups.removeLast()
        count += 2
      }
      guard groups.allSatisfy({ (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy(isHexDigit) }) else {
        return false
      }
      count += groups.count
    }
    return halves.count == 2 ? count <= 7 : count == 8
  }

  private static func split(_ text: String) -> [Substring] {
    var halves: [Substring] = []
    var rest = text[...]
    while let range = firstDoubleColon(in: rest) {
      halves.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return halves + [rest]
  }

  private static func firstDoubleColon(in text: Substring) -> Range<Substring.Index>? {
    for index in text.indices where text[index...].hasPrefix("::") {
      return index..<text.index(index, offsetBy: 2)
    }
    return nil
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}

extension PeerAddress.Fault: CustomStringConvertible {
  /// The fault as the second half of a sentence: the address …
  var description: String {
    switch self {
    case .empty: "is empty"
    case .scheme: "has a scheme"
    case .path: "has a path"
    case .port: "has a port, which belongs in `ingressPorts`"
    case .wildcard: "has a wildcard"
    case .underscore: "has an underscore"
    case .brackets: "has brackets"
    case .dottedNumbers: "looks like an IPv4 address and is none"
    case .name(let fault): fault.description
    }
  }
}
