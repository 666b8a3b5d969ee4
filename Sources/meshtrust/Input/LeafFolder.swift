import CA
import Cryptography
import Diagnostics
import Files
import SystemPackage
import X509

/// The folder created by `issue --out` and `sign --out`, completely or not at all.
struct LeafFolder {
  typealias Keep = (IssuedLeaf) throws(CAError) -> Void

  let path: FilePath

  init(_ path: String) {
    self.path = FilePath(path)
  }

  /// Writes the leaf and its key before the home records them, so that none is recorded that cannot be stored, and gives
  /// the folder its name afterwards.
  func filled(_ console: Console, by issue: (_ keep: Keep) throws -> IssuedLeaf) throws -> IssuedLeaf {
    console.say(FolderDraft.leftOvers(of: path).map(Self.leftOver))
    let draft = try self.draft()
    let leaf: IssuedLeaf
    do {
      leaf = try issue { leaf throws(CAError) in try Self.write(leaf, into: draft.path) }
    } catch CAError.store(.unknownOutcome(let place, let run)) {
      // The leaf may be recorded, and then this is the only copy of its key.
      console.say([Self.leftOver(draft.path)])
      throw CAError.store(.unknownOutcome(place: place, run: run))
    } catch {
      draft.discard()
      throw error
    }
    try draft.put()
    return leaf
  }

  private func draft() throws(CAError) -> FolderDraft {
    do throws(FileError) {
      return try FolderDraft(of: path)
    } catch .exists {
      throw .exists(path: path)
    } catch {
      throw .files(error)
    }
  }

  private static func write(_ leaf: IssuedLeaf, into folder: FilePath) throws(CAError) {
    var secret: FileContent?
    if let key = leaf.key {
      do throws(X509Error) {
        secret = .secret(PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key)))
      } catch {
        throw .x509(error)
      }
    }
    do throws(FileError) {
      if let secret { try FileSystem.create(secret, at: folder.appending("key.pem")) }
      for (name, certificates) in [("cert-chain.pem", leaf.chain), ("root-cert.pem", leaf.roots)] {
        try FileSystem.create(FileContent(PEM.write(certificates)), at: folder.appending(name), permissions: .shared)
      }
      try FileSystem.synchronize(folder)
    } catch {
      throw .files(error)
    }
  }

  private static func leftOver(_ path: FilePath) -> Diagnostic {
    Diagnostic(
      "MT-HOME-35", .warning, what: "an earlier command for this folder was stopped, and `\(path)` is left of it",
      why: "it may have the key of a leaf that is issued",
      next: "if `\(.meshtrust("issued", "list"))` has its leaf, give it a name of its own; otherwise delete it")
  }
}

extension LeafFolder? {
  /// Without a folder the certificate is only printed.
  func filled(_ console: Console, by issue: (_ keep: LeafFolder.Keep) throws -> IssuedLeaf) throws -> IssuedLeaf {
    if let self { try self.filled(console, by: issue) } else { try issue { _ in } }
  }
}
