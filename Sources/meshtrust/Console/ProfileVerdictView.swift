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
      let roles = path.certificates.indices.map { Self.role($0, path.certificates.count) }
      var table = Table()
      for (role, certificate) in zip(roles, path.certificates) {
        table.add(role, "until \(certificate.validity.notAfter)", name(certificate, on: console.page))
      }
      lines += table.lines(on: console.page, indent: 2)
      if let first = path.firstToExpire, let index = path.certificates.firstIndex(of: first) {
        lines.append("  valid until \(first.validity.notAfter), when the \(roles[index]) expires")
      }
    }
    lines.append("  chain: \(chainForm); bundle: \(bundleForm); verified for \(verdict.time)")
    return lines + others(console, [])
  }

  private func rejected(_ console: Console) -> [String] {
    // Under --strict a warning can be the reason.
    let main = verdict.findings.max { $0.severity < $1.severity }
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
    return (proxies.map { ["  mesh: \($0)"] } ?? []) + (ambient.map { ["  ambient: \($0)"] } ?? [])
      + console.lines(rest)
  }

  /// The verdict of ztunnel, if it differs.
  private var ambient: String? {
    guard let ztunnel = verdict.ambient else { return nil }
    guard let refusal = ztunnel.refusal else {
      return "ztunnel would accept this anyway (--profile ztunnel): it checks less than the standard requires"
    }
    return "ztunnel would reject it (--profile ztunnel): \(refusal.what.description) [\(refusal.code)]"
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
  func json(diagnostics: [Diagnostic], handshake: Node? = nil) -> JSONWriter {
    var json = JSONWriter(pretty: true)
    json.mapping { json in
      json.schema("verify")
      write(into: &json)
      json.member("chainForm", chainForm)
      json.member("bundleForm", bundleForm)
      if let handshake { json.member("handshake", handshake) }
      json.member("diagnostics", .sequence(diagnostics.map(\.node)))
    }
    return json
  }

  /// Writes the members of the result alone, as in the lines of a batch.
  func write(into json: inout JSONWriter) {
    json.member("accepted", verdict.isAccepted)
    json.member("identity", verdict.identity)
    json.key("expected")
    if let expectation = verdict.expectation {
      json.mapping { json in
        json.member("trustDomain", expectation.trustDomain.name)
        json.member("identity", expectation.identity?.uri)
      }
    } else {
      json.node(.null)
    }
    json.member("time", verdict.time.description)
    json.member("presented", verdict.presented)
    if let path = verdict.path { json.member("path", path.certificates) } else { json.member("path", Node.null) }
    json.member(
      "validUntil", verdict.isAccepted ? verdict.path?.firstToExpire?.validity.notAfter.description : nil)
    json.key("failedPaths")
    json.sequence(count: verdict.failedPaths.count) { json, index in json.failedPath(verdict.failedPaths[index]) }
    json.key("findings")
    json.sequence(count: verdict.findings.count) { json, index in json.diagnostic(verdict.findings[index]) }
    json.member("meshWouldAccept", verdict.isFineForMesh)
    json.member("ambientMeshWouldAccept", verdict.isFineForAmbient)
  }

  /// The identity stands whole in the first line; on a page that it does not fit into, its ends are enough here.
  private func name(_ certificate: Certificate, on page: Page) -> String {
    let name = certificate.description
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard page.width != nil, name == verdict.identity, parts.count > 5 else { return name }
    return (parts.prefix(3) + ["…"] + parts.suffix(1)).joined(separator: "/")
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
}

extension JSONWriter {
  fileprivate mutating func member(_ key: String, _ certificates: [Certificate]) {
    self.key(key)
    sequence(count: certificates.count) { json, index in
      let certificate = certificates[index]
      json.mapping { json in
        json.member("name", certificate.description)
        json.member("fingerprint", certificate.fingerprint)
        json.member("notAfter", certificate.validity.notAfter.description)
      }
    }
  }

  fileprivate mutating func failedPath(_ failed: FailedPath) {
    mapping { json in
      json.member("code", failed.failure.code.rawValue)
      json.member("reason", failed.failure.description)
      json.member("at", failed.index)
      json.member("certificates", failed.certificates)
    }
  }
}
