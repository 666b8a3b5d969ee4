import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// The report about an issued leaf.
enum LeafView {
  static func text(_ issued: IssuedLeaf) -> String {
    let end = issued.chain.first.map { "\($0.validity.notAfter)" } ?? ""
    return "issued \(issued.identity.spiffeID), valid until \(end)"
  }

  /// Warns if a certificate expires before the requested time.
  static func warnings(_ issued: IssuedLeaf, asked: Lifetime?, now: Timestamp) -> [Diagnostic] {
    guard let asked, let leaf = issued.chain.first, leaf.validity.notAfter < now + asked.seconds else { return [] }
    return [
      Diagnostic(
        "MT-CLI-12", .warning,
        what: "the certificate expires on \(leaf.validity.notAfter), earlier than --ttl asks for",
        why: "no certificate outlives its issuer, and the intermediate expires then",
        next: "use a shorter --ttl; renew gateways and workloads within days")
    ]
  }

  /// Without a folder the document includes the key too, because it is stored nowhere else.
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
