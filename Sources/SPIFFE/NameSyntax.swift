/// The kinds of names in Kubernetes and DNS. All are lower-case ASCII.
public enum NameSyntax: Hashable, Sendable {
  /// A label of RFC 1123, at most 63 bytes: namespaces and most names that become part of a host name.
  case label
  /// A label of RFC 1035, which starts with a letter. Kubernetes requires this of a Service.
  case service
  /// Labels of any length separated by dots, at most 253 bytes: service accounts, ConfigMaps, Secrets.
  case subdomain
  /// Labels of at most 63 bytes separated by dots, at most 253 bytes in total: a host name of RFC 1123.
  case hostname

  /// The first fault of `text`; nil if it is a valid name of this kind.
  package func fault(in text: String) -> NameFault? {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return .empty }
    if let fault = Self.strangeByte(in: bytes, dotted: isDotted) { return fault }
    guard bytes.count <= limit else { return .tooLong(count: bytes.count, limit: limit) }
    if self == .service, let first = bytes.first, !Self.isLetter(first) {
      return .digitFirst(byte: first)
    }
    return labelFault(in: bytes)
  }

  /// The maximum length in bytes.
  package var limit: Int { isDotted ? 253 : 63 }

  private var isDotted: Bool {
    switch self {
    case .label, .service: false
    case .subdomain, .hostname: true
    }
  }

  private func labelFault(in bytes: [UInt8]) -> NameFault? {
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: ".") {
      guard start < end else { return .emptyLabel(at: start) }
      if bytes[start] == UInt8(ascii: "-") { return .hyphenAtEdge(at: start) }
      if bytes[end - 1] == UInt8(ascii: "-") { return .hyphenAtEdge(at: end - 1) }
      if self == .hostname, end - start > 63 { return .labelTooLong(count: end - start, at: start) }
      start = end + 1
    }
    return nil
  }

  private static func strangeByte(in bytes: [UInt8], dotted: Bool) -> NameFault? {
    let at = bytes.firstIndex { byte in
      !(isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || (dotted && byte == UInt8(ascii: ".")))
    }
    return at.map { .byte(bytes[$0], at: $0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// Why a text is not a valid name. Positions are in bytes, counted from 0.
public enum NameFault: Hashable, Sendable {
  case empty
  case tooLong(count: Int, limit: Int)
  /// A byte that is not allowed.
  case byte(UInt8, at: Int)
  /// A Service's name must start with a letter.
  case digitFirst(byte: UInt8)
  /// Two adjacent dots, or a dot at either end.
  case emptyLabel(at: Int)
  /// A label starts or ends with a hyphen.
  case hyphenAtEdge(at: Int)
  /// One label of a host name is longer than 63 bytes.
  case labelTooLong(count: Int, at: Int)
}

extension NameFault: CustomStringConvertible {
  /// The fault as a predicate: the name "…".
  public var description: String {
    switch self {
    case .empty: "is empty"
    case .tooLong(let count, let limit): "has \(count) bytes, \(count - limit) more than the \(limit) allowed"
    case .byte(let byte, let at): "has the byte \(Excerpt([byte])) at \(at); allowed are \(Self.allowed)"
    case .digitFirst(let byte): "starts with \(Excerpt([byte])), not with a letter"
    case .emptyLabel(let at): "has nothing before or after the dot at \(at)"
    case .hyphenAtEdge(let at): "has a hyphen at \(at), at the edge of a label"
    case .labelTooLong(let count, let at): "has a label of \(count) bytes at \(at), more than the 63 allowed"
    }
  }

  private static let allowed = "a-z, 0-9, hyphens and, in longer names, dots"
}
