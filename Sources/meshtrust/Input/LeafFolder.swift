import CA
import X509

/// The folder that `issue --out` and `sign --out` make: whole, or not at all.
struct LeafFolder {
  let path: String

  func write(_ leaf: IssuedLeaf) throws {
    try FileSystem.makeFolder(path)
    do {
      if let key = leaf.key {
        let pem = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key))
        try FileSystem.write(pem, to: path + "/key.pem")
      }
      try FileSystem.write(Array(PEM.write(leaf.chain).utf8), to: path + "/cert-chain.pem", mode: 0o644)
      try FileSystem.write(Array(PEM.write(leaf.roots).utf8), to: path + "/root-cert.pem", mode: 0o644)
    } catch {
      try FileSystem.remove(path)
      throw error
    }
  }
}
