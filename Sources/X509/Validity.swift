import SwiftASN1

/// A validity period, both ends inclusive (RFC 5280 section 4.1.2.5).
public struct Validity: Hashable, Sendable {
  public let notBefore: Timestamp
  public let notAfter: Timestamp
  /// Whether each date has the form for its year: UTCTime through 2049, GeneralizedTime after.
  package let usesProperForms: Bool

  package init(notBefore: Timestamp, notAfter: Timestamp) {
    self.notBefore = notBefore
    self.notAfter = notAfter
    usesProperForms = true
  }

  public func contains(_ moment: Timestamp) -> Bool { notBefore <= moment && moment <= notAfter }

  init(derEncoded node: DERNode) throws {
    var dates = try node.fields(.sequence, of: "validity")
    guard let start = try dates.next(), let end = try dates.next(), dates.isAtEnd else {
      throw broken("validity", "it must contain exactly two dates")
    }
    let (first, firstProper) = try Self.date(start)
    let (last, lastProper) = try Self.date(end)
    notBefore = first
    notAfter = last
    usesProperForms = firstProper && lastProper
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try Self.serialize(notBefore, into: &coder)
      try Self.serialize(notAfter, into: &coder)
    }
  }

  private static let firstGeneralizedYear = 2050

  /// Decodes a date, and whether it has the form for its year.
  static func date(_ node: DERNode) throws -> (moment: Timestamp, isProper: Bool) {
    let isShort = node.identifier == .utcTime
    let text = try node.primitive(isShort ? .utcTime : .generalizedTime, of: "validity")
    let yearDigits = isShort ? 2 : 4
    // RFC 5280 4.1.2.5.1 and 4.1.2.5.2: with seconds, without fractions, and always Z.
    guard text.count == yearDigits + 11, text.last == UInt8(ascii: "Z"),
      text.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
    else { throw broken("validity", "a date does not consist of digits from year to second, followed by Z") }
    /// The number of two digits at an offset.
    func pair(_ offset: Int) -> Int {
      let index = text.startIndex + offset
      return Int(text[index] - 0x30) * 10 + Int(text[index + 1] - 0x30)
    }
    let year = isShort ? pair(0) + (pair(0) < 50 ? 2000 : 1900) : pair(0) * 100 + pair(2)
    let fields = Timestamp.Fields(
      year: year, month: pair(yearDigits), day: pair(yearDigits + 2), hour: pair(yearDigits + 4),
      minute: pair(yearDigits + 6), second: pair(yearDigits + 8))
    // A date or second that does not exist converts to another one; there are no leap seconds.
    let moment = Timestamp(fields)
    guard moment.fields == fields else { throw broken("validity", "a date does not exist") }
    return (moment, isShort || year >= firstGeneralizedYear)
  }

  static func serialize(_ moment: Timestamp, into coder: inout DER.Serializer) throws {
    let fields = moment.fields
    if (1950..<firstGeneralizedYear).contains(fields.year) {
      try coder.serialize(
        UTCTime(
          year: fields.year, month: fields.month, day: fields.day, hours: fields.hour, minutes: fields.minute,
          seconds: fields.second))
    } else {
      try coder.serialize(
        GeneralizedTime(
          year: fields.year, month: fields.month, day: fields.day, hours: fields.hour, minutes: fields.minute,
          seconds: fields.second, fractionalSeconds: 0))
    }
  }
}
