import Documents
import Federation
import SPIFFE
import SystemPackage
import X509

extension StoreWriter {
  func setRemote(_ remote: HeldRemote) throws {
    // No two remotes have the same trust domain.
    try database.execute("DELETE FROM remote WHERE trust_domain = ?", [remote.card.trustDomain.name])
    try database.set(
      "remote", key: ["name"],
      [
        "name": remote.name, "trust_domain": remote.card.trustDomain.name, "sequence": remote.card.sequence,
        "form": remote.form.rawValue, "facts": YAMLWriter.string([remote.card.node]), "source": remote.source,
        "imported": remote.imported.seconds,
      ])
  }

  func removeRemote(_ name: String) throws {
    try database.execute("DELETE FROM remote WHERE name = ?", [name])
    try removeEndpointBundle(of: name)
  }

  func setPublished(_ mesh: String, sequence: Int64, content: [UInt8]) throws {
    try database.set("told", key: ["mesh"], ["mesh": mesh, "sequence": sequence, "content": content])
  }

  func setCard(_ mesh: String, for audience: String?, bytes: [UInt8], signers: [String]) throws {
    try database.set(
      "card", key: ["mesh", "audience"],
      ["mesh": mesh, "audience": audience ?? "", "card": bytes, "signers": signers.joined(separator: " ")])
  }
}
