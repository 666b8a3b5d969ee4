public import CA
public import Diagnostics
import Federation
public import X509

/// A bundle observed on a running mesh, compared with the published versions.
public struct SeenBundle: Sendable {
  /// The observed mesh.
  public let holder: String
  public let mesh: String
  public let certificates: [Certificate]
  public let object: SeenObject
  /// Who states that a file without uid shows what the mesh has; nil if nobody does.
  public let claimant: String?

  public init(holder: String, mesh: String, certificates: [Certificate], object: SeenObject, claimant: String? = nil) {
    self.holder = holder
    self.mesh = mesh
    self.certificates = certificates
    self.object = object
    self.claimant = claimant
  }

  /// The evidence in it, with findings.
  ///
  /// - Throws: ``CAError/refused(_:)`` if it is no evidence: it has an unknown root, lacks one, is an older version, is
  ///   not newer than what was seen of the object, or comes from no cluster or from another mesh's.
  public func evidence(in ledger: RotationLedger) throws(CAError) -> (evidence: Evidence, warnings: [Diagnostic]) {
    let owner = ledger.rootOwner(of: mesh)
    let versions = ledger.bundles[owner] ?? []
    guard let last = versions.last else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    if object.isFromCluster {
      try requireOwn(ledger)
      try requirePast(ledger)
    }
    // The order of the file, and a root repeated to force renewal, do not change what is trusted.
    let held = Set(certificates)
    guard held == Set(last.certificates), let version = matching(held, versions) else {
      throw .refused(.rotation(.otherBundle(difference(held, last, ledger))))
    }
    guard object.isFromCluster else { return try stated(version, ledger) }
    try requireLasting()
    try requireDated(version, versions, ledger)
    return (found(.bundle, version.number, at: object.holdsSince(now(ledger))), [])
  }

  /// What it shows against the holder, if the holder's object has another bundle than the last one, or is about to go;
  /// nil if it is no later state of the object than what was recorded, or was recorded itself.
  public func contradiction(in ledger: RotationLedger) -> Evidence? {
    let versions = ledger.bundles[ledger.rootOwner(of: mesh)] ?? []
    let held = Set(certificates)
    guard object.isFromCluster, object.isBeingDeleted || held != versions.last.map({ Set($0.certificates) }) else {
      return nil
    }
    do throws(CAError) {
      try requireOwn(ledger)
      try requireNotOlder(ledger)
    } catch {
      return nil
    }
    let number = object.isBeingDeleted ? 0 : versions.last { Set($0.certificates) == held }?.number ?? 0
    // A time in the future must not protect the gate that it shuts.
    let evidence = found(.otherBundle, number, at: min(object.holdsSince(now(ledger)), now(ledger)))
    let isKnown = ledger.evidence.contains {
      $0.isOfSameObject(as: evidence) && $0.uid == evidence.uid && $0.resourceVersion == evidence.resourceVersion
        && $0.version == number
    }
    return isKnown ? nil : evidence
  }

  /// The time where the object is.
  private func now(_ ledger: RotationLedger) -> Timestamp { object.reading?.time ?? ledger.now }

  private func found(_ kind: Evidence.Kind, _ version: Int, at time: Timestamp) -> Evidence {
    Evidence(
      holder: holder, mesh: mesh, kind: kind, version: version, time: time, source: object.source, uid: object.uid,
      resourceVersion: object.resourceVersion, object: object.path, cluster: object.reading?.cluster)
  }

  /// A file that no cluster returned shows nothing by itself.
  private func stated(
    _ version: BundleVersion, _ ledger: RotationLedger
  ) throws(CAError) -> (evidence: Evidence, warnings: [Diagnostic]) {
    guard let claimant else {
      throw .refused(.rotation(.notFromCluster(file: object.file, holder: holder, mesh: mesh)))
    }
    let warning = Diagnostic(
      "MT-ROT-01", .warning, what: "\(object.file) has no uid and resourceVersion",
      why: "so it did not come from a cluster; that `\(holder)` has it is the word of \(claimant), and logged as that",
      next: "get it with `oc get configmap … -o yaml` from the cluster of `\(holder)`")
    let evidence = Evidence(
      holder: holder, mesh: mesh, kind: .bundle, version: version.number, time: ledger.now,
      source: "\(object.source), stated by \(claimant)", claimant: claimant)
    return (evidence, [warning])
  }

  /// If several versions have the same roots, the object proves the oldest one that no different version followed.
  private func matching(_ held: Set<Certificate>, _ versions: [BundleVersion]) -> BundleVersion? {
    versions.reversed().prefix { Set($0.certificates) == held }.last
  }

  private func difference(
    _ held: Set<Certificate>, _ wanted: BundleVersion, _ ledger: RotationLedger
  ) -> RotationRefusal.BundleDifference {
    let extra = held.subtracting(wanted.certificates).sorted { "\($0)" < "\($1)" }
    return RotationRefusal.BundleDifference(
      holder: holder, mesh: mesh, isRemote: ledger.federation.mesh(named: holder) == nil,
      missing: wanted.certificates.filter { !held.contains($0) }, extra: extra,
      stranger: extra.isEmpty ? nil : stranger(held, ledger))
  }

  /// Whose roots stand where the mesh's should.
  private func stranger(_ held: Set<Certificate>, _ ledger: RotationLedger) -> AuthorityOwner? {
    ledger.bundles.first { owner, versions in
      owner != ledger.rootOwner(of: mesh) && versions.contains { !held.isDisjoint(with: $0.certificates) }
    }?.key
  }
}
