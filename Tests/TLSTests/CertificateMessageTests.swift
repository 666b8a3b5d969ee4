import Testing

@testable import TLS

@Suite struct CertificateMessageTests {
  private static let header: [UInt8] = [11, 0, 0, 0]

  @Test func bothVersionsAreRead() {
    let old = Self.header + [0, 0, 9, 0, 0, 1, 7, 0, 0, 2, 8, 9]
    #expect(CertificateMessage.certificates(in: old, version: .tls12) == [[7], [8, 9]])
    let new = Self.header + [1, 5, 0, 0, 14, 0, 0, 1, 7, 0, 1, 3, 0, 0, 2, 8, 9, 0, 0]
    #expect(CertificateMessage.certificates(in: new, version: .tls13) == [[7], [8, 9]])
  }

  @Test func anEmptyListIsNoCertificate() {
    #expect(CertificateMessage.certificates(in: Self.header + [0, 0, 0], version: .tls12) == [])
    #expect(CertificateMessage.certificates(in: Self.header + [0, 0, 0, 0], version: .tls13) == [])
  }

  @Test(
    arguments: [
      [], [0, 0], [0, 0, 1], [0, 0, 0, 0], [0, 0, 3, 0, 0, 1], [0, 0, 2, 0, 0], [0xFF, 0xFF, 0xFF, 0],
      [0, 0, 4, 0, 0, 2, 7], [0, 0, 4, 0, 0, 1, 7, 9],
    ] as [[UInt8]])
  func whatDoesNotAddUpIsRefused(body: [UInt8]) {
    #expect(CertificateMessage.certificates(in: Self.header + body, version: .tls12) == nil)
  }

  @Test(
    arguments: [[1], [0, 0, 0, 4, 0, 0, 1, 7], [0, 0, 0, 5, 0, 0, 1, 7, 0], [0, 0, 0, 6, 0, 0, 1, 7, 0, 1]] as [[UInt8]]
  )
  func extensionsAreCountedToo(body: [UInt8]) {
    #expect(CertificateMessage.certificates(in: Self.header + body, version: .tls13) == nil)
  }
}
