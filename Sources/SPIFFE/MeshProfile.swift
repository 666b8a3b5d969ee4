package import Diagnostics
import X509

// The standard allows almost any text as a trust domain. In a mesh it must also be accepted by Istio, parsed by Go in a
// certificate, and expressible as a URI name constraint.

extension TrustDomain {
  /// Checks the rules of the standard and of the mesh profile (ID-07, ID-18).
  ///
  /// Lower-case DNS labels of at most 63 bytes, at most 253 bytes in total, and not like an IPv4 address.
  package static func mesh(_ text: String) throws(SPIFFEError) -> TrustDomain {
    let domain = try TrustDomain(text)
    if let fault = domain.meshFault {
      throw .identity(fault, correction: domain.meshCorrection)
    }
    return domain
  }

  /// Warnings about a valid name: it breaks the mesh profile (ID-07, ID-18), or others are likely to use it too
  /// (ID-17).
  package var findings: [Diagnostic] {
    var findings: [Diagnostic] = []
    if let fault = meshFault {
      var finding = SPIFFEError.identity(fault, correction: meshCorrection).diagnostic
      finding.severity = .warning
      findings.append(finding)
    }
    if let reason = collisionReason {
      findings.append(
        Diagnostic(
          "MT-ID-17", .warning, what: "the trust domain `\(name)` is likely to collide with another: \(reason)",
          why: "two trust domains with one name cannot be told apart, and a mesh ignores a peer with its own name",
          next: "choose a name below a DNS domain that you own, or one nobody else is likely to choose"))
    }
    return findings
  }

  private var labels: [Substring.UTF8View] {
    name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  }

  private var meshFault: IdentityFault? {
    // What the verifier takes for an address, which no constraint permits.
    if HostName(name)?.isDottedQuad ?? false { return .dottedQuad(Excerpt(name)) }
    return NameSyntax.hostname.fault(in: name).map { .notMeshName(Excerpt(name), $0) }
  }

  /// The name with hyphens for underscores and without a trailing dot.
  private var meshCorrection: String? {
    var text = String(name.map { $0 == "_" ? "-" : $0 })
    if text.hasSuffix(".") { text.removeLast() }
    guard text != name, let corrected = try? TrustDomain(text), corrected.meshFault == nil else { return nil }
    return text
  }

  private var collisionReason: String? {
    if name == "cluster.local" { return "it is the default of every mesh" }
    let labels = labels
    if labels.count == 1 { return "it has only one label" }
    if labels.dropLast().last?.elementsEqual("example".utf8) ?? false { return "it is reserved for documentation" }
    return nil
  }

}

extension SPIFFEID {
  /// Warnings about a valid ID: those of its trust domain, and a path that is not a workload's (ID-19).
  package var findings: [Diagnostic] {
    guard !path.isEmpty, !isWorkload else { return trustDomain.findings }
    var finding = SPIFFEError.identity(.notWorkload(Excerpt(path))).diagnostic
    finding.severity = .warning
    return trustDomain.findings + [finding]
  }
}
