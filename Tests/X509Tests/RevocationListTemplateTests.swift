import Cryptography
import Testing

@testable import X509

/// Lists that are made here, read by our own reader and by OpenSSL.
@Suite struct RevocationListTemplateTests {
  private let start = Timestamp(seconds: 1_780_272_000)

  private func template(_ entries: [RevocationListTemplate.Entry] = [], number: Int = 7) -> RevocationListTemplate {
    RevocationListTemplate(number: number, thisUpdate: start, nextUpdate: start + 86_400, entries: entries)
  }

  @Test func saysWhatItShould() throws {
    let root = try TestPKI.root()
    let first = try TestPKI.intermediate("first", by: root) { $0.serialNumber = [2, 2, 0x11, 1] }
    let second = try TestPKI.intermediate("second", by: root) { $0.serialNumber = [2, 2, 0x12, 1] }
    let list = try template([
      .init(first.certificate.serialNumber, date: start - 60, reason: .cessationOfOperation),
      .init(second.certificate.serialNumber, date: start - 30),
    ]).signed(by: root.key, issuer: root.certificate)
    #expect(list.issuer == root.certificate.subject && list.count == 2 && !list.isDelta)
    #expect(list.thisUpdate == start && list.nextUpdate == start + 86_400)
    #expect(list.number?.description == "07")
    let pem = Array(PEM.write(PEMBlock.revocationListLabel, list.der).utf8)
    let text = String(
      decoding: try OpenSSLCommand.succeeding(
        ["crl", "-in", "list.pem", "-noout", "-text", "-CAfile", "root.pem", "-verify"],
        files: ["list.pem": pem, "root.pem": Array(PEM.write([root.certificate]).utf8)]), as: UTF8.self)
    #expect(text.contains("Version 2 (0x1)") && text.contains("X509v3 CRL Number"))
    #expect(text.contains("Serial Number: 1101") && text.contains("Cessation Of Operation"))
    #expect(text.contains("Serial Number: 1201"))
  }

  @Test func anEmptyListIsOne() throws {
    let root = try TestPKI.root()
    let list = try template(number: 0).signed(by: root.key, issuer: root.certificate)
    #expect(list.count == 0)
    #expect(try RevocationList(der: list.der) == list)
  }

  @Test func refusesWhatNobodyWouldTake() throws {
    let root = try TestPKI.root()
    let other = try TestPKI.intermediate(by: root)
    let entry = RevocationListTemplate.Entry(other.certificate.serialNumber, date: start)
    #expect(throws: X509Error.self) { try template().signed(by: other.key, issuer: root.certificate) }
    #expect(throws: X509Error.self) { try template([entry, entry]).signed(by: root.key, issuer: root.certificate) }
    #expect(throws: X509Error.self) { try template(number: -1).signed(by: root.key, issuer: root.certificate) }
    var backwards = template()
    backwards.nextUpdate = start
    #expect(throws: X509Error.self) { try backwards.signed(by: root.key, issuer: root.certificate) }
    let silent = try TestPKI.root { $0.set(.keyUsage(0x04)) }
    #expect(throws: X509Error.self) { try template().signed(by: silent.key, issuer: silent.certificate) }
  }
}
