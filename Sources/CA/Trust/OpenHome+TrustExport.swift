import Cryptography
public import Diagnostics
public import Federation
public import Kubernetes
public import SPIFFE
import X509

/// A mesh's exported trust.
public struct ExportedTrust: Sendable {
  public let card: TrustCard
  /// The card with its signatures.
  public let yaml: [UInt8]
  /// The fingerprints of the roots that signed it.
  public let signers: [String]
  /// Whether it was signed now; unchanged content is exported again in the same bytes.
  public let isNew: Bool

  public let warnings: [Diagnostic]
}

extension OpenHome {
  /// The trust card of a mesh, for one of its peers or for everyone.
  ///
  /// The number belongs to the mesh's facts, regardless of the recipient: it increases if they differ from those
  /// published last. Every root of the bundle whose key is here signs, and so does every earlier signer until its key
  /// is destroyed, so that a reader who missed a step of a rotation can still verify the card.
  ///
  /// - Parameter least: the lowest number that the card may have, for a home that was restored from an old backup and
  ///   whose peers have higher ones.
  public func exportCard(_ meshName: String, for peer: String?, least: Int64 = 1) throws(CAError) -> ExportedTrust {
    try locked { () throws(CAError) in
      let facts = try facts(of: meshName, for: peer)
      let sequence = try number(facts, least: least)
      let card = facts.view(for: peer, sequence: sequence.number)
      let signers = try signers(of: card)
      let fingerprints = signers.map(\.fingerprint)
      if !sequence.isNew, let last = try read({ try $0.card(of: meshName, for: peer) }),
        last.signers == fingerprints, let read = try? SignedTrustCard.read(last.bytes, source: meshName),
        read.card.signedBytes == card.signedBytes
      {
        return exported(card, last.bytes, fingerprints, isNew: false)
      }
      var signatures: [SignedTrustCard.Signature] = []
      if !signers.isEmpty {
        for root in signers { signatures.append(try sign(card, root)) }
      }
      let bytes = SignedTrustCard(card, signatures: signatures).yaml
      try write { writer in
        try writer.setPublished(meshName, sequence: sequence.number, content: facts.signedBytes)
        try writer.setCard(meshName, for: peer, bytes: bytes, signers: fingerprints)
        try writer.append(
          .exportedTrust, meshName,
          "card for \(peer ?? "everybody"), sequence \(sequence.number), signed by "
            + (fingerprints.isEmpty ? "nobody" : fingerprints.map { "SHA256:" + $0 }.joined(separator: " ")), at: now)
      }
      return exported(card, bytes, fingerprints, isNew: true)
    }
  }

  /// The roots of a mesh as a SPIFFE bundle, with the number of its facts.
  public func exportBundle(_ meshName: String) throws(CAError) -> TrustBundle {
    try locked { () throws(CAError) in
      let facts = try facts(of: meshName, for: nil)
      let sequence = try number(facts)
      if sequence.isNew {
        try write { writer in
          try writer.setPublished(meshName, sequence: sequence.number, content: facts.signedBytes)
          try writer.append(.exportedTrust, meshName, "SPIFFE bundle, sequence \(sequence.number)", at: now)
        }
      }
      return TrustBundle(
        trustDomain: facts.trustDomain, certificates: facts.roots, sequence: UInt64(clamping: sequence.number))
    }
  }

  /// The roots of a mesh as the ConfigMap that a peer applies. This format has no number, so nothing is changed.
  public func exportConfigMap(_ meshName: String, for peer: String?) throws(CAError) -> ConfigMap {
    let facts = try facts(of: meshName, for: peer)
    let federation = try federation()
    let namespace =
      peer.flatMap { name in
        federation.mesh(named: name)?.namespace ?? federation.mesh(named: meshName)?.peer(named: name)?.namespace
      }
    return ConfigMap(
      metadata: ObjectMetadata(
        name: Naming.rootConfigMap(ofPeer: meshName), namespace: namespace, labels: ManifestSet.managedBy,
        annotations: [Annotation.rootFingerprints: facts.roots.map(\.fingerprint).joined(separator: ",")]),
      data: [ConfigMap.rootKey: PEM.write(facts.roots)])
  }

  /// The facts of a mesh with its roots. Nothing is changed.
  public func exportFacts(_ meshName: String) throws(CAError) -> TrustCard { try facts(of: meshName, for: nil) }

  /// The current facts of a mesh, without a number.
  private func facts(of meshName: String, for peer: String?) throws(CAError) -> TrustCard {
    let federation = try federation()
    let mesh = try federation.requireMesh(meshName)
    if let peer, mesh.gateways(for: peer) == nil { _ = try federation.requirePeer(peer, of: mesh) }
    let authorities = try issuedAuthorities()
    guard let bundle = authorities.bundle(of: meshName, in: federation) else {
      throw .noIntermediate(mesh: meshName)
    }
    return TrustCard(mesh, roots: bundle.certificates)
  }

  /// The number of the facts: the last one, or the next if they differ from those published.
  private func number(
    _ facts: TrustCard, least: Int64 = 1
  ) throws(CAError) -> (number: Int64, isNew: Bool) {
    guard let last = try read({ try $0.published(facts.name) }) else { return (least, true) }
    if last.content == facts.signedBytes, last.sequence >= least { return (last.sequence, false) }
    return (max(last.sequence + 1, least), true)
  }

  /// The roots whose keys are here: those of the bundle in its order, then earlier signers.
  private func signers(of card: TrustCard) throws(CAError) -> [Certificate] {
    try read { reader in
      var roots = card.roots
      for fingerprint in try reader.signers(of: card.name)
      where !roots.contains(where: { $0.fingerprint == fingerprint }) {
        roots.append(try reader.certificate(fingerprint))
      }
      let outside = Set(try reader.outsideKeys().compactMap { $0.state == .ready ? $0.identifier : nil })
      return try roots.filter { root in
        try outside.contains(root.keyIdentifier) || reader.sealedKey(root.keyIdentifier) != nil
      }
    }
  }

  private func sign(_ card: TrustCard, _ root: Certificate) throws(CAError) -> SignedTrustCard.Signature {
    guard let signer = try signer(ofRoot: root) else { throw .noKey(authority: root.description) }
    return try wrapping(CAError.signing, SignedTrustCard.sign(card, with: signer, of: root))
  }

  private func exported(_ card: TrustCard, _ bytes: [UInt8], _ signers: [String], isNew: Bool) -> ExportedTrust {
    var warnings: [Diagnostic] = []
    if signers.isEmpty {
      warnings.append(
        Diagnostic(
          "MT-TRUST-17", .warning, what: "the card of `\(card.name)` is not signed",
          why: "the key of its root is not in this home, so only fingerprints can vouch for it, every time",
          next: "send each peer the fingerprint of every root, and the addresses, through another channel"))
    }
    return ExportedTrust(card: card, yaml: bytes, signers: signers, isNew: isNew, warnings: warnings)
  }
}
