/// A time in whole seconds of UTC without leap seconds, as in certificates (RFC 5280 4.1.2.5).
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int64

  public init(seconds: Int64) {
    self.seconds = seconds
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// Adds seconds.
  package static func + (moment: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(seconds: moment.seconds + seconds)
  }

  /// Subtracts seconds.
  package static func - (moment: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(seconds: moment.seconds - seconds)
  }
}

extension Timestamp {
  /// Year, month, day, hour, minute and second of the proleptic Gregorian calendar in UTC.
  struct Fields: Hashable {
    var year, month, day, hour, minute, second: Int
  }

  /// The fields must be in range.
  init(_ fields: Fields) {
    // Days from the civil date. Years begin in March here, so that the leap day is last.
    let year = Int64(fields.month <= 2 ? fields.year - 1 : fields.year)
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let monthFromMarch = Int64((fields.month + 9) % 12)
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(fields.day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    seconds = days * 86_400 + Int64(fields.hour * 3600 + fields.minute * 60 + fields.second)
  }

  /// The calendar fields of the moment.
  var fields: Fields {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let ofDay = Int(seconds - days * 86_400)
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    return Fields(
      year: year, month: month, day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1),
      hour: ofDay / 3600, minute: ofDay / 60 % 60, second: ofDay % 60)
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2026-01-31T12:00:00Z` (RFC 3339).
  public var description: String {
    let fields = fields
    return Self.text { text in
      Self.write(date: fields, into: &text)
      text.append(separator: "T", fields.hour)
      text.append(separator: ":", fields.minute)
      text.append(separator: ":", fields.second)
      text.append(UInt8(ascii: "Z"))
    }
  }

  /// `2026-01-31`, for tables.
  package var day: String {
    let fields = fields
    return Self.text { Self.write(date: fields, into: &$0) }
  }

  private static func text(_ write: (inout OutputSpan<UInt8>) -> Void) -> String {
    // Enough for the year of any 64-bit number of seconds.
    unsafe String(unsafeUninitializedCapacity: 40) { buffer in
      var text = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
      write(&text)
      return unsafe text.finalize(for: buffer)
    }
  }

  private static func write(date fields: Fields, into text: inout OutputSpan<UInt8>) {
    if (0...9999).contains(fields.year) {
      text.append(twoDigits: fields.year / 100)
      text.append(twoDigits: fields.year % 100)
    } else {
      let year = String(fields.year).utf8
      for _ in 0..<max(0, 4 - year.count) { text.append(UInt8(ascii: "0")) }
      for digit in year { text.append(digit) }
    }
    text.append(separator: "-", fields.month)
    text.append(separator: "-", fields.day)
  }

  /// Reads `2026-01-31T12:00:00Z`, with a numeric offset instead of `Z`, with a fraction of a second, which is cut off,
  /// or a bare date, which means its first second.
  public init(_ text: String) throws(X509Error) {
    guard let moment = Self.parse(Array(text.utf8)) else { throw .unreadableTime(text) }
    self = moment
  }

  private static func parse(_ text: [UInt8]) -> Timestamp? {
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= text.count else { return nil }
      var value = 0
      for byte in text[range] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    func separator(_ index: Int, _ expected: String) -> Bool {
      index < text.count && expected.utf8.contains(text[index])
    }
    guard let year = number(0..<4), separator(4, "-"), let month = number(5..<7), separator(7, "-"),
      let day = number(8..<10)
    else { return nil }
    var fields = Fields(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    var offset: Int64 = 0
    if text.count > 10 {
      guard separator(10, "Tt "), let hour = number(11..<13), separator(13, ":"), let minute = number(14..<16),
        separator(16, ":"), let second = number(17..<19)
      else { return nil }
      // Certificates count whole seconds, so that a fraction changes nothing.
      let fraction = text[19...].first == UInt8(ascii: ".") ? text[20...].prefix { (0x30...0x39).contains($0) } : nil
      guard fraction?.isEmpty != true, let zone = Self.offset(text[(fraction?.endIndex ?? 19)...]) else { return nil }
      (fields.hour, fields.minute, fields.second) = (hour, minute, second)
      offset = zone
    }
    let moment = Timestamp(fields)
    // A day or an hour that does not exist comes back as another one.
    return moment.fields == fields ? moment - offset : nil
  }

  private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
    let text = Array(text)
    if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
    guard text.count == 6, text[3] == UInt8(ascii: ":"), text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
    else { return nil }
    let digits = [text[1], text[2], text[4], text[5]]
    guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    let values = digits.map { Int64($0) - 0x30 }
    let (hours, minutes) = (values[0] * 10 + values[1], values[2] * 10 + values[3])
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 3600 + minutes * 60) * (text[0] == UInt8(ascii: "-") ? -1 : 1)
  }
}

extension OutputSpan<UInt8> {
  /// Appends a separator and a number of two digits.
  fileprivate mutating func append(separator: Unicode.Scalar, _ number: Int) {
    append(UInt8(ascii: separator))
    append(twoDigits: number)
  }

  fileprivate mutating func append(twoDigits number: Int) {
    append(UInt8(ascii: "0") + UInt8(number / 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
