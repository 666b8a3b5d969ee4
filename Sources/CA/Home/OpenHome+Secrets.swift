public import Federation
import Files
import SystemPackage

extension OpenHome {
  /// Whether the files with private keys belong into the meshes' folders: as asked now, or else as chosen before. A home
  /// that is sealed with a passphrase keeps its keys off the disk unless somebody chooses otherwise.
  func writesSecrets(_ asked: Bool?) throws(CAError) -> Bool {
    if let asked { return asked }
    guard try isIssued() else { return !isPassphraseGiven }
    if let chosen = try read({ try $0.writesSecrets() }) { return chosen }
    guard let row = try read({ try $0.home() }), row.hasKeyFile else { return false }
    return try !hasFoldersWithoutSecrets()
  }

  /// Whether a mesh's folder has its Secret in plain form.
  public func hasPlainSecret(_ mesh: Mesh) throws(CAError) -> Bool {
    guard try writesSecrets(nil) else { return false }
    // Before the first `apply` nothing was sealed for a cluster.
    guard try isBegun else { return true }
    return try read { try $0.secretSealers()[mesh.name] == nil }
  }

  /// Stores a choice, so that it holds for every later command.
  func remember(_ asked: Bool?, _ writer: any StoreWriting) throws {
    guard let asked else { return }
    // Whoever chooses plain keys, or none, ends sealing.
    for mesh in try writer.reader.secretSealers().keys { try writer.removeSecretSealer(of: mesh) }
    if try writer.reader.writesSecrets() != asked { try writer.setWritesSecrets(asked) }
  }

  /// Whether folders were written, and all of them without secrets: before the choice was stored, that was how it showed.
  private func hasFoldersWithoutSecrets() throws(CAError) -> Bool {
    let written = try federation().meshes.map { outputFolder(of: $0.name) }.filter {
      FileSystem.exists($0.appending("kustomization.yaml"))
    }
    return !written.isEmpty && written.allSatisfy { !FileSystem.exists($0.pushing(Emission.keyPath)) }
  }
}
