import Cryptography
import Testing

@Suite struct SecretBytesTests {
  private struct Refusal: Error, Equatable {}

  @Test func `a copy holds the octets`() {
    let secret = SecretBytes(copying: [1, 2, 3])
    #expect(secret.count == 3)
    #expect(secret.exposed == [1, 2, 3])
    #expect(SecretBytes(copying: "ab".utf8).exposed == [0x61, 0x62])
  }

  @Test func `memory starts as zeros and is filled by the closure`() {
    let secret = SecretBytes(count: 4) { buffer in unsafe buffer[1] = 7 }
    #expect(secret.exposed == [0, 7, 0, 0])
    #expect(SecretBytes(copying: []).exposed == [])
  }

  @Test func `a throwing closure ends the initialization`() {
    #expect(throws: Refusal()) {
      try SecretBytes(count: 4) { buffer throws(Refusal) in
        unsafe buffer[0] = 1
        throw Refusal()
      }
    }
  }

  @Test(arguments: [0, 1, 31])
  func `one changed octet anywhere makes a difference`(index: Int) {
    let original = [UInt8](repeating: 0x5A, count: 32)
    var changed = original
    changed[index] ^= 1
    #expect(SecretBytes(copying: original) == SecretBytes(copying: original))
    #expect(SecretBytes(copying: original) != SecretBytes(copying: changed))
    #expect(constantTimeEqual(original, original))
    #expect(!constantTimeEqual(original, changed))
  }

  @Test func `different lengths are different`() {
    #expect(!constantTimeEqual([1, 2], [1, 2, 0]))
    #expect(!constantTimeEqual([], [0]))
    #expect(constantTimeEqual([], []))
    #expect(SecretBytes(copying: [1]) != SecretBytes(copying: []))
  }

  @Test func `nothing prints the octets`() {
    let secret = SecretBytes(copying: Array("hunter2".utf8))
    var dumped = ""
    dump(secret, to: &dumped)
    #expect("\(secret)" == "<secret>")
    #expect(String(reflecting: secret) == "<secret>")
    #expect(!dumped.contains("0x"))
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }
}
