import SwiftASN1

/// The period in which a certificate counts, both ends included (RFC 5280 section 4.1.2.5).
public struct Validity: Hashable, Sendable {
  /// The first second.
  public let notBefore: Timestamp
  /// The last second.
  public let notAfter: Timestamp
  /// Whether each date is written in the form that its year asks for: UTCTime through 2049, GeneralizedTime after.
  public let usesProperForms: Bool

  /// A period of whole seconds.
  public init(notBefore: Timestamp, notAfter: Timestamp) {
    self.notBefore = notBefore
    self.notAfter = notAfter
    usesProperForms = true
  }

  /// Whether the moment lies in the period.
  public func contains(_ moment: Timestamp) -> Bool { notBefore <= moment && moment <= notAfter }

  init(derEncoded node: ASN1Node) throws {
    let dates = try node.children(.sequence, of: "validity")
    guard dates.count == 2 else { throw broken("validity", "it must hold exactly two dates") }
    let (first, firstProper) = try Self.date(dates[0])
    let (last, lastProper) = try Self.date(dates[1])
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

  /// A date of a certificate or a revocation list, and whether its form is the one that its year asks for.
  static func date(_ node: ASN1Node) throws -> (moment: Timestamp, isProper: Bool) {
    if node.identifier == .utcTime {
      let time = try UTCTime(derEncoded: node)
      let fields = Timestamp.Fields(
        year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes,
        second: time.seconds)
      return (try moment(fields), true)
    }
    let time = try GeneralizedTime(derEncoded: node)
    // RFC 5280 4.1.2.5.2: seconds are always written, fractions never.
    guard time.rawFractionalSeconds.isEmpty else { throw broken("validity", "a date has fractions of a second") }
    let fields = Timestamp.Fields(
      year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes, second: time.seconds)
    return (try moment(fields), time.year >= firstGeneralizedYear)
  }

  /// swift-asn1 lets leap seconds pass; here they do not exist, and no other moment may stand for one.
  private static func moment(_ fields: Timestamp.Fields) throws -> Timestamp {
    guard fields.second < 60 else { throw broken("validity", "there is no second \(fields.second)") }
    return Timestamp(fields)
  }

  private static func serialize(_ moment: Timestamp, into coder: inout DER.Serializer) throws {
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
