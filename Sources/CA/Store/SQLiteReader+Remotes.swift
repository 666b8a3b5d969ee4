import Documents
import Federation
import FoundationEssentials
import GRDB
import SystemPackage
import X509

extension SQLiteReader {
  func remotes() throws -> [HeldRemote] {
    try Row.fetchAll(database, sql: "SELECT * FROM remote ORDER BY name").map { row in
      let name: String = row["name"]
      let facts: String = row["facts"]
      let source: Data = row["source"]
      return HeldRemote(
        card: try Self.card(Array(facts.utf8), of: name), form: HeldRemote.Form(rawValue: row["form"]) ?? .card,
        imported: Timestamp(seconds: row["imported"]), source: Array(source))
    }
  }

  func published(_ mesh: String) throws -> (sequence: Int64, content: [UInt8])? {
    try Row.fetchOne(database, sql: "SELECT sequence, content FROM told WHERE mesh = ?", arguments: [mesh]).map { row in
      let content: Data = row["content"]
      return (row["sequence"], Array(content))
    }
  }

  func card(of mesh: String, for audience: String?) throws -> (bytes: [UInt8], signers: [String])? {
    try Row.fetchOne(
      database, sql: "SELECT card, signers FROM card WHERE mesh = ? AND audience = ?",
      arguments: [mesh, audience ?? ""]
    ).map { row in
      let bytes: Data = row["card"]
      return (Array(bytes), Self.words(row["signers"]))
    }
  }

  func signers(of mesh: String) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT signers FROM card WHERE mesh = ? ORDER BY audience", arguments: [mesh])
      .flatMap(Self.words)
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private static func card(_ facts: [UInt8], of name: String) throws -> TrustCard {
    do {
      let documents = try DocumentReader.all(bytes: facts, source: name)
      return try SignedTrustCard(documents.first ?? Document(root: .null, source: name)).card
    } catch {
      throw CAError.damagedStore("the data of the remote `\(name)` cannot be read")
    }
  }
}
