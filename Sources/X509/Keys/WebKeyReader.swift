/// Finds JSON Web Keys (RFC 7517) by their members in a text: in JSON, in JSON that is a string of JSON, and in YAML.
///
/// Members are of one key between two braces; without braces up to a name that comes again, or to the next item of a list.
struct WebKeyReader<Octets: RandomAccessCollection> where Octets.Element == UInt8, Octets.Index == Int {
  private let octets: Octets
  /// Whether the braces in quotations are no structure.
  private let isJSON: Bool
  /// The members between the braces that are open, from the outermost; the first are those outside of all braces.
  private var open: [[WebKey.Member]] = [[]]
  /// The braces that are open beyond those of which members are kept.
  private var deeper = 0
  /// The quotation that is open between braces.
  private var quotation: Quotation?
  private var hasQuotedBraces = false
  /// The least column of the members outside of all braces; nil if all are far from the beginnings of their lines.
  private var column: Int?
  private var found: [WebKey] = []

  private struct Quotation {
    let mark: UInt8
    /// The backslashes before its mark: JSON in JSON has some.
    let backslashes: Int
  }

  private init(_ octets: Octets, isJSON: Bool) {
    self.octets = octets
    self.isJSON = isJSON
  }

  /// The keys in a text, in no order, public ones among them. One may be found twice.
  static func keys(in octets: Octets) -> [WebKey] {
    // Nearly every text has no member at all.
    guard octets.count >= WebKey.shortest, octets.contains(UInt8(ascii: ":")) else { return [] }
    var reader = Self(octets, isJSON: true)
    reader.read()
    guard reader.hasQuotedBraces else { return reader.found }
    // A quotation may hold JSON of its own, and what looks like its beginning may be none.
    var other = Self(octets, isJSON: false)
    other.read()
    return reader.found + other.found
  }

  private mutating func read() {
    var backslashes = 0
    for index in octets.indices {
      let octet = octets[index]
      switch octet {
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        if quotation != nil {
          hasQuotedBraces = true
        } else if octet == UInt8(ascii: "{") {
          begin()
        } else {
          end()
        }
      case UInt8(ascii: ":"): add(at: index)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote(at: index, behind: backslashes)
      // No quotation of JSON has a line feed.
      case 0x0A: quotation = nil
      case UInt8(ascii: "-"): endItem(at: index)
      default: break
      }
      backslashes = octet == UInt8(ascii: "\\") ? backslashes + 1 : 0
    }
    for (depth, members) in open.enumerated() { finish(members, isCut: depth > 0) }
  }

  // MARK: - Structure

  private mutating func begin() {
    guard open.count <= Self.deepest else {
      deeper += 1
      return
    }
    open.append([])
  }

  private mutating func end() {
    guard deeper == 0 else {
      deeper -= 1
      return
    }
    // A brace that closes nothing is of a value.
    guard open.count > 1 else { return }
    let members = open.removeLast()
    finish(members, isCut: false)
  }

  private mutating func finish(_ members: [WebKey.Member], isCut: Bool) {
    guard !members.isEmpty else { return }
    found.append(WebKey(members: members, isCut: isCut))
  }

  /// Ends the members that are outside of all braces, or in the innermost ones.
  private mutating func finishLast() {
    let members = open[open.count - 1]
    finish(members, isCut: false)
    open[open.count - 1] = []
  }

  private mutating func quote(at index: Int, behind backslashes: Int) {
    guard isJSON, open.count > 1 else { return }
    if let quotation {
      // A backslash at the end of what is quoted is escaped itself.
      let isEnd = backslashes % (2 * (quotation.backslashes + 1)) == quotation.backslashes
      let isOutside = backslashes < quotation.backslashes
      if octets[index] == quotation.mark, isEnd || isOutside { self.quotation = nil }
      return
    }
    // Elsewhere it is an apostrophe.
    guard let before = octetBefore(index - backslashes), "{[,:".utf8.contains(before) else { return }
    quotation = Quotation(mark: octets[index], backslashes: backslashes)
  }

  /// What stands before a place and the blanks in front of it.
  private func octetBefore(_ place: Int) -> UInt8? {
    let limit = max(octets.startIndex, place - Self.longestMargin)
    var index = place
    while index > limit, octets[index - 1] <= 0x20 { index -= 1 }
    // An escaped line feed is a blank, too.
    while index > limit + 1, "nrt".utf8.contains(octets[index - 1]), octets[index - 2] == UInt8(ascii: "\\") {
      index -= 2
      while index > limit, octets[index - 1] <= 0x20 || octets[index - 1] == UInt8(ascii: "\\") { index -= 1 }
    }
    return index > octets.startIndex ? octets[index - 1] : nil
  }

  /// A list that is the value of a member is not further to the left than the member.
  private mutating func endItem(at dash: Int) {
    guard open.count == 1, !open[0].isEmpty, let mark = margin(before: dash) else { return }
    let next = dash + 1 < octets.endIndex ? octets[dash + 1] : 0x0A
    guard next <= 0x20 || next == UInt8(ascii: "\\") else { return }
    if let column, mark >= column { return }
    finishLast()
  }

  /// The blanks between the beginning of a line and a place; nil if something else stands there.
  private func margin(before place: Int) -> Int? {
    guard let start = lineStart(before: place), octets[start..<place].allSatisfy({ $0 <= 0x20 }) else { return nil }
    return place - start
  }

  /// The beginning of the line of a place, behind a line feed that may be escaped; nil if it is far away.
  private func lineStart(before place: Int) -> Int? {
    let limit = max(octets.startIndex, place - Self.longestMargin)
    var index = place
    while index > limit {
      if octets[index - 1] == 0x0A { return index }
      let isEscape =
        index > octets.startIndex + 1 && octets[index - 1] == UInt8(ascii: "n")
        && octets[index - 2] == UInt8(ascii: "\\")
      if isEscape { return index }
      index -= 1
    }
    return index == octets.startIndex ? index : nil
  }

  // MARK: - Members

  /// The member whose name ends before a colon.
  private mutating func add(at colon: Int) {
    guard let named = name(before: colon), let value = value(behind: colon) else { return }
    let last = open.count - 1
    let isFar = last == 0 && open[0].last.map { value.lowerBound - $0.value.upperBound > Self.longestGap } ?? false
    if isFar || open[last].contains(where: { $0.name == named.name }) { finishLast() }
    if last == 0 {
      let own = lineStart(before: named.start).map { named.start - $0 }
      // Words may stand before the first of them.
      column = open[0].isEmpty ? own : [column, own].compactMap { $0 }.min()
    }
    open[last].append(WebKey.Member(name: named.name, value: value))
  }

  private func name(before colon: Int) -> (name: String, start: Int)? {
    let limit = max(octets.startIndex, colon - Self.longestMargin)
    var start = colon
    while start > limit, Self.isMargin(octets[start - 1]) { start -= 1 }
    // From the last one.
    var letters: [UInt8] = []
    while letters.count <= WebKey.longestName, let next = letter(before: start) {
      letters.append(next.octet)
      start = next.start
    }
    let plain = start > octets.startIndex ? octets[start - 1] : UInt8(ascii: " ")
    let before = CodedCharacter.last(before: start, in: octets)?.octet ?? plain
    // A line feed that is escaped stands before the name.
    if before == UInt8(ascii: "\\"), let first = letters.last, "nrt".utf8.contains(first) {
      letters.removeLast()
      start += 1
    }
    guard !letters.isEmpty, !PrivateKeys.isDigit(before), !".-".utf8.contains(before),
      letters.count <= WebKey.longestName
    else { return nil }
    let text = String(decoding: letters.reversed(), as: UTF8.self)
    return WebKey.names.contains(text) ? (name: text, start: start) : nil
  }

  /// The small letter that ends before a place, and where it begins.
  private func letter(before end: Int) -> (octet: UInt8, start: Int)? {
    guard end > octets.startIndex else { return nil }
    let coded = CodedCharacter.last(before: end, in: octets)
    let (octet, start) = coded.map { ($0.octet, $0.place.lowerBound) } ?? (octets[end - 1], end - 1)
    return (0x61...0x7A).contains(octet) ? (octet: octet, start: start) : nil
  }

  private func value(behind colon: Int) -> Range<Int>? {
    let limit = min(octets.endIndex, colon + Self.longestMargin)
    var start = colon + 1
    while start < limit, Self.isMargin(octets[start]), CodedCharacter.first(at: start, in: octets) == nil { start += 1 }
    var end = start
    while end < octets.endIndex {
      if WebKey.isOfValue(octets[end]) {
        end += 1
      } else if let coded = CodedCharacter.first(at: end, in: octets), WebKey.isOfValue(coded.octet) {
        end = coded.place.upperBound
      } else {
        break
      }
    }
    return start < end ? start..<end : nil
  }

  /// What may stand between a name, its colon and its value.
  private static func isMargin(_ octet: UInt8) -> Bool { " \t\"'\\".utf8.contains(octet) }

  private static var longestMargin: Int { 40 }
  private static var deepest: Int { 64 }
  /// More than a chain of certificates has between two members that no braces hold together.
  private static var longestGap: Int { 1 << 15 }
}
