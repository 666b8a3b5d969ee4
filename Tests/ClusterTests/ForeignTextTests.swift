import Cryptography
import Documents
import Testing
import X509

@testable import Cluster

/// What of a cluster's texts is kept: one printable line, without keys.
@Suite struct ForeignTextTests {
  private static func evil() throws -> (text: String, body: String) {
    let der = try PrivateKeyDER.encode(PrivateKey.generate(.p256))
    let body = der.withBytes { bytes in unsafe Base64.encode(bytes) }
    let lines = stride(from: 0, to: body.count, by: 30).map { String(body.dropFirst($0).prefix(30)) }
    let text =
      "\u{1B}[2J first\nsecond\u{202E} \(body) then -----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----"
    return (text + "\n" + lines.joined(separator: "\n"), body)
  }

  private static func node(_ pairs: [(String, Node)]) -> Node { .mapping(pairs) }

  private static func isClean(_ text: String?, _ body: String) -> Bool {
    guard let text else { return false }
    return text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) || $0 == "…" }
      && !text.contains(body.prefix(24)) && !text.contains(body.dropFirst(40).prefix(24))
  }

  @Test func everyStateIsOnePrintableLineWithoutKeys() throws {
    let (text, body) = try Self.evil()
    let evil = Node.string(text)
    let condition = Self.node([
      ("type", .string("Progressing")), ("reason", .string("ProgressDeadlineExceeded")), ("message", evil),
    ])
    let workload = WorkloadState(
      Self.node([("status", Self.node([("conditions", .sequence([condition]))]))]), .deployments)
    #expect(Self.isClean(workload.failure, body))
    let state = Self.node([
      ("name", evil), ("state", Self.node([("waiting", Self.node([("reason", evil)]))])),
    ])
    let pod = PodState(
      Self.node([("status", Self.node([("containerStatuses", .sequence([state]))]))]), keepsLabels: true)
    #expect(Self.isClean(pod.waiting, body))
    for reason in ["ReconcileError", "Reconciling"] {
      let condition = Self.node([
        ("type", .string("Reconciled")), ("status", .string("False")), ("reason", .string(reason)), ("message", evil),
      ])
      let plane = try #require(
        UnreconciledPlane(
          Self.node([
            ("metadata", Self.node([("name", evil)])), ("status", Self.node([("conditions", .sequence([condition]))])),
          ])))
      #expect(Self.isClean(plane.reason, body) && Self.isClean(plane.name, body))
    }
    #expect(Self.isClean(text.withoutForeignKeys, body))
    #expect("Deployment red/istiod: 1 of 2".withoutForeignKeys == "Deployment red/istiod: 1 of 2")
    #expect("a\nb".withoutForeignKeys == "a\\x0ab")
    #expect(String(repeating: "x ", count: 5000).asSentence.count == 1001)
  }
}
