import Cryptography
import Testing
import X509

@testable import Lint

@Suite struct UnifiedDiffTests {
  private func diff(_ text: String, _ edits: Edit...) throws -> String {
    let fixing = FixedChange(text, edits)
    return UnifiedDiff.text(fixing.change)
  }

  /// What one file's repairs do.
  private struct FixedChange {
    let change: Fixing.Change

    init(_ text: String, _ edits: [Edit]) {
      let bytes = Array(text.utf8)
      change = Fixing.Change(
        file: "a.yaml", before: bytes, after: Repair(edits, of: bytes, source: "a.yaml").bytes)
    }
  }

  private func replace(_ line: Int, _ column: Int) -> Edit {
    Edit(file: "a.yaml", line: line, column: column, action: .replace(old: "old", new: "new"))
  }

  @Test func hunksHaveThreeLinesAround() throws {
    let lines = (1...20).map { "k\($0): old" }.joined(separator: "\n") + "\n"
    #expect(
      try diff(lines, replace(2, 5), replace(16, 6)) == """
        --- a.yaml
        +++ a.yaml
        @@ -1,5 +1,5 @@
         k1: old
        -k2: old
        +k2: new
         k3: old
         k4: old
         k5: old
        @@ -13,7 +13,7 @@
         k13: old
         k14: old
         k15: old
        -k16: old
        +k16: new
         k17: old
         k18: old
         k19: old

        """)
  }

  @Test func nothingIsShownWhereNothingChanges() throws { #expect(try diff("a: 1\n").isEmpty) }

  @Test(arguments: [
    "kind: Secret\napiVersion: old\ndata:\n  a: c2VjcmV0\n",
    "apiVersion: old\nkind: Secret\nstringData: {a: c2VjcmV0}\n---\nkind: x\n",
    "{\"apiVersion\": \"old\", \"kind\": \"Secret\", \"data\": {\"a\": \"c2VjcmV0\"}}",
    "apiVersion: old\nkind: Secret\nmetadata:\n  annotations:\n    last: c2VjcmV0\ntype: a\n",
  ])
  func valuesOfSecretsAreNotShown(text: String) throws {
    let line = text.hasPrefix("kind") ? 2 : 1
    let column = text.hasPrefix("{") ? 16 : 13
    let shown = try diff(text, replace(line, column))
    #expect(shown.contains("(a line of a Secret)"))
    #expect(!shown.contains("c2VjcmV0"))
    if !text.hasPrefix("{") { #expect(shown.contains("+apiVersion: new")) }
  }

  /// A Secret stays one when its fields or its kind are misspelt.
  @Test(arguments: [
    "kind: Secret\napiVersion: old\ndta:\n  a: c2VjcmV0\n", "kind: Sceret\napiVersion: old\ndata:\n  a: c2VjcmV0\n",
    "kid: Secret\napiVersion: old\ndata:\n  a: c2VjcmV0\n", "typ: Opaque\napiVersion: old\ndata:\n  a: c2VjcmV0\n",
    "kind: x\napiVersion: old\nstringdata:\n  a: c2VjcmV0\n",
    "kind: SecretLst\napiVersion: old\nitems:\n- a: c2VjcmV0\n",
    "kind: Secret\napiVersion: old\ndata:\na: c2VjcmV0\n",
    "kind: Template\napiVersion: old\nobjects:\n- kind: Secret\n  data:\n    a: c2VjcmV0\n",
  ])
  func whatLooksLikeASecretIsNotShown(text: String) throws {
    let shown = try diff(text, replace(2, 13))
    #expect(shown.contains("(a line of a Secret)") && !shown.contains("c2VjcmV0"))
    #expect(shown.contains("+apiVersion: new"))
  }

  /// Of the metadata of a Secret names are shown, and nothing that may be a copy of its values.
  @Test func namesOfSecretsAreShown() throws {
    let value = String(repeating: "c2VjcmV0", count: 12)
    let text = """
      kind: Secret
      metadata:
        # c2VjcmV0
        name: cacerts
        namespce: old
        labels: {app: mesh}
        tls.key: c2VjcmV0
        note: \(value)
        annotations:
          last: c2VjcmV0
      data:
        a: c2VjcmV0

      """
    let shown = try diff(text, replace(5, 13))
    #expect(shown.contains("-  namespce: old\n+  namespce: new\n") && shown.contains("   name: cacerts\n"), "\(shown)")
    #expect(shown.contains("   labels: {app: mesh}\n") && !shown.contains("c2VjcmV0"), "\(shown)")
    #expect(shown.contains("(a line of a Secret)"))
  }

  /// A private key in PEM.
  private static func key() throws -> String {
    let text = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(PrivateKey.generate(.p256)))
    return text.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private static func lines(_ text: String, _ head: String) -> String {
    text.split(separator: "\n").map { "\(head)\($0)\n" }.joined()
  }

  /// Whatever holds a key, and wherever it stands in the file, no line of it is shown.
  @Test func keysAreNotShown() throws {
    let pem = try Self.key()
    let encoded = Base64.encode(Array(pem.utf8))
    let wrapped = stride(from: 0, to: encoded.utf8.count, by: 64).map { "\(encoded.dropFirst($0).prefix(64))\n" }
      .joined()
    let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    let texts = [
      "data:\n  a: \(encoded)\nkind: ConfigMap\n", "data:\n  a: \"\(encoded)\"\n",
      "data:\n  a: |\n\(Self.lines(pem, "    "))", "data:\n  a: |-\n\(Self.lines(wrapped, "    "))",
      "data:\n  a:\n\(Self.lines(wrapped, "    "))", "# \(body)\n", Self.lines(pem, "# "), Self.lines(wrapped, "# "),
      "data:\n\(Self.lines(wrapped, "- "))", "data: [{\"x\": \"\(body)\"}]\n", "\(body): x\n",
      "data:\n  a: |\n    kind: Secret\n    data:\n      b: \(encoded)\n",
    ]
    for text in texts {
      let before = try diff("\(text)---\napiVersion: old\n", replace(text.split(separator: "\n").count + 2, 13))
      let after = try diff("apiVersion: old\n---\n\(text)", replace(1, 13))
      for shown in [before, after] {
        #expect(shown.contains("+apiVersion: new") && shown.contains("(a line with a private key)"), "\(shown)")
        for line in pem.split(separator: "\n") + wrapped.split(separator: "\n") where !line.hasPrefix("-----") {
          #expect(!shown.contains(line.prefix(12)))
        }
      }
    }
  }

  /// What is no key is shown, also beside one.
  @Test func otherLinesAreShown() throws {
    let encoded = Base64.encode(Array(try Self.key().utf8))
    let shown = try diff("data:\n  a: \(encoded)\napiVersion: old\nb: x\n", replace(3, 13))
    #expect(shown.contains("-apiVersion: old") && shown.contains("+apiVersion: new") && shown.contains(" b: x"))
    let json = try diff("{\n\"a\": \"\(encoded)\",\n\"apiVersion\": \"old\",\n\"b\": 1\n}\n", replace(3, 15))
    #expect(json.contains("+\"apiVersion\": \"new\",") && json.contains(" \"b\": 1"))
  }

  @Test func namesOfFilesStayOnOneLine() throws {
    let change = Fixing.Change(file: "a\n+++ b", before: [0x61], after: [0x62])
    #expect(UnifiedDiff.text(change).hasPrefix("--- a\\x0a+++ b\n+++ a\\x0a+++ b\n@@"))
  }
}
