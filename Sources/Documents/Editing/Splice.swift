/// Bytes that replace others.
public struct Splice: Hashable, Sendable {
  /// The offsets of the bytes that are replaced; empty for an insertion.
  public let range: Range<Int>
  /// The bytes that replace them.
  public let bytes: [UInt8]

  init(_ range: Range<Int>, _ text: String = "") {
    self.range = range
    bytes = Array(text.utf8)
  }

  init(at offset: Int, _ text: String) { self.init(offset..<offset, text) }

  /// Whether only one of the two can be made. Two insertions at the same offset can both be made.
  public func overlaps(_ other: Splice) -> Bool {
    if range.isEmpty && other.range.isEmpty { return false }
    return range.lowerBound < other.range.upperBound && other.range.lowerBound < range.upperBound
  }

  /// Makes splices that do not overlap. At the same offset, insertions come before replacements.
  static func join(_ splices: [Splice], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + splices.reduce(0) { $0 + $1.bytes.count })
    var done = 0
    let ordered = splices.enumerated().sorted { left, right in
      (left.element.range.lowerBound, left.element.range.upperBound, left.offset) < (
        right.element.range.lowerBound, right.element.range.upperBound, right.offset
      )
    }
    for (_, splice) in ordered {
      result += bytes[done..<splice.range.lowerBound]
      result += splice.bytes
      done = splice.range.upperBound
    }
    return result + bytes[done...]
  }
}
