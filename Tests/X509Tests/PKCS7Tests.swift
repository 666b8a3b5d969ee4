import Cryptography
import Testing

@testable import X509

/// Messages that carry certificates and lists.
@Suite struct PKCS7Tests {
  private let root: Party
  private let leaf: Certificate
  private let list: RevocationList

  init() throws {
    root = try TestPKI.root()
    leaf = try TestPKI.leaf(by: root)
    list = try RawRevocationList.list(by: root)
  }

  private static let signedData = oid("1.2.840.113549.1.7.2")
  private static let data = der(0x30, oid("1.2.840.113549.1.7.1"))

  private func message(
    _ type: [UInt8] = Self.signedData, version: [UInt8] = [2, 1, 1], content: [UInt8] = Self.data,
    items: [UInt8]? = nil, signers: [UInt8] = [0x31, 0]
  ) -> [UInt8] {
    let carried = items ?? der(0xA0, leaf.der, root.certificate.der) + der(0xA1, list.der)
    return der(0x30, type, der(0xA0, der(0x30, version, [0x31, 0], content, carried, signers)))
  }

  @Test func `certificates and lists are read in their order`() throws {
    let bytes = message()
    let read = try PKCS7(der: bytes)
    #expect(read.certificates == [leaf, root.certificate] && read.revocationLists == [list])
    #expect(PKCS7.isLikely(bytes) && !PKCS7.isLikely(leaf.der) && !PKCS7.isLikely([1, 2]))
    #expect(try PKCS7(der: message(items: [])) == PKCS7(der: message(version: [2, 1, 3], items: [])))
    #expect(try PKCS7(der: message(items: der(0xA1, list.der))).certificates.isEmpty)
  }

  @Test func `what openssl makes is read, under both labels`() throws {
    let files = [
      "c.pem": Array(PEM.write([leaf, root.certificate]).utf8), "l.pem": Array(PEM.write("X509 CRL", list.der).utf8),
    ]
    let text = try OpenSSLCommand.succeeding(["crl2pkcs7", "-in", "l.pem", "-certfile", "c.pem"], files: files)
    let block = try #require(PEM(text).blocks.first)
    #expect(block.label == "PKCS7")
    #expect(try PKCS7(block).certificates == [leaf, root.certificate])
    #expect(try PEM.revocationLists(text).lists == [list])
    let cms = try #require(PEM(Array(PEM.write("CMS", block.der).utf8)).blocks.first)
    #expect(try PKCS7(cms) == PKCS7(block))
    let certificate = try #require(PEM(Array(PEM.write([leaf]).utf8)).blocks.first)
    #expect(throws: X509Error.self) { try PKCS7(certificate) }
  }

  @Test func `what is malformed or signs something is refused`() throws {
    let messages = [
      message(oid("1.2.840.113549.1.7.3")), message(version: [2, 1, 0]), message(version: [2, 1, 9]),
      message(content: der(0x30, oid("1.2.840.113549.1.7.1"), der(0xA0, [4, 1, 65]))),
      message(content: der(0x30, oid("1.2.3"))), message(signers: der(0x31, [0x30, 0])),
      message(items: der(0xA1, list.der) + der(0xA0, leaf.der)), message(items: der(0xA0, der(0xA1, [5, 0]))),
      message(items: der(0xA0, [0x30, 0])), message(items: der(0xA2, leaf.der)), message() + [0],
      der(0x30, Self.signedData), [0x30, 0x80] + message().dropFirst(4) + [0, 0], [],
    ]
    for bytes in messages { #expect(throws: X509Error.self) { try PKCS7(der: bytes) } }
    let whole = message()
    for count in 0..<whole.count { #expect(throws: X509Error.self) { try PKCS7(der: Array(whole.prefix(count))) } }
  }
}
