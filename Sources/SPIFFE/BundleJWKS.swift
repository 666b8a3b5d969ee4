package import Diagnostics
package import Documents
package import X509

/// A trust bundle as a JWK set (SPIFFE Trust Domain and Bundle, section 4).
public enum BundleJWKS {
  /// Reads a bundle. As the standard requires, elements that are not for X509-SVIDs and unknown members are ignored
  /// (rule B-09).
  ///
  /// - Throws: ``SPIFFEError/bundle(_:)`` if the set or an element for X509-SVIDs is invalid, except for certificates that
  ///   cannot be read beside others that can.
  package static func read(
    _ root: Node, trustDomain: TrustDomain
  ) throws(SPIFFEError) -> (bundle: TrustBundle, warnings: [Diagnostic]) {
    guard let keys = root["keys"]?.sequence else { throw .bundle(.keysMissing) }
    var warnings: [Diagnostic] = []
    var certificates: [Certificate] = []
    if keys.isEmpty {
      warnings.append(
        Diagnostic(
          "MT-B-01", .warning, what: "the bundle has no keys",
          why: "so its owner no longer trusts any certificate of the trust domain",
          next: "ask the owner whether that is intended"))
    }
    var unreadable: [BundleFault] = []
    var unreadableKeys: [Int] = []
    for (index, node) in keys.enumerated() {
      let key = BundleKey(node, number: index + 1)
      do throws(BundleFault) {
        if let certificate = try key.certificate() { certificates.append(certificate) }
      } catch .unreadableCertificate(let number, let detail) {
        unreadable.append(.unreadableCertificate(key: number, detail: detail))
        unreadableKeys.append(number)
      } catch {
        throw .bundle(error)
      }
      warnings += key.findings
    }
    // One that cannot be read is named, and the others still count.
    if let first = unreadable.first, certificates.isEmpty { throw .bundle(first) }
    warnings += unreadable.map { fault in
      var warning = SPIFFEError.bundle(fault).diagnostic
      warning.severity = .warning
      return warning
    }
    let sequence = sequence(of: root, &warnings)
    let hint = refreshHint(of: root, &warnings)
    var bundle = TrustBundle(
      trustDomain: trustDomain, certificates: certificates, sequence: sequence, refreshHint: hint)
    bundle.tokenKeys = tokenKeys(in: root)
    bundle.unreadableKeys = unreadableKeys
    return (bundle, warnings)
  }

  /// How many keys of a set are for JWT-SVIDs.
  package static func tokenKeys(in root: Node) -> Int {
    (root["keys"]?.sequence ?? []).count(where: { $0["use"]?.string == BundleKey.tokenUse })
  }

  /// Writes a bundle: one key per root, `use` is `x509-svid`, no `kid`, exactly one certificate in `x5c` (rule B-05).
  ///
  /// - Throws: ``X509Error`` if a certificate's key type is not supported.
  package static func write(_ bundle: TrustBundle) throws(X509Error) -> Node {
    var keys: [Node] = []
    for certificate in bundle.certificates { keys.append(try BundleKey.node(of: certificate)) }
    var entries: [(String, Node)] = [("keys", .sequence(keys))]
    if let sequence = bundle.sequence {
      // A number beyond 63 bits is written as its digits.
      entries.append(
        ("spiffe_sequence", Node(Int64(exactly: sequence).map { .integer($0) } ?? .decimal(String(sequence)))))
    }
    if let hint = bundle.refreshHint { entries.append(("spiffe_refresh_hint", Node(.integer(hint)))) }
    return .mapping(entries)
  }

  /// B-02: at least 64 bits.
  private static func sequence(of root: Node, _ warnings: inout [Diagnostic]) -> UInt64? {
    let node = root["spiffe_sequence"]
    switch node?.content {
    case .integer(let value): if let sequence = UInt64(exactly: value) { return sequence }
    case .decimal(let text): if let sequence = UInt64(text) { return sequence }
    default: break
    }
    warnings.append(
      Diagnostic(
        "MT-B-02", .warning,
        what: node == nil ? "the bundle has no spiffe_sequence" : "the bundle's spiffe_sequence is not an integer",
        why: "a replayed old bundle cannot be told from a new one",
        next: "have its owner publish it with a sequence number"))
    return nil
  }

  /// A year, in seconds: whoever means longer means never.
  static let longestHint: Int64 = 366 * 86_400

  /// B-03: 300 seconds by default.
  private static func refreshHint(of root: Node, _ warnings: inout [Diagnostic]) -> Int64? {
    if case .integer(let seconds) = root["spiffe_refresh_hint"]?.content, (1...longestHint).contains(seconds) {
      return seconds
    }
    let isAbsent = root["spiffe_refresh_hint"] == nil
    warnings.append(
      Diagnostic(
        "MT-B-03", isAbsent ? .note : .warning,
        what: isAbsent
          ? "the bundle has no spiffe_refresh_hint"
          : "the bundle's spiffe_refresh_hint is no number of seconds up to a year",
        why: "readers then fetch the bundle every 300 seconds", next: "have its owner publish it with a hint"))
    return nil
  }
}
