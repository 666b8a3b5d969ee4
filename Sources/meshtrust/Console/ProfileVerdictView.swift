import Diagnostics
import Documents
import SPIFFE
import SystemPackage
import Verifier
import X509

/// A verification result as text and as JSON.
struct ProfileVerdictView {
  private let verdict: ProfileVerdict
  private let chainForm: String
  private let bundleForm: String

  init(_ verdict: ProfileVerdict, chainForm: String = "", bundleForm: String = "") {
    self.verdict = verdict
    self.chainForm = chainForm
    self.bundleForm = bundleForm
  }

  func text(_ console: Console) -> String {
    (verdict.isAccepted ? accepted(console) : rejected(console)).joined(separator: "\n")
  }

  private func accepted(_ console: Console) -> [String] {
    let identity = verdict.identity.map { " \($0.printable)" } ?? ""
    var lines = [console.emphasised("accepted:", nil) + identity]
    if let path = verdict.path {
      var table = Table()
      for (index, certificate) in path.certificates.enumerated() {
        table.add(
          Self.role(index, path.certificates.count), certificate.description, "until \(certificate.validity.notAfter)")
      }
      lines += table.lines(indent: 2)
    }
    if let first = verdict.path?.firstToExpire {
      lines.append("  valid until \(first.validity.notAfter), when `\(first)` expires")
    }
    lines.append("  chain: \(chainForm); bundle: \(bundleForm); verified for \(verdict.time)")
    return lines + others(console, [])
  }

  private func rejected(_ console: Console) -> [String] {
    // Under --strict a warning can be the reason.
    let main = verdict.findings.first { $0.severity == .error } ?? verdict.findings.first
    var lines = [
      console.emphasised("rejected:", .error) + " " + (main.map { "\(console.text($0.what)) [\($0.code)]" } ?? "")
    ]
    if let main {
      if !main.why.isEmpty { lines.append("  why: \(console.text(main.why))") }
      if !main.next.isEmpty { lines.append("  fix: \(console.text(main.next))") }
    }
    lines += paths(main)
    lines.append("  chain: \(chainForm); bundle: \(bundleForm); verified for \(verdict.time)")
    return lines + others(console, main.map { [$0] } ?? [])
  }

  /// Every path that was tried and its broken link, unless the first lines already show it.
  private func paths(_ main: Diagnostic?) -> [String] {
    let failed = verdict.failedPaths
    return failed.enumerated().flatMap { index, path -> [String] in
      let number = failed.count > 1 ? " \(index + 1)" : ""
      let line = "  path\(number): " + Self.path(path)
      guard let certificate = path.certificate, failed.count > 1 || path.failure.code != main?.code else {
        return [line]
      }
      return [line, "    \(path.failure.code) at `\(certificate)`: \(path.failure)"]
    }
  }

  /// All other findings; a different verdict of the mesh's proxies comes first.
  private func others(_ console: Console, _ diagnostics: [Diagnostic]) -> [String] {
    // The line "valid until" already shows V-08.
    let rest = verdict.findings.filter { !diagnostics.contains($0) && $0.code != "MT-V-08" }
    return (proxies.map { ["  mesh: \($0)"] } ?? []) + console.lines(rest)
  }

  /// The verdict of the mesh's proxies, if it differs.
  private var proxies: String? {
    guard let proxies = verdict.otherwise else { return nil }
    guard let refusal = proxies.refusal else {
      return
        "its proxies would accept this anyway (--profile envoy): they check less than the standard requires"
    }
    return "its proxies would reject it (--profile envoy): \(refusal.what.description) [\(refusal.code)]"
  }

  /// The whole document. `diagnostics` has the warnings about the inputs.
  func node(diagnostics: [Diagnostic], handshake: Node? = nil) -> Node {
    .schema(
      "verify",
      entries + [("chainForm", .string(chainForm)), ("bundleForm", .string(bundleForm))]
        + (handshake.map { [("handshake", $0)] } ?? []) + [("diagnostics", .sequence(diagnostics.map(\.node)))])
  }

  /// The result alone, as in the lines of a batch.
  var entries: [(String, Node)] {
    [
      ("accepted", .bool(verdict.isAccepted)),
      ("identity", .optional(verdict.identity)),
      (
        "expected",
        verdict.expectation.map {
          .mapping([
            ("trustDomain", .string($0.trustDomain.name)), ("identity", .optional($0.identity?.uri)),
          ])
        } ?? .null
      ),
      ("time", .string(verdict.time.description)),
      ("presented", .sequence(verdict.presented.map { Self.node($0) })),
      ("path", verdict.path.map { .sequence($0.certificates.map { Self.node($0) }) } ?? .null),
      (
        "validUntil",
        .optional(verdict.isAccepted ? verdict.path?.firstToExpire?.validity.notAfter.description : nil)
      ),
      ("failedPaths", .sequence(verdict.failedPaths.map(Self.node))),
      ("findings", .sequence(verdict.findings.map(\.node))),
      ("meshWouldAccept", verdict.isFineForMesh.map { .bool($0) } ?? .null),
    ]
  }

  private static func role(_ index: Int, _ count: Int) -> String {
    if index == 0 { return "leaf" }
    return index == count - 1 ? "root" : "intermediate"
  }

  private static func path(_ failed: FailedPath) -> String {
    failed.certificates.enumerated().map { index, certificate in
      "\(certificate)" + (index == failed.index ? " ✗" : "")
    }.joined(separator: " ← ")
  }

  private static func node(_ failed: FailedPath) -> Node {
    .mapping([
      ("code", .string(failed.failure.code.rawValue)), ("reason", .string(failed.failure.description)),
      ("at", .int(failed.index)), ("certificates", .sequence(failed.certificates.map { node($0) })),
    ])
  }

  private static func node(_ certificate: Certificate) -> Node {
    .mapping([
      ("name", .string(certificate.description)), ("fingerprint", .string(certificate.fingerprint)),
      ("notAfter", .string(certificate.validity.notAfter.description)),
    ])
  }
}
