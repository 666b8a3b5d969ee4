public import Diagnostics

// The standard lets a trust domain be almost any text. Meshes need more: what Istio accepts, what Go can parse in a
// certificate, and what a URI name constraint can express.

extension TrustDomain {
  /// Takes a name that a mesh may use: the standard's rules, and those of the mesh profile (ID-07, ID-18).
  ///
  /// Lower-case DNS labels of at most 63 bytes, at most 253 bytes in all, and not the look of an IPv4 address.
  public static func mesh(_ text: String) throws(SPIFFEError) -> TrustDomain {
    let domain = try TrustDomain(text)
    if let fault = domain.meshFault {
      throw .identity(fault, correction: domain.meshCorrection)
    }
    return domain
  }

  /// What is unwise about the name, as warnings: it keeps the standard, but not the mesh profile (ID-07, ID-18), or
  /// others are likely to use it too (ID-17).
  public var findings: [Diagnostic] {
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
          why: "two domains of one name cannot trust each other apart, and a mesh ignores a peer with its own name",
          next: "choose a name below a DNS domain of your own, or one unlikely to be chosen twice"))
    }
    return findings
  }

  private var labels: [Substring] { name.split(separator: ".", omittingEmptySubsequences: false) }

  private var meshFault: IdentityFault? {
    // Four numbers are taken for an address whatever their size: some libraries read 010.1.1.1 or 256.1.1.1 as one.
    if labels.count == 4, labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }) {
      return .dottedQuad(Excerpt(name))
    }
    return NameSyntax.hostname.fault(in: name).map { .notMeshName(Excerpt(name), $0) }
  }

  /// The name with hyphens for underscores and without the dot at its end.
  private var meshCorrection: String? {
    var text = String(name.map { $0 == "_" ? "-" : $0 })
    if text.hasSuffix(".") { text.removeLast() }
    guard text != name, let corrected = try? TrustDomain(text), corrected.meshFault == nil else { return nil }
    return text
  }

  private var collisionReason: String? {
    if name == "cluster.local" { return "it is what every mesh is called that was never given a name" }
    if labels.count == 1 { return "it has only one label" }
    if labels.dropLast().last == "example" { return "it is a name kept for documentation" }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension SPIFFEID {
  /// What is unwise about the ID in a mesh, as warnings: those of its trust domain, and a path that is not a
  /// workload's (ID-19).
  public var findings: [Diagnostic] {
    guard !path.isEmpty, workload == nil else { return trustDomain.findings }
    var finding = SPIFFEError.identity(.notWorkload(Excerpt(path))).diagnostic
    finding.severity = .warning
    return trustDomain.findings + [finding]
  }
}
