import Documents
import Federation
import FoundationEssentials
import GRDB
import SPIFFE
import SystemPackage
import X509

extension SQLiteWriter {
  func setRemote(_ remote: HeldRemote) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO remote (name, trust_domain, sequence, form, facts, source, imported)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        remote.name, remote.card.trustDomain.name, remote.card.sequence, remote.form.rawValue,
        YAMLWriter.string([remote.card.node]), Data(remote.source), remote.imported.seconds,
      ])
  }

  func removeRemote(_ name: String) throws {
    try database.execute(sql: "DELETE FROM remote WHERE name = ?", arguments: [name])
  }

  func setPublished(_ mesh: String, sequence: Int64, content: [UInt8]) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO told (mesh, sequence, content) VALUES (?, ?, ?)",
      arguments: [mesh, sequence, Data(content)])
  }

  func setCard(_ mesh: String, for audience: String?, bytes: [UInt8], signers: [String]) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO card (mesh, audience, card, signers) VALUES (?, ?, ?, ?)",
      arguments: [mesh, audience ?? "", Data(bytes), signers.joined(separator: " ")])
  }
}
