import CA
import Federation
import X509

extension Lifespan {
  /// Everything that lives for a time: owner by owner, the roots, their bundle, and the intermediate; then the remotes.
  static func all(in federation: ResolvedFederation, _ ledger: RotationLedger) -> [Lifespan] {
    let authorities = ledger.authorities
    var spans: [Lifespan] = []
    if federation.roots == .shared { spans += roots(of: .shared, ledger) }
    for mesh in federation.meshes {
      if federation.roots != .shared { spans += roots(of: .mesh(mesh.name), ledger) }
      guard let intermediate = authorities.intermediate(of: mesh.name) else { continue }
      spans.append(
        Lifespan(
          .intermediate, mesh.name, intermediate.certificate,
          due: RenewalRule.renewal(
            of: intermediate.certificate, mesh.profile,
            isExternal: authorities.root(of: mesh.name, in: federation)?.hasKey == false)))
    }
    for remote in authorities.remotes {
      spans += remote.card.roots.map { Lifespan(.remote, remote.name, $0, due: RenewalRule.rotation(of: $0)) }
    }
    return spans
  }

  /// The roots of an owner, and their bundle.
  private static func roots(of owner: AuthorityOwner, _ ledger: RotationLedger) -> [Lifespan] {
    let rotation = ledger.rotation(of: owner)
    let roots = ledger.authorities.all.filter { $0.owner == owner && $0.role == .root }
    var spans = roots.map { root in
      let part = rotation.map { $0.leaving == root.generation ? "leaving" : "arriving" } ?? ""
      return Lifespan(
        .root, "\(owner)", root.certificate, due: RenewalRule.rotation(of: root.certificate), remark: part)
    }
    guard let version = ledger.bundles[owner]?.last,
      let end = version.certificates.map(\.validity.notAfter).max()
    else { return spans }
    spans.append(
      Lifespan(
        kind: .bundle, owner: "\(owner)", name: "bundle of \(owner), version \(version.number)", start: version.since,
        due: nil, end: end, fingerprints: version.certificates.map(\.fingerprint),
        remark: rotation.map(\.phase.rawValue) ?? ""))
    return spans
  }

  private init(_ kind: Kind, _ owner: String, _ certificate: Certificate, due: Timestamp, remark: String = "") {
    self.init(
      kind: kind, owner: owner, name: certificate.description, start: certificate.validity.notBefore, due: due,
      end: certificate.validity.notAfter, fingerprints: [certificate.fingerprint], remark: remark)
  }
}
