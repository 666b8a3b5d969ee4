import Diagnostics
import SPIFFE
import X509

/// The roots of one trust domain, in an answer that holds those of several.
struct NamedBundle {
  /// As written; `spiffe://` before it is left out.
  let trustDomain: String
  let list: CertificateList
  var warnings: [Diagnostic] = []
  /// How many keys it has for JWT-SVIDs.
  var tokenKeys = 0
  /// Why it cannot be read.
  var fault: (any Error)?

  init(
    _ name: String, _ list: CertificateList, _ warnings: [Diagnostic] = [], fault: (any Error)? = nil
  ) {
    self.fault = fault
    trustDomain = name.hasPrefix(SPIFFEID.scheme) ? String(name.dropFirst(SPIFFEID.scheme.count)) : name
    self.list = list
    self.warnings = warnings
  }
}

extension [NamedBundle] {
  /// The trust domains, as text.
  var names: String {
    prefix(8).map { "`\($0.trustDomain.printable)`" }.joined(separator: ", ") + (count > 8 ? ", …" : "")
  }

  /// The bundle of a trust domain, and a note about those that are left out.
  func bundle(of domain: TrustDomain, source: String) throws -> (list: CertificateList, warnings: [Diagnostic]) {
    let own = filter { $0.trustDomain == domain.name }
    guard let found = own.first else {
      throw CommandLineError.wrongContent(
        file: source, found: isEmpty ? "no roots" : "roots of \(names)", wanted: "roots of `\(domain)`")
    }
    guard own.count == 1 else {
      throw CommandLineError.wrongContent(
        file: source, found: "\(own.count) bundles of `\(domain)`", wanted: "one bundle of each trust domain")
    }
    if let fault = found.fault { throw fault }
    guard count > 1 else { return (found.list, found.warnings) }
    let note = Diagnostic(
      "MT-CLI-91", .note, what: "only the roots of `\(domain)` are taken",
      why: "the file holds those of \(names), and bundles are never pooled")
    return (found.list, found.warnings + [note])
  }
}
