import Diagnostics
import X509

struct StoreWriter: StoreWriting {
  let database: any StoreDatabase
  let clock: HomeClock
  /// Who acts, asked when the first entry is written.
  let origin: @Sendable () -> LogOrigin

  var reader: any StoreReading { StoreReader(database: database) }

  func setHome(_ home: HomeRow, at time: Timestamp) throws {
    // A home with one slot that nobody named looks as it always did.
    let only = home.slots.count == 1 ? home.slots.first { $0.name == $0.method.defaultName && !$0.isToken } : nil
    try set(only == nil ? home.slots : [], at: time)
    let arguments: [(any StoreArgument)?] =
      [home.name, time.seconds, only?.wrappedKey ?? []] + Self.passphrase(only?.method)
    try database.execute(
      """
      INSERT INTO home (id, name, created, wrapped_key, salt, scrypt_n, scrypt_r, scrypt_p) VALUES (1, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET wrapped_key = excluded.wrapped_key, salt = excluded.salt,
        scrypt_n = excluded.scrypt_n, scrypt_r = excluded.scrypt_r, scrypt_p = excluded.scrypt_p
      """, arguments)
  }

  func insertKey(_ identifier: String, algorithm: String, sealed: [UInt8], at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO key (id, algorithm, sealed, created) VALUES (?, ?, ?, ?)",
      [identifier, algorithm, sealed, time.seconds])
  }

  func insertCertificate(_ certificate: Certificate, _ kind: CertificateKind, issuer: Certificate?, at time: Timestamp)
    throws
  {
    try database.execute(
      """
      INSERT INTO certificate (fingerprint, der, kind, issuer, identity, not_before, not_after, created)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING
      """,
      [
        certificate.fingerprint, certificate.der, kind.rawValue, issuer?.fingerprint, certificate.uris.first,
        certificate.validity.notBefore.seconds, certificate.validity.notAfter.seconds, time.seconds,
      ])
  }

  func insertAuthority(_ authority: Authority) throws {
    try database.execute(
      "INSERT INTO authority (owner, role, generation, certificate, key, chain) VALUES (?, ?, ?, ?, ?, ?)",
      [
        authority.owner.stored, authority.role.rawValue, authority.generation,
        authority.certificate.fingerprint, authority.keyIdentifier,
        authority.chain.map(\.fingerprint).joined(separator: " "),
      ])
  }

  func append(_ action: LogEntry.Action, _ subject: String, _ details: String, at time: Timestamp) throws {
    let last = try database.row(StoreReader.endOfLog)
    let entry = LogEntry(
      number: (try last?["entry"] ?? 0) + 1, time: time, action: action.rawValue, subject: subject.printable,
      details: (clock.system.map { "\(details); --now was given, the system's time was \($0)" } ?? details).printable,
      origin: origin().printable, previous: try last?["hash"] ?? LogEntry.genesis)
    try database.execute(
      """
      INSERT INTO log (entry, time, action, subject, details, previous, hash, form, actor, proof, host, command, tool, run)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        entry.number, entry.time.seconds, entry.action, entry.subject, entry.details, entry.previous, entry.hash,
        entry.form,
      ] + (entry.origin?.fields ?? []))
  }
}
