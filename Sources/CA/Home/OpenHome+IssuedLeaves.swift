import Diagnostics
import Federation
import SPIFFE
public import X509

/// A leaf certificate that the home issued or signed.
public struct KnownLeaf: Sendable {
  public let certificate: Certificate
  /// The mesh that issued it; nil for a mesh that is no longer described.
  public let mesh: String?
  /// When and why it was revoked; nil if it was not.
  public let revocation: RevocationListTemplate.Entry?
}

extension OpenHome {
  /// The leaves of a mesh, or of all, by expiry.
  ///
  /// - Parameter includingExpired: Whether those that have expired are listed too.
  public func issuedLeaves(of mesh: String?, includingExpired: Bool = false) throws(CAError) -> [KnownLeaf] {
    let federation = try federation()
    if let mesh { _ = try federation.requireMesh(mesh) }
    guard try isBegun else { throw .noAuthorities(home: folder) }
    let names = Dictionary(federation.meshes.map { ($0.trustDomain.uri, $0.name) }) { first, _ in first }
    let start = includingExpired ? Timestamp(seconds: .min) : now
    let known = try read { reader in
      try reader.leaves(endingAfter: start).map { leaf in
        let domain = leaf.uris.first.flatMap { uri in names.keys.first { uri == $0 || uri.hasPrefix($0 + "/") } }
        return KnownLeaf(
          certificate: leaf, mesh: domain.flatMap { names[$0] }, revocation: try reader.revocation(of: leaf))
      }
    }
    return known.filter { mesh == nil || $0.mesh == mesh }
  }

  /// Revokes a leaf: its issuer's CRL lists it, and it no longer holds a rotation. Both are one transaction. For a leaf that
  /// is revoked already, a CRL that lacks it is signed: that of an earlier version, which was stopped between the two.
  public func revokeLeaf(_ fingerprint: String, _ reason: RevocationReason) throws(CAError) -> KnownLeaf {
    try locked { () throws(CAError) in
      let leaf = try issuedLeaf(fingerprint)
      let isNew = leaf.revocation == nil
      guard let issuer = try read({ try $0.issuer(of: leaf.certificate) }) else {
        throw .noIntermediate(mesh: leaf.mesh ?? "")
      }
      let entry = RevocationListTemplate.Entry(leaf.certificate.serialNumber, date: now, reason: reason)
      let list = try listAgain(of: issuer, with: isNew ? entry : nil)
      guard isNew || list != nil else { return leaf }
      try write { writer in
        if isNew {
          try writer.revoke(leaf.certificate, issuer: issuer, reason, at: now)
          try writer.append(
            .revoked, leaf.certificate.uris.first ?? leaf.certificate.description,
            "SHA-256 \(leaf.certificate.fingerprint), \(reason)", at: now)
        }
        try storeLists(list.map { [$0] } ?? [], writer)
      }
      return try issuedLeaf(fingerprint)
    }
  }

  /// Forgets a leaf that nobody has: it no longer holds a rotation, and cannot be revoked any more.
  public func forgetLeaf(_ fingerprint: String) throws(CAError) -> KnownLeaf {
    try locked { () throws(CAError) in
      let leaf = try issuedLeaf(fingerprint)
      guard leaf.revocation == nil else { throw .refused(.issuing(.revokedLeaf(leaf.certificate))) }
      try write { writer in
        try writer.removeLeaf(leaf.certificate)
        try writer.append(
          .forgotLeaf, leaf.certificate.uris.first ?? leaf.certificate.description, Self.forgotten(leaf.certificate),
          at: now)
      }
      return leaf
    }
  }

  /// A leaf with its issuer, if that is stored, and the entries of the log that name it.
  public func issuedLeafWithHistory(
    _ fingerprint: String
  ) throws(CAError) -> (leaf: KnownLeaf, issuer: Certificate?, entries: [LogEntry]) {
    let leaf = try issuedLeaf(fingerprint)
    return try read { reader in
      let entries = try reader.verifiedLog().filter { $0.details.contains(leaf.certificate.fingerprint) }
      return (leaf, try reader.issuer(of: leaf.certificate), entries)
    }
  }

  /// Whether the home ever issued or signed a certificate, also if it was told to forget it.
  public func hasIssued(_ certificate: Certificate) throws(CAError) -> Bool {
    try read { reader in
      if try reader.hasSigned(certificate) { return true }
      return try reader.verifiedLog().contains { entry in
        entry.action == LogEntry.Action.forgotLeaf.rawValue && Self.isForgotten(certificate, entry.details)
      }
    }
  }

  /// How the log describes a leaf that is forgotten.
  private static func forgotten(_ leaf: Certificate) -> String {
    "SHA-256 \(leaf.fingerprint)" + numbered(leaf)
  }

  /// What stays of a certificate whose signature is written in another way, which changes its fingerprint.
  private static func numbered(_ leaf: Certificate) -> String {
    ", serial number \(leaf.serialNumber), until \(leaf.validity.notAfter)"
  }

  /// Earlier versions did not log the serial number: what they forgot is known by its fingerprint alone.
  private static func isForgotten(_ leaf: Certificate, _ details: String) -> Bool {
    let digest = details.prefix("SHA-256 ".count + leaf.fingerprint.count)
    return details.dropFirst(digest.count).hasPrefix(numbered(leaf))
      || details.hasPrefix("SHA-256 \(leaf.fingerprint), until \(leaf.validity.notAfter)")
  }

  /// The leaf whose fingerprint begins with a text of at least 8 digits.
  private func issuedLeaf(_ text: String) throws(CAError) -> KnownLeaf {
    let digits = text.lowercased().replacing("sha256:", with: "").filter { $0 != ":" }
    let found =
      digits.count < 8
      ? [] : try issuedLeaves(of: nil, includingExpired: true).filter { $0.certificate.fingerprint.hasPrefix(digits) }
    guard let leaf = found.first, found.count == 1 else { throw .unknownLeaf(text, several: found.count) }
    return leaf
  }
}
