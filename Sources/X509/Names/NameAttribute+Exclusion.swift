import SwiftASN1

/// The comparison by which a name is kept out.
///
/// RFC 5280 section 7.1 compares text whatever its string type, and verifiers differ in which types they convert: OpenSSL
/// and BoringSSL convert all, Go none. ``NameAttribute/matches(_:)`` lets in what all of them let in. Here two values count
/// as the same if some verifier may take them for that, and if they cannot be compared at all.
extension NameAttribute {
  /// Whether some verifier may take the values for the same.
  func mayMatch(_ other: NameAttribute) -> Bool {
    guard type == other.type else { return false }
    if matches(other) { return true }
    return switch (reading, other.reading) {
    case (.text(let ours), .text(let theirs)): ours == theirs
    // Their bytes were compared.
    case (.opaque, .opaque): valueType != other.valueType
    default: true
    }
  }

  /// The text as a string type says it; nil if it has no such text.
  var typedText: String? {
    if isConstructed { return nil }
    switch valueType {
    case .utf8String: return String(validating: value, as: UTF8.self)
    case .bmpString: return Self.wide(value, 2)
    case .universalString: return Self.wide(value, 4)
    // OpenSSL reads T.61 as Latin-1; the others are ASCII.
    case .printableString, .ia5String, .visibleString, .numericString, .teletexString, .videotexString, .graphicString,
      .generalString:
      return String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
    default: return nil
    }
  }

  private enum Reading {
    /// In lower case, without white space at both ends, and without what nobody sees (RFC 4518 section 2.2).
    case text(String)
    /// A string type with octets that are no text of it, or in a form that DER does not have.
    case unreadable
    /// No string type.
    case opaque
  }

  private var reading: Reading {
    if let typedText { return .text(Self.folded(typedText)) }
    return Self.stringTypes.contains(valueType) ? .unreadable : .opaque
  }

  /// Big-endian code points of a fixed number of octets; BMPString has no surrogates (X.680 section 41.15).
  private static func wide(_ octets: ArraySlice<UInt8>, _ width: Int) -> String? {
    guard octets.count.isMultiple(of: width) else { return nil }
    var text = String.UnicodeScalarView()
    var rest = octets
    while !rest.isEmpty {
      let point = rest.prefix(width).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard let scalar = Unicode.Scalar(point) else { return nil }
      text.append(scalar)
      rest = rest.dropFirst(width)
    }
    return String(text)
  }

  private static func folded(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    var isSpaced = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        isSpaced = !folded.isEmpty
        continue
      }
      let isHidden =
        scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .format
      guard !isHidden else { continue }
      if isSpaced { folded.append(" ") }
      isSpaced = false
      folded.append(scalar)
    }
    return String(folded).lowercased()
  }

  private static let stringTypes: Set<ASN1Identifier> = [
    .utf8String, .bmpString, .universalString, .printableString, .ia5String, .visibleString, .numericString,
    .teletexString, .videotexString, .graphicString, .generalString,
  ]
}

extension DistinguishedName {
  /// Whether some verifier may find the name in the subtree below `base` (RFC 5280 section 4.2.1.10, directoryName).
  func mayBeWithin(_ base: DistinguishedName) -> Bool {
    relativeNames.count >= base.relativeNames.count
      && zip(relativeNames, base.relativeNames).allSatisfy { Self.mayMatch($0, $1) }
  }

  /// Whether some verifier may take the names for one.
  package func mayMatch(_ other: DistinguishedName) -> Bool {
    relativeNames.count == other.relativeNames.count && mayBeWithin(other)
  }

  /// The attributes of a set have no order.
  private static func mayMatch(_ ours: [NameAttribute], _ theirs: [NameAttribute]) -> Bool {
    ours.count == theirs.count && theirs.allSatisfy { wanted in ours.contains { $0.mayMatch(wanted) } }
  }
}
