import Cryptography
import Testing

@Suite struct RandomBytesTests {
  @Test(arguments: [20, 4096])
  func `as many as asked for, and never the same`(count: Int) throws {
    let first = try RandomBytes.bytes(count)
    #expect(first.count == count)
    #expect(try RandomBytes.bytes(count) != first)
    #expect(try RandomBytes.secret(count).count == count)
    #expect(try RandomBytes.secret(count) != RandomBytes.secret(count))
  }

  @Test(arguments: [-1, 0, 1 << 20 + 1])
  func `impossible counts are refused`(count: Int) {
    let error = CryptographyError.invalidLength(.randomBytes, allowed: 1...1 << 20, found: count)
    #expect(throws: error) { try RandomBytes.bytes(count) }
    #expect(throws: error) { try RandomBytes.secret(count) }
  }
}
