import Cryptography
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    (DigestAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      .sha384,
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    ),
    (
      .sha512,
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func `FIPS 180-4 example abc`(algorithm: DigestAlgorithm, expected: String) {
    #expect(Digest.hash(algorithm, Array("abc".utf8)) == octets(expected))
    #expect(algorithm.size == octets(expected).count)
  }

  @Test func `nothing has a digest too`() {
    #expect(sha256Hex([UInt8]()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `slices, raw buffers and other collections are read as the same octets`() {
    let padded = Array("xxabcxx".utf8)
    let expected = Digest.hash(.sha256, Array("abc".utf8))
    #expect(Digest.hash(.sha256, padded[2..<5]) == expected)
    #expect(Digest.hash(.sha256, padded) != expected)
    #expect(unsafe padded[2..<5].withUnsafeBytes { unsafe Digest.hash(.sha256, $0) } == expected)
    #expect(Digest.hash(.sha256, "cba".utf8.reversed()) == expected)
  }
}
