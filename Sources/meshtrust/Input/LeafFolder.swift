import CA
import Files
import SystemPackage
import X509

/// The folder created by `issue --out` and `sign --out`, completely or not at all.
struct LeafFolder {
  let path: FilePath

  init(_ path: String) {
    self.path = FilePath(path)
  }

  /// Creates the folder first, so that no certificate is issued that cannot be stored.
  func filled(by issue: () throws -> IssuedLeaf) throws -> IssuedLeaf {
    guard !FileSystem.exists(path) else { throw CAError.exists(path: path) }
    try FileSystem.makeFolder(path)
    do {
      let leaf = try issue()
      try write(leaf)
      return leaf
    } catch {
      try FileSystem.remove(path)
      throw error
    }
  }

  private func write(_ leaf: IssuedLeaf) throws {
    if let key = leaf.key {
      let pem = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key))
      try FileSystem.create(.secret(pem), at: path.appending("key.pem"))
    }
    for (name, certificates) in [("cert-chain.pem", leaf.chain), ("root-cert.pem", leaf.roots)] {
      try FileSystem.create(FileContent(PEM.write(certificates)), at: path.appending(name), permissions: .shared)
    }
  }
}

extension LeafFolder? {
  /// Without a folder the certificate is only printed.
  func filled(by issue: () throws -> IssuedLeaf) throws -> IssuedLeaf {
    if let self { try self.filled(by: issue) } else { try issue() }
  }
}
