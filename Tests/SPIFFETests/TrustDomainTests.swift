import Diagnostics
import SPIFFE
import Testing

@Suite struct TrustDomainTests {
  @Test(arguments: ["red-mesh.local", "a", "10.0.0.1", "my_td", "-", "..", "example.org."])
  func takesWhatTheStandardAllows(text: String) throws {
    #expect(try TrustDomain(text).name == text)
  }

  @Test(arguments: [
    ("", "MT-ID-03"), ("Red-Mesh.local", "MT-ID-05"), ("a@b.example", "MT-ID-04"), ("red.local:443", "MT-ID-04"),
    ("spiffe://red.local", "MT-ID-04"), ("r%65d.local", "MT-ID-06"), ("red.local/ns", "MT-ID-05"),
    (" red.local", "MT-ID-05"), ("red.local\n", "MT-ID-05"), ("r\u{451}d.local", "MT-ID-05"), ("*", "MT-ID-05"),
  ])
  func refusesTheRest(text: String, code: Code) {
    let error = #expect(throws: SPIFFEError.self) { try TrustDomain(text) }
    #expect(error?.diagnostic.code == code)
    #expect(error?.exitStatus == .malformed)
  }

  @Test func limitIs255Bytes() throws {
    let longest = String(repeating: "a", count: 255)
    #expect(try TrustDomain(longest).name.utf8.count == 255)
    #expect(throws: SPIFFEError.identity(.trustDomainTooLong(count: 256))) { try TrustDomain(longest + "a") }
  }

  @Test(arguments: [
    ("Red-Mesh.LOCAL", "red-mesh.local"), ("a@b.example", "a.b.example"), ("spiffe://red.local/ns/a/sa/b", "red.local"),
    ("red.local:443", "red.local"), (" red.local\n", "red.local"), ("red.local/", "red.local"),
  ])
  func offersTheCorrection(text: String, corrected: String) {
    let error = #expect(throws: SPIFFEError.self) { try TrustDomain(text) }
    #expect(error?.diagnostic.next == "write `\(corrected)`")
  }

  @Test(arguments: ["", "a b", "*", "\u{E4}"])
  func offersNoCorrectionThatBreaksARule(text: String) {
    let error = #expect(throws: SPIFFEError.self) { try TrustDomain(text) }
    #expect(error?.diagnostic.next.description.contains(text.isEmpty ? "write ``" : "write `\(text)`") == false)
  }

  @Test(arguments: [
    ("a.b.local", "b.local", true), ("b.local", "b.local", false), ("b.local", "a.b.local", false),
    ("ab.local", "b.local", false), ("local", "b.local", false), ("x.a.b.local", "b.local", true),
  ])
  func knowsSubdomains(lower: String, upper: String, below: Bool) throws {
    #expect(try TrustDomain(lower).isBelow(TrustDomain(upper)) == below)
  }

  @Test func sortsByBytes() throws {
    let names = try ["b", "a.b", "a-b", "a"].map { try TrustDomain($0) }
    #expect(names.sorted().map(\.name) == ["a", "a-b", "a.b", "b"])
  }
}
