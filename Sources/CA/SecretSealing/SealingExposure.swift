public import X509

/// What the key of a cluster's controller opens: whoever stole it reads every SealedSecret for it, in git's history too.
public struct SealingExposure: Sendable {
  /// The certificate of the controller.
  public let certificate: Certificate
  /// The meshes whose intermediates in use were sealed for it, by name.
  public let meshes: [String]
  /// How many intermediates that are no longer in use were sealed for it.
  public let earlier: Int
}

extension OpenHome {
  /// The name of a mesh's sealing key among the authorities.
  public static let sealingKeySuffix = "/sealing-key"

  /// What the sealing key of a mesh opens, for the name `MESH/sealing-key`; nil for another name.
  ///
  /// - Throws: ``CAError/unknownAuthority(_:nearest:)`` for a mesh whose key is not sealed.
  public func sealingExposure(_ name: String) throws(CAError) -> SealingExposure? {
    guard name.hasSuffix(Self.sealingKeySuffix) else { return nil }
    let mesh = String(name.dropLast(Self.sealingKeySuffix.count))
    let authorities = try issuedAuthorities()
    guard let sealer = try secretSealers()[mesh] else {
      throw .unknownAuthority(name, nearest: authorities.intermediate(of: mesh)?.name)
    }
    let print = sealer.certificate.fingerprint
    let opened = try sealedKeys().filter { $0.certificate == print }
    let inUse = opened.filter { authorities.intermediate(of: $0.mesh)?.keyIdentifier == $0.key }
    return SealingExposure(
      certificate: sealer.certificate, meshes: Set(inUse.map(\.mesh)).sorted(),
      earlier: Set(opened.map(\.key)).subtracting(inUse.map(\.key)).count)
  }
}
