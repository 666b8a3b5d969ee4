import Cryptography
import Files
import SystemPackage
import X509

extension Home {
  /// Writes a `.gitignore`, so that `git add` adds the description, the public key and what was written for the meshes,
  /// but never a secret or a personal file. An existing one stays.
  func keepOutOfGit() throws(CAError) {
    let name = ".gitignore"
    guard try !wrapping(CAError.files, FileSystem.names(in: folder)).contains(name) else { return }
    let text = """
      # The database, the sealing key, backups and personal files stay out of git.
      /*
      !/\(name)
      !/federation.yaml
      !/home.pub
      !/\(Checkpoint.fileName)
      !/\(StoreFile.fileName)
      !/out/
      # Of what the meshes apply, everything but drafts and private keys.
      /out/.*
      secret-*.yaml
      *-key.pem
      *.key

      """
    do throws(FileError) {
      try FileSystem.create(FileContent(text), at: folder.appending(name), permissions: .shared)
    } catch .exists {
      // Another command made it at the same time.
    } catch {
      throw .files(error)
    }
  }
}

extension OpenHome {
  /// Writes the first row of the database, and returns its sealer.
  func firstSealer() throws(CAError) -> Sealer {
    switch home.secret {
    case .keyFile:
      let file = try freshKeyFile()
      return try createRow(name: file.home, method: .keyFile)
    case .passphrase:
      let method = try wrapping(CAError.cryptography, SealingMethod.freshPassphrase())
      return try createRow(name: try Self.randomName(), method: method)
    }
  }

  private func createRow(name: String, method: SealingMethod) throws(CAError) -> Sealer {
    let sealer = try Sealer.fresh(home: name)
    let wrapped = try sealer.wrapped(method, secret: home.secret, keyFile: sealingKeyPath)
    use(sealer)
    try write { writer in
      try writer.setHome(HomeRow(name: name, wrappedKey: wrapped, method: method), at: now)
      try writer.append(
        .created, folder.string, "sealed with \(method == .keyFile ? "sealing.key" : "a passphrase")", at: now)
    }
    return sealer
  }

  private func freshKeyFile() throws(CAError) -> SealingKeyFile {
    if FileSystem.exists(sealingKeyPath) { return try SealingKeyFile(path: sealingKeyPath) }
    let key = try wrapping(CAError.cryptography, RandomBytes.secret(32))
    let file = SealingKeyFile(path: sealingKeyPath, home: try Self.randomName(), key: key)
    try file.write()
    return file
  }

  /// A name that no other home has, so that a key of another home is recognized.
  private static func randomName() throws(CAError) -> String {
    try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal
  }
}
