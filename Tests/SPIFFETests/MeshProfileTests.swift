import Diagnostics
import SPIFFE
import Testing

@Suite struct MeshProfileTests {
  @Test(arguments: ["red-mesh.local", "a", "1", "xn--exmple-cua.org", "1.2.3", "1.2.3.4.5", "10.0.0.1a"])
  func acceptsDNSNames(text: String) throws {
    #expect(try TrustDomain.mesh(text).name == text)
  }

  @Test(arguments: [
    ("my_td.local", "MT-ID-18"), ("red.local.", "MT-ID-18"), (".red.local", "MT-ID-18"), ("red..local", "MT-ID-18"),
    ("-red.local", "MT-ID-18"), ("red-.local", "MT-ID-18"), ("10.0.0.1", "MT-ID-07"), ("256.0.0.1", "MT-ID-07"),
    ("010.001.1.1", "MT-ID-07"), ("Red.local", "MT-ID-05"), ("", "MT-ID-03"),
  ])
  func refusesOtherNames(text: String, code: Code) {
    let error = #expect(throws: SPIFFEError.self) { try TrustDomain.mesh(text) }
    #expect(error?.diagnostic.code == code)
  }

  @Test func limitsLabelsAndTheWhole() throws {
    let label = String(repeating: "a", count: 63)
    #expect(try TrustDomain.mesh(label + ".local").name.utf8.count == 69)
    #expect(throws: SPIFFEError.self) { try TrustDomain.mesh(label + "a.local") }
    let whole = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
    #expect(try TrustDomain.mesh(whole).name.utf8.count == 253)
    #expect(throws: SPIFFEError.self) { try TrustDomain.mesh(whole + "b") }
  }

  @Test(arguments: [("my_td.local", "my-td.local"), ("red.local.", "red.local")])
  func offersTheCorrection(text: String, corrected: String) {
    let error = #expect(throws: SPIFFEError.self) { try TrustDomain.mesh(text) }
    #expect(error?.diagnostic.next == "write `\(corrected)`")
  }

  @Test(arguments: ["cluster.local", "red", "example.org", "red.example.com", "mesh.example"])
  func warnsOfNamesThatOthersUse(text: String) throws {
    let findings = try TrustDomain(text).findings
    #expect(findings.contains { $0.code == "MT-ID-17" } == (text != "mesh.example"))
    #expect(findings.allSatisfy { $0.severity == .warning })
  }

  @Test(arguments: ["red-mesh.local", "mesh.colours.corp", "cluster.local.red.corp", "myexample.org"])
  func hasNothingToSayOfGoodNames(text: String) throws {
    #expect(try TrustDomain(text).findings.isEmpty)
  }

  @Test func findingsNameTheBrokenRuleOfTheProfile() throws {
    #expect(try TrustDomain("my_td.local").findings.map(\.code) == ["MT-ID-18"])
    #expect(try TrustDomain("10.0.0.1").findings.map(\.code) == ["MT-ID-07"])
    #expect(try SPIFFEID("spiffe://red.local/db").findings.map(\.code) == ["MT-ID-19"])
    #expect(try SPIFFEID("spiffe://red.local").findings.isEmpty)
    #expect(try SPIFFEID("spiffe://red.local/ns/a/sa/b").findings.isEmpty)
  }
}
