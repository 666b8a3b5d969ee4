import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// What is told of an issued leaf.
enum LeafView {
  static func text(_ issued: IssuedLeaf) -> String {
    let end = issued.chain.first.map { "\($0.validity.notAfter)" } ?? ""
    return "issued \(issued.identity.spiffeID), valid until \(end)"
  }

  /// A certificate that ends before what was asked for is no surprise to be found out later.
  static func warnings(_ issued: IssuedLeaf, asked: Lifetime?, now: Timestamp) -> [Diagnostic] {
    guard let asked, let leaf = issued.chain.first, leaf.validity.notAfter < now + asked.seconds else { return [] }
    return [
      Diagnostic(
        "MT-CLI-12", .warning, what: "the certificate ends on \(leaf.validity.notAfter), before what --ttl asks for",
        why: "no certificate outlives its issuer, and the intermediate ends then",
        next: "take a shorter --ttl; gateways and workloads are best renewed within days")
    ]
  }

  /// Without a folder everything is inside, the key as well, since it is nowhere else.
  static func node(_ issued: IssuedLeaf, _ schema: String, folder: String?) throws -> Node {
    var entries: [(String, Node)] = [
      ("spiffeID", .string(issued.identity.spiffeID.uri)),
      ("fingerprint", .optional(issued.chain.first?.fingerprint)),
      ("notAfter", .optional(issued.chain.first?.validity.notAfter.description)),
    ]
    if let folder {
      entries.append(("folder", .string(folder)))
    } else {
      entries += [("chain", .string(PEM.write(issued.chain))), ("roots", .string(PEM.write(issued.roots)))]
      if let key = issued.key {
        let pem = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key))
        entries.append(("key", .string(pem.withBytes { unsafe String(decoding: $0, as: UTF8.self) })))
      }
    }
    return .schema(schema, entries)
  }
}
