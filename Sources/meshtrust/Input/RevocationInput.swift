import CA
import Diagnostics
import X509

/// Revocation lists from files: PEM, DER or PKCS #7.
enum RevocationInput {
  static func read(_ paths: [String]) throws -> (lists: [RevocationList], warnings: [Diagnostic]) {
    var lists: [RevocationList] = []
    var warnings: [Diagnostic] = []
    for path in paths {
      let bytes = try FileSystem.read(path)
      try FileError.naming(path) {
        if bytes.first == 0x30 {
          lists += PKCS7.isLikely(bytes) ? try PKCS7(der: bytes).revocationLists : [try RevocationList(der: bytes)]
        } else {
          let found = try PEM.revocationLists(bytes)
          lists += found.lists
          warnings += found.warnings.map { $0.within(path) }
        }
      }
    }
    return (lists, warnings)
  }
}
