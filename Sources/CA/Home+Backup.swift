public import Cryptography
import Files
public import SystemPackage

extension Home {
  /// Writes the whole home with its sealing key into one encrypted file: a lost sealing key must not lose every
  /// authority. The folders under `out/` are not in it, since they can be made again.
  public func backUp(to path: FilePath, passphrase: SecretBytes) throws(CAError) {
    guard !FileSystem.exists(path) else { throw .exists(path: path) }
    try locked { () throws(CAError) in
      let store = try store()
      // Whoever cannot open the home must not believe to have saved it.
      _ = try sealer(store)
      try store.write { try $0.append(.backedUp, folder.string, "to a file", at: now) }
      let copy = backupCopyPath
      try wrapping(CAError.files, FileSystem.remove(copy))
      let parts: [Backup.Part]
      do throws(CAError) {
        try store.copy(to: copy)
        parts = try backupParts(database: copy)
      } catch {
        try wrapping(CAError.files, FileSystem.remove(copy))
        throw error
      }
      try wrapping(CAError.files, FileSystem.remove(copy))
      let sealed = try Backup.seal(parts, passphrase: passphrase)
      try wrapping(CAError.files, FileSystem.write(sealed, to: path, permissions: .secret))
    }
  }

  /// Makes a home from a backup, in a folder that holds none. Files that are there already and are those of the backup
  /// are no hindrance: a clone has its federation.yaml, and a restore that was stopped is run again.
  public func restore(from path: FilePath, passphrase: SecretBytes) throws(CAError) {
    guard !FileSystem.exists(databasePath) else { throw .exists(path: databasePath) }
    let parts = try Backup.open(try wrapping(CAError.files, FileSystem.read(path)), passphrase: passphrase)
    let paths = ["federation.yaml": federationPath, "sealing.key": sealingKeyPath, "authority.db": databasePath]
    guard parts.allSatisfy({ paths[$0.name] != nil }), parts.contains(where: { $0.name == "authority.db" }) else {
      throw .backupUnreadable(detail: "it does not hold what a home needs")
    }
    for part in parts {
      guard let target = paths[part.name], FileSystem.exists(target) else { continue }
      let found = try wrapping(CAError.files, FileSystem.read(target))
      guard SecretBytes(copying: found) == part.content else { throw .exists(path: target) }
    }
    try wrapping(CAError.files, FileSystem.makeFolder(folder))
    // The database comes last: a kill before it leaves no home that looks whole.
    for part in parts.sorted(by: { $0.name != "authority.db" && $1.name == "authority.db" }) {
      guard let target = paths[part.name], !FileSystem.exists(target) else { continue }
      try wrapping(CAError.files, FileSystem.write(part.content, to: target))
    }
    let store = try store()
    try store.write { try $0.append(.restored, folder.string, "from a backup", at: now) }
  }

  private func backupParts(database: FilePath) throws(CAError) -> [Backup.Part] {
    var parts = [
      Backup.Part(
        name: "federation.yaml",
        content: SecretBytes(copying: try wrapping(CAError.files, FileSystem.read(federationPath))))
    ]
    if FileSystem.exists(sealingKeyPath) {
      parts.append(
        Backup.Part(name: "sealing.key", content: try wrapping(CAError.files, FileSystem.readSecret(sealingKeyPath))))
    }
    parts.append(
      Backup.Part(
        name: "authority.db", content: SecretBytes(copying: try wrapping(CAError.files, FileSystem.read(database)))))
    return parts
  }
}
