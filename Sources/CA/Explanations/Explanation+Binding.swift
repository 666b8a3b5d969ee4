import Diagnostics

extension Explanation {
  /// MT-HOME-77 to MT-HOME-79 and MT-HOME-83 to MT-HOME-90: the signature over the database.
  static let binding: [Explanation] = [
    Explanation(
      "MT-HOME-77", "a home that signs its database is not one of 0.1.0", source: "home.wrapped_key of authority.db",
      why: "Version 0.1.0 signed nothing. Since the home has a signing key, the data key, which only the home's secret "
        + "opens, says so. Somebody removed the signature and home.pub, so that the database looks like an old one.",
      repair: "Find out who wrote it. Restore the newest backup in another folder, compare, and go on with that."),
    Explanation(
      "MT-HOME-78", "the tables and indexes are those that meshtrust makes",
      source: "table sqlite_master of authority.db",
      why:
        "A trigger changes what a command writes, which the home would sign. A view or an index answers in place of a "
        + "table, so that the signature is checked on other rows than those that are used.",
      repair: "Find out who wrote it. Restore the newest backup in another folder, and compare. If it was a tool of "
        + "yours, such as ANALYZE, drop what it made."),
    Explanation(
      "MT-HOME-79", "each index contains what its table contains", source: "SQLite's PRAGMA integrity_check",
      why: "SQLite answers from an index where it can. One with other content shows other roots, revocations or "
        + "remotes than the table that is signed.",
      repair: "Find out who wrote it, and look for a failing disk. Restore the newest backup in another folder, and "
        + "compare."),
    Explanation(
      "MT-HOME-83", "a home signs its database", source: "home.pub, table binding of authority.db",
      why: "The home has a key that signs the database after every change. A database without a signature was written "
        + "by something else, or restored from a time before the home had its key.",
      repair: "Find out who wrote it. Restore the newest backup in another folder and compare. Only if you restored a "
        + "backup of meshtrust 0.1.0 yourself: remove home.pub and run `meshtrust apply`."),
    Explanation(
      "MT-HOME-84", "the database is what the home's secret signed", source: "home.pub, table binding of authority.db",
      why: "Somebody changed roots, intermediates, peers, evidence or the log without the home's secret. Publishing it "
        + "could make every mesh trust a stranger, so that no command uses it.",
      repair: "Find out who wrote it. Restore the newest backup in another folder, compare, and go on with that."),
    Explanation(
      "MT-HOME-99", "the first row is the first that is written", source: "table home of authority.db",
      why: "It says how the home is sealed and signed. Rows without it were written by something else, or somebody "
        + "removed it so that the others are believed unsigned.",
      repair: "Find out who wrote it. Restore the newest backup in another folder, compare, and go on with that."),
    Explanation(
      "MT-HOME-85", "new tables and columns are empty until they are signed", source: "table binding of authority.db",
      why:
        "A newer version adds tables and columns, which the last signature cannot cover. Nothing may be in them before a command "
        + "with the home's secret has signed them.",
      repair: "Find out who wrote to the table. Restore the newest backup in another folder, and compare."),
    Explanation(
      "MT-HOME-86", "the signing key is sealed with the home's secret", source: "table binding of authority.db",
      why: "Somebody put another signing key into the database, without knowing the secret of the home.",
      repair: "Find out who wrote it. Restore the newest backup in another folder, compare, and go on with that."),
    Explanation(
      "MT-HOME-87", "home.pub belongs to the home", source: "home.pub",
      why: "It contains the public half of the key that signs the database. Another one means that either the file or "
        + "the database is from another home.",
      repair: "Take home.pub back from git or a backup."),
    Explanation(
      "MT-HOME-88", "home.pub lets commands check the database without a secret", source: "home.pub",
      why: "Without it only the home's secret can tell whether the database was changed by other means.",
      repair: "Take it back from git or a backup, or run a command that writes with the passphrase, which makes it "
        + "again."),
    Explanation(
      "MT-HOME-89", "home.pub contains a public key",
      source: "home.pub: `meshtrust-home-key-v1` and 32 bytes in base64",
      why: "The file is damaged, so that the database cannot be checked.",
      repair: "Take it back from git or a backup."),
    Explanation(
      "MT-HOME-90", "a home of 0.1.0 is bound to its secret once", source: "meshtrust 0.2.0",
      why: "Version 0.1.0 did not sign its database. The first command that writes and has the secret makes a signing "
        + "key, logs it, and writes home.pub. From then on a database without its signature is refused.",
      repair: "Run `meshtrust log verify` and look at `meshtrust status` before, then any command that writes. Put "
        + "home.pub into git."),
  ]
}
