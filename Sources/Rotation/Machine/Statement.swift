public import CA
import Federation

/// An administrator's statement about a running mesh, in one of the known sentences.
public struct Statement: Sendable {
  public static let sentences = [
    "all proxies restarted", "istiod restarted", "webhooks updated", "PEER updated", "requests answered",
  ]

  public let text: String
  /// Who made it, as the person said.
  public let claimant: String

  /// A prefix `MESH: ` names the mesh, where a shared root concerns several.
  public init(_ text: String, by claimant: String) {
    self.text = text
    self.claimant = claimant
  }

  /// The evidence for the meshes below an owner's root; nil if the sentence is unknown.
  public func evidence(in ledger: RotationLedger, of owner: AuthorityOwner) -> [Evidence]? {
    let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmed }
    let meshes = ledger.meshes(below: owner).map(\.name).filter { parts.count < 2 || $0 == parts[0] }
    guard let sentence = parts.last, !meshes.isEmpty else { return nil }
    func number(_ kind: Evidence.Kind, _ mesh: String) -> Int {
      switch kind {
      case .restart, .requests: 0
      case .webhooks, .bundle, .otherBundle: ledger.bundles[owner]?.last?.number ?? 0
      case .signer, .serving: ledger.signers[mesh]?.last?.number ?? 0
      }
    }
    func each(_ kinds: [Evidence.Kind]) -> [Evidence] {
      meshes.flatMap { mesh in kinds.map { kind in evidence(mesh, mesh, kind, number(kind, mesh), ledger) } }
    }
    let patching = meshes.filter { ledger.federation.mesh(named: $0)?.controlPlane.patchesWebhooks ?? false }
    let webhooks = patching.map { evidence($0, $0, .webhooks, number(.webhooks, $0), ledger) }
    switch sentence {
    case "all proxies restarted": return each([.restart])
    case "requests answered": return each([.requests])
    // An istiod that starts patches its webhooks.
    case "istiod restarted": return each([.signer, .serving]) + webhooks
    case "webhooks updated": return webhooks.isEmpty ? nil : webhooks
    default: return updated(sentence, meshes, ledger, owner)
    }
  }

  /// An updated peer has the latest bundle; so does a mesh that names itself.
  private func updated(
    _ sentence: String, _ meshes: [String], _ ledger: RotationLedger, _ owner: AuthorityOwner
  ) -> [Evidence]? {
    guard sentence.hasSuffix(" updated") else { return nil }
    let holder = String(sentence.dropLast(" updated".count))
    let version = ledger.bundles[owner]?.last?.number ?? 0
    let held = meshes.filter { mesh in
      mesh == holder || ledger.federation.mesh(named: mesh)?.gateways(for: holder) != nil
    }
    guard !held.isEmpty else { return nil }
    return held.map { evidence(holder, $0, .bundle, version, ledger) }
  }

  private func evidence(
    _ holder: String, _ mesh: String, _ kind: Evidence.Kind, _ version: Int, _ ledger: RotationLedger
  ) -> Evidence {
    Evidence(
      holder: holder, mesh: mesh, kind: kind, version: version, time: ledger.now,
      source: "stated by \(claimant): \(text)", claimant: claimant)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
