extension StoreReader {
  static let everyRemoval = "SELECT mesh FROM removal ORDER BY mesh"
  static let everyRotation = "SELECT * FROM rotation ORDER BY owner"
  static let everyRemote = "SELECT * FROM remote ORDER BY name"
  static let everyDescription = "SELECT digest, time, actor, host, folder FROM applied_description ORDER BY entry"
  static let endOfLog = "SELECT * FROM log ORDER BY entry DESC LIMIT 1"
  static let lifetimes = "SELECT * FROM workload_lifetime ORDER BY mesh, seconds"

  static func authorities(where condition: String) -> String {
    """
    SELECT a.owner, a.role, a.generation, a.chain, a.certificate, c.der, k.id IS NOT NULL AS has_key, o.place
    FROM authority a JOIN certificate c ON c.fingerprint = a.certificate
    LEFT JOIN key k ON k.id = a.key LEFT JOIN outside_key o ON o.id = a.key AND o.state = 'ready'
    WHERE a.retired IS NULL AND \(condition)
    """
  }

  /// What nearly every command asks once it knows that the state is signed.
  func expectUsual() {
    database.expect([
      Self.everyRemoval, Self.authorities(where: "true"), Self.everyRotation, Self.everyRemote, Self.everyDescription,
      Self.endOfLog, Self.anyWrittenFile,
    ])
  }
}
