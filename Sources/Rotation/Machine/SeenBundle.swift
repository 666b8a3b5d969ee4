public import CA
public import Diagnostics
import Federation
public import X509

/// A bundle as somebody saw it on a running mesh, held against the versions that were published.
public struct SeenBundle: Sendable {
  /// The mesh that was looked at.
  public let holder: String
  /// The mesh whose roots they are.
  public let mesh: String
  /// The roots that were there.
  public let certificates: [Certificate]
  /// The cluster's identifier of the object and its version, if the file came from a cluster.
  public let uid: String?
  /// The version of the object.
  public let resourceVersion: String?
  /// The file.
  public let file: String

  /// Takes what was seen.
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

  /// The evidence that it is, and what there is to say of it.
  ///
  /// - Throws: ``CAError/refused(_:)`` when it is none: another root is in it, one is missing, or it is an
  ///   older version.
  public func evidence(in ledger: RotationLedger) throws(CAError) -> (evidence: Evidence, warnings: [Diagnostic]) {
    let owner = ledger.rootOwner(of: mesh)
    let versions = ledger.bundles[owner] ?? []
    guard let last = versions.last else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    // The order of a file, and a root named twice to nudge sidecars, change nothing in what is trusted.
    let held = Set(certificates)
    guard held == Set(last.certificates), let version = matching(held, versions) else {
      throw .refused(.rotation(.otherBundle(difference(held, last, ledger))))
    }
    var warnings: [Diagnostic] = []
    if uid == nil || resourceVersion == nil {
      warnings.append(
        Diagnostic(
          "MT-ROT-01", .warning, what: "\(file) carries no uid and resourceVersion",
          why: "so it is a file that was made, not an object that a cluster gave out; it may never have been applied",
          next: "take it with `oc get configmap … -o yaml` from the cluster of `\(holder)`"))
    }
    let source = uid.map { "ConfigMap uid \($0) resourceVersion \(resourceVersion ?? "-")" } ?? "a file without uid"
    let evidence = Evidence(
      holder: holder, mesh: mesh, kind: .bundle, version: version.number, time: ledger.now, source: source)
    return (evidence, warnings)
  }

  /// An object that holds what several versions hold shows the oldest of those after which nothing else came.
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

/// What somebody vouches for, in one of the sentences that are understood.
public struct Assumption: Sendable {
  /// The sentences, for help and errors.
  public static let sentences = ["all proxies restarted", "istiod restarted", "PEER updated", "requests answered"]

  /// The sentence as it was given.
  public let text: String

  /// Takes a sentence; `MESH: ` before it names the mesh where a shared root leaves several open.
  public init(_ text: String) {
    self.text = text
  }

  /// The evidence that it is, for the meshes below an owner's root; nil when it is none of the sentences.
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

  /// A peer that was updated holds the last bundle; so does a mesh that names itself.
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
