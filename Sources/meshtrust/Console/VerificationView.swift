import Diagnostics
import Documents
import SPIFFE
import Verifier
import X509

/// A verification as people and programs read it.
struct VerificationView {
  let isAccepted: Bool
  private let verification: Verification
  private let chainForm: String
  private let bundleForm: String

  init(_ verification: Verification, strict: Bool, chainForm: String, bundleForm: String) {
    self.verification = verification
    self.chainForm = chainForm
    self.bundleForm = bundleForm
    isAccepted = strict ? verification.isAcceptedStrictly : verification.isAccepted
  }

  func text(_ console: Console) -> String {
    (isAccepted ? accepted(console) : rejected(console)).joined(separator: "\n")
  }

  private func accepted(_ console: Console) -> [String] {
    let identity = verification.identity.map { " \($0)" } ?? ""
    var lines = [console.emphasised("accepted:", nil) + identity]
    if let path = verification.path {
      var table = Table()
      for (index, certificate) in path.certificates.enumerated() {
        table.add(
          Self.role(index, path.certificates.count), certificate.description, "until \(certificate.validity.notAfter)")
      }
      lines += table.lines(indent: 2)
    }
    if let first = verification.firstToExpire {
      lines.append("  valid until \(first.validity.notAfter), when `\(first)` ends")
    }
    lines.append("  chain: \(chainForm); bundle: \(bundleForm); judged for \(verification.time)")
    return lines + others(console, [])
  }

  private func rejected(_ console: Console) -> [String] {
    // Under --strict a warning can be what rejects.
    let main = verification.reasons.first ?? verification.findings.first
    var lines = [console.emphasised("rejected:", .error) + " " + (main.map { "\($0.what) [\($0.code)]" } ?? "")]
    if let main {
      if !main.why.isEmpty { lines.append("  why: \(main.why)") }
      if !main.next.isEmpty { lines.append("  fix: \(main.next)") }
    }
    lines += paths(main)
    lines.append("  chain: \(chainForm); bundle: \(bundleForm); judged for \(verification.time)")
    return lines + others(console, main.map { [$0] } ?? [])
  }

  /// Every path that was tried and the link at which it broke, unless the first lines tell that already.
  private func paths(_ main: Diagnostic?) -> [String] {
    let failed = verification.failedPaths
    return failed.enumerated().flatMap { index, path -> [String] in
      let number = failed.count > 1 ? " \(index + 1)" : ""
      let line = "  path\(number): " + Self.path(path)
      guard let certificate = path.certificate, failed.count > 1 || path.failure.code != main?.code else {
        return [line]
      }
      return [line, "    \(path.failure.code) at `\(certificate)`: \(path.failure)"]
    }
  }

  private func others(_ console: Console, _ told: [Diagnostic]) -> [String] {
    // The line "valid until" tells V-08 already.
    verification.findings.filter { !told.contains($0) && $0.code != "MT-V-08" }.map { console.text($0) }
  }

  /// `told` are the warnings about the inputs themselves.
  func node(told: [Diagnostic]) -> Node {
    .schema(
      "verify",
      [
        ("accepted", .bool(isAccepted)),
        ("identity", .optional(verification.identity?.uri)),
        (
          "expected",
          .mapping([
            ("trustDomain", .string(verification.expectation.trustDomain.name)),
            ("identity", .optional(verification.expectation.identity?.uri)),
          ])
        ),
        ("time", .string(verification.time.description)),
        ("chainForm", .string(chainForm)), ("bundleForm", .string(bundleForm)),
        ("presented", .sequence(verification.presented.map { Self.node($0) })),
        ("path", verification.path.map { .sequence($0.certificates.map { Self.node($0) }) } ?? .null),
        ("validUntil", .optional(isAccepted ? verification.firstToExpire?.validity.notAfter.description : nil)),
        (
          "failedPaths",
          .sequence(
            verification.failedPaths.map { failed in
              .mapping([
                ("code", .string(failed.failure.code.rawValue)), ("reason", .string(failed.failure.description)),
                ("at", .int(failed.index)), ("certificates", .sequence(failed.certificates.map { Self.node($0) })),
              ])
            })
        ),
        ("findings", .sequence(verification.findings.map(\.node))),
        ("diagnostics", .sequence(told.map(\.node))),
      ])
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

  private static func node(_ certificate: Certificate) -> Node {
    .mapping([
      ("name", .string(certificate.description)), ("fingerprint", .string(certificate.fingerprint)),
      ("notAfter", .string(certificate.validity.notAfter.description)),
    ])
  }
}
