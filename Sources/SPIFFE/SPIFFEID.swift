/// A SPIFFE ID: a trust domain and a path (SPIFFE-ID section 2).
///
/// Parsed strictly, byte by byte: nothing is trimmed, folded or decoded, so two IDs are equal exactly if their texts
/// are (ID-16).
public struct SPIFFEID: Hashable, Sendable, CustomStringConvertible {
  /// The maximum length in bytes (ID-10).
  package static let limit = 2048

  /// The prefix of every ID (SPIFFE-ID section 2); client IDs omit it.
  package static let scheme = "spiffe://"

  static let prefix = Array(scheme.utf8)

  public let trustDomain: TrustDomain
  /// Empty for the trust domain itself; otherwise segments, each preceded by a slash.
  public let path: String

  /// Parses an ID by the rules ID-01 to ID-15.
  public init(_ uri: String) throws(SPIFFEError) {
    try self.init(uriBytes: uri.utf8)
  }

  /// Parses the bytes of a certificate's URI name by the rules ID-01 to ID-15.
  package init(uriBytes: some Collection<UInt8>) throws(SPIFFEError) {
    let bytes = Array(uriBytes)
    do throws(IdentityFault) {
      self = try Self.parse(bytes)
    } catch {
      throw .identity(error, correction: Self.correction(of: bytes))
    }
  }

  /// Joins a trust domain and a path, which is empty or starts with a slash, by the rules ID-10 to ID-15.
  package init(trustDomain: TrustDomain, path: String) throws(SPIFFEError) {
    let bytes = Array(path.utf8)
    let count = Self.prefix.count + trustDomain.name.utf8.count + bytes.count
    do throws(IdentityFault) {
      if let first = bytes.first, first != UInt8(ascii: "/") { throw .pathStart(Excerpt(bytes)) }
      try Self.checkPath(bytes[...])
      guard count <= Self.limit else { throw .identityTooLong(count: count) }
    } catch {
      throw .identity(error)
    }
    self.init(trustDomain: trustDomain, checkedPath: path)
  }

  /// The ID of the trust domain itself, as in its CA certificates.
  public init(_ trustDomain: TrustDomain) {
    self.init(trustDomain: trustDomain, checkedPath: "")
  }

  /// Joins parts that are known to be valid.
  init(trustDomain: TrustDomain, checkedPath path: String) {
    self.trustDomain = trustDomain
    self.path = path
  }

  /// `spiffe://TRUST-DOMAIN/PATH`.
  package var uri: String { Self.scheme + trustDomain.name + path }

  public var description: String { uri }

  /// The workload that the ID names in a mesh; nil if the path has another form (ID-19).
  package var workload: WorkloadIdentity? {
    guard let (namespace, account) = workloadNames else { return nil }
    return try? WorkloadIdentity(trustDomain: trustDomain, namespace: namespace, serviceAccount: account)
  }

  /// Whether the ID names a workload in a mesh.
  var isWorkload: Bool {
    workloadNames.map { NameSyntax.label.fault(in: $0) == nil && NameSyntax.subdomain.fault(in: $1) == nil } ?? false
  }

  /// What stands behind `/ns/` and `/sa/`, unchecked; nil if the path has another form.
  private var workloadNames: (namespace: String, account: String)? {
    let octets = Array(path.utf8)
    let segments = Self.segments(of: octets[...])
    guard segments.count == 4, octets[segments[0]].elementsEqual("ns".utf8),
      octets[segments[2]].elementsEqual("sa".utf8)
    else { return nil }
    return (String(decoding: octets[segments[1]], as: UTF8.self), String(decoding: octets[segments[3]], as: UTF8.self))
  }
}

extension SPIFFEID {
  /// Checks in the order of the rules, so that the first broken rule is reported.
  private static func parse(_ uri: [UInt8]) throws(IdentityFault) -> SPIFFEID {
    guard uri.starts(with: prefix) else { throw .scheme(Excerpt(uri)) }
    if let at = uri.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
      throw .queryOrFragment(uri[at], at: at)
    }
    let authority = uri[prefix.count...].prefix { $0 != UInt8(ascii: "/") }
    let trustDomain = try TrustDomain.parse(authority)
    let path = uri[authority.endIndex...]
    try checkPath(path)
    guard uri.count <= limit else { throw .identityTooLong(count: uri.count) }
    return SPIFFEID(trustDomain: trustDomain, checkedPath: String(decoding: path, as: UTF8.self))
  }

  /// Checks a path that is empty or starts with a slash.
  private static func checkPath(_ path: ArraySlice<UInt8>) throws(IdentityFault) {
    guard !path.isEmpty else { return }
    if let at = path.firstIndex(of: UInt8(ascii: "%")) { throw .pathPercent(at: at) }
    let segments = segments(of: path)
    for segment in segments.dropLast() where segment.isEmpty { throw .emptySegment(at: segment.lowerBound) }
    for segment in segments
    where (1...2).contains(segment.count) && segment.allSatisfy({ path[$0] == UInt8(ascii: ".") }) {
      throw .dotSegment(Excerpt(path[segment]), at: segment.lowerBound)
    }
    guard let last = segments.last, !last.isEmpty else { throw .trailingSlash(at: path.endIndex - 1) }
    let stranger = path.firstIndex { $0 != UInt8(ascii: "/") && !isAllowed($0) }
    if let stranger { throw .pathByte(path[stranger], at: stranger) }
  }

  /// Where the segments are, without the slash before each.
  private static func segments(of path: ArraySlice<UInt8>) -> [Range<Int>] {
    guard !path.isEmpty else { return [] }
    var segments: [Range<Int>] = []
    var start = path.startIndex + 1
    for index in start...path.endIndex where index == path.endIndex || path[index] == UInt8(ascii: "/") {
      segments.append(start..<index)
      start = index + 1
    }
    return segments
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// The ID that was probably intended: trimmed, without trailing slashes, with scheme and trust domain in lower case,
  /// and with the scheme added if only that is missing.
  private static func correction(of bytes: [UInt8]) -> String? {
    guard bytes.count <= limit else { return nil }
    var text = bytes[...].drop { $0.isBlank }
    while let last = text.last, last.isBlank || last == UInt8(ascii: "/") { text.removeLast() }
    if let colon = text.firstIndex(of: UInt8(ascii: ":")), text[colon...].starts(with: Array("://".utf8)) {
      let authority = text[(colon + 3)...].prefix { $0 != UInt8(ascii: "/") }
      text = (text[..<authority.endIndex].map { $0.lowered } + text[authority.endIndex...])[...]
    } else if text.contains(UInt8(ascii: "/")) {
      text = (prefix + text)[...]
    }
    guard !text.elementsEqual(bytes), let corrected = try? parse(Array(text)) else { return nil }
    return corrected.uri
  }
}
