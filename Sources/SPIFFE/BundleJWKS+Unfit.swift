package import Documents

extension BundleJWKS {
  /// Refuses a set of which an entry makes other readers refuse the whole: Istio and go-spiffe do (rule B-05). Whoever takes
  /// the roots of a bundle in place of those that are held asks this first: an entry that is passed over may be one of them,
  /// and a defect in the file must not take that away.
  ///
  /// - Parameter bundle: What was read of the set.
  /// - Throws: ``SPIFFEError/bundle(_:)`` with ``BundleFault/unfitEntry(key:detail:)``
  package static func requireFit(_ root: Node, _ bundle: TrustBundle) throws(SPIFFEError) {
    for (index, key) in (root["keys"]?.sequence ?? []).enumerated() where key["use"]?.string == "x509-svid" {
      guard let detail = defect(of: key, isUnreadable: bundle.unreadableKeys.contains(index + 1)) else { continue }
      throw .bundle(.unfitEntry(key: index + 1, detail: detail))
    }
  }

  private static func defect(of key: Node, isUnreadable: Bool) -> String? {
    let count = key["x5c"]?.sequence?.count ?? 0
    guard count == 1 else { return "it has \(count) certificates, not one" }
    guard key["kty"]?.string != nil else { return "it has no `kty`" }
    let isRead = key["x5c"]?.sequence?.first?.string != nil && !isUnreadable
    return isRead ? nil : "its certificate cannot be read"
  }
}
