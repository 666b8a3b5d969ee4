import SwiftASN1

/// A PKCS #12 file (RFC 7292), also known as `.p12` and `.pfx`: certificates and keys behind a passphrase. It is
/// recognised, and not read.
public enum PKCS12 {
  /// Whether the bytes begin like `PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo, … }`.
  package static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
    guard let fields = try? DERNode.parse(Array(bytes)).children(.sequence, of: "PKCS #12"), fields.count >= 2,
      let version = try? Int(derEncoded: fields[0]), let content = try? fields[1].children(.sequence, of: "PKCS #12"),
      let first = content.first
    else { return false }
    let type = try? ObjectID(derEncoded: first)
    return version == 3 && (type == .pkcs7Data || type == .pkcs7SignedData)
  }
}
