import SystemPackage
import Testing

@testable import Files

@Suite struct LineReaderTests {
  private static func lines(_ text: [UInt8], limit: Int = 1 << 24) throws -> [[UInt8]] {
    try withFolder { folder in
      try FileSystem.write(text, to: folder + "/lines", permissions: .secret)
      var reader = try LineReader(folder + "/lines", limit: limit)
      var lines: [[UInt8]] = []
      while let line = try reader.next() { lines.append(line) }
      #expect(try reader.next() == nil)
      return lines
    }
  }

  @Test(
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb\r\n c", ["a", "", "b\r", " c"]),
    ] as [(String, [String])])
  func `lines are what stands between line feeds`(text: String, lines: [String]) throws {
    #expect(try Self.lines(Array(text.utf8)) == lines.map { Array($0.utf8) })
  }

  @Test func `lines are gathered in one array`() throws {
    try withFolder { folder in
      try FileSystem.write(Array("a\n\nbc".utf8), to: folder + "/lines", permissions: .secret)
      var reader = try LineReader(folder + "/lines")
      var text = Array("<".utf8)
      var count = 0
      while try reader.next(appendingTo: &text) {
        text.append(UInt8(ascii: "|"))
        count += 1
      }
      #expect(String(decoding: text, as: UTF8.self) == "<a||bc|")
      #expect(count == 3)
    }
  }

  @Test func `a line may be longer than a piece, and lie across two`() throws {
    let lengths = [1, 65_535, 65_536, 200_000, 0, 70_000, 3]
    let expected = lengths.enumerated().map { [UInt8](repeating: UInt8(65 + $0.offset), count: $0.element) }
    #expect(try Self.lines(Array(expected.joined(separator: [10]))) == expected)
  }

  @Test func `a line beyond the limit is an error`() throws {
    let limit = 1 << 17
    #expect(try Self.lines([UInt8](repeating: 65, count: limit), limit: limit).count == 1)
    #expect(throws: FileError.self) { try Self.lines([UInt8](repeating: 65, count: limit + 1 << 17), limit: limit) }
  }

  @Test func `what cannot be read is an error`() throws {
    try withFolder { folder in
      #expect(throws: FileError.self) { try readFirst(folder + "/nothing") }
      #expect(throws: FileError.self) { try readFirst(folder) }
    }
  }

  private func readFirst(_ path: FilePath) throws {
    var reader = try LineReader(path)
    _ = try reader.next()
  }
}
