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
  /// The UID of the cluster's object, if the file came from a cluster.
  public let uid: String?
  /// The resourceVersion of the object.
  public let resourceVersion: String?
  public let file: String

  public init(
    holder: String, mesh: String, certificates: [Certificate], uid: String?, resourceVersion: String?, file: String
  ) {
    self.holder = holder
    self.mesh = mesh
    self.certificates = certificates
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.file = file
  }

  /// The evidence in it, with findings.
  ///
  /// - Throws: ``CAError/refused(_:)`` if it is no evidence: it has an unknown root, lacks one, or is an
  ///   older version.
  public func evidence(in ledger: RotationLedger) throws(CAError) -> (evidence: Evidence, warnings: [Diagnostic]) {
    let owner = ledger.rootOwner(of: mesh)
    let versions = ledger.bundles[owner] ?? []
    guard let last = versions.last else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    // The order of the file, and a root repeated to force renewal, do not change what is trusted.
    let held = Set(certificates)
    guard held == Set(last.certificates), let version = matching(held, versions) else {
      throw .refused(.rotation(.otherBundle(difference(held, last, ledger))))
    }
    var warnings: [Diagnostic] = []
    if uid == nil || resourceVersion == nil {
      warnings.append(
        Diagnostic(
          "MT-ROT-01", .warning, what: "\(file) has no uid and resourceVersion",
          why: "so it did not come from a cluster, and may never have been applied",
          next: "get it with `oc get configmap … -o yaml` from the cluster of `\(holder)`"))
    }
    let source = uid.map { "ConfigMap uid \($0) resourceVersion \(resourceVersion ?? "-")" } ?? "a file without uid"
    let evidence = Evidence(
      holder: holder, mesh: mesh, kind: .bundle, version: version.number, time: ledger.now, source: source)
    return (evidence, warnings)
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
      holder: holder, mesh: mesh, missing: wanted.certificates.filter { !held.contains($0) }, extra: extra,
      stranger: extra.isEmpty ? nil : stranger(held, ledger))
  }

  /// Whose roots stand where the mesh's should.
  private func stranger(_ held: Set<Certificate>, _ ledger: RotationLedger) -> AuthorityOwner? {
    ledger.bundles.first { owner, versions in
      owner != ledger.rootOwner(of: mesh) && versions.contains { !held.isDisjoint(with: $0.certificates) }
    }?.key
  }
}

/// An administrator's statement, in one of the known sentences.
public struct Assumption: Sendable {
  public static let sentences = ["all proxies restarted", "istiod restarted", "PEER updated", "requests answered"]

  public let text: String

  /// A prefix `MESH: ` names the mesh, where a shared root concerns several.
  public init(_ text: String) {
    self.text = text
  }

  /// The evidence for the meshes below an owner's root; nil if the sentence is unknown.
  public func evidence(in ledger: RotationLedger, of owner: AuthorityOwner) -> [Evidence]? {
    let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmed }
    let meshes = ledger.meshes(below: owner).map(\.name).filter { parts.count < 2 || $0 == parts[0] }
    guard let sentence = parts.last, !meshes.isEmpty else { return nil }
    let source = "assumed: \(text)"
    func each(_ kinds: [Evidence.Kind]) -> [Evidence] {
      meshes.flatMap { mesh in
        kinds.map { kind in
          Evidence(
            holder: mesh, mesh: mesh, kind: kind,
            version: kind == .restart || kind == .requests ? 0 : ledger.signers[mesh]?.last?.number ?? 0,
            time: ledger.now, source: source)
        }
      }
    }
    switch sentence {
    case "all proxies restarted": return each([.restart])
    case "requests answered": return each([.requests])
    case "istiod restarted": return each([.signer, .serving])
    default: return updated(sentence, meshes, source, ledger, owner)
    }
  }

  /// An updated peer has the latest bundle; so does a mesh that names itself.
  private func updated(
    _ sentence: String, _ meshes: [String], _ source: String, _ ledger: RotationLedger, _ owner: AuthorityOwner
  ) -> [Evidence]? {
    guard sentence.hasSuffix(" updated") else { return nil }
    let holder = String(sentence.dropLast(" updated".count))
    let version = ledger.bundles[owner]?.last?.number ?? 0
    let held = meshes.filter { mesh in
      mesh == holder || ledger.federation.mesh(named: mesh)?.gateways(for: holder) != nil
    }
    guard !held.isEmpty else { return nil }
    return held.map {
      Evidence(holder: holder, mesh: $0, kind: .bundle, version: version, time: ledger.now, source: source)
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
