import Diagnostics

extension Explanation {
  private static let connecting = "PostgreSQL 15, section 34.1"
  private static let codes = "PostgreSQL 15, appendix A"
  private static let guide = "docs/postgresql.md"

  /// MT-STORE: a home's database in PostgreSQL.
  static let store: [Explanation] = reaching + admitting + tables + changing

  private static let reaching: [Explanation] = [
    Explanation(
      "MT-STORE-01", "the library of the database is installed",
      source: "libsqlite3.so.0, loaded when a home is opened; libpq.so.5, when it is in PostgreSQL",
      why: "Both databases are reached through their own libraries. They are not linked, so that commands without a "
        + "home start without them.",
      repair: "Install the package `libsqlite3-0`, or `libpq5`."),
    Explanation(
      "MT-STORE-02", "the address of a database can be read", source: connecting,
      why: "Without it nobody knows which database is meant, and no other one is used in its place.",
      repair: "Write a URI such as `postgresql://db.example/meshtrust`, or `service=NAME`, into store.yaml or "
        + "MESHTRUST_DATABASE."),
    Explanation(
      "MT-STORE-03", "an address names a server and a database, and nothing else", source: connecting,
      why:
        "store.yaml stands in git. A password there is everybody's, and whoever can merge could let each machine believe "
        + "a CA of theirs (`sslrootcert`), and get its password.",
      repair:
        "Only `host`, `hostaddr`, `port`, `dbname`, `user`, `service`, `sslmode` and `connect_timeout` may stand there. "
        + "Passwords belong into `~/.pgpass`, certificates into `~/.postgresql`, and everything else into a service."),
    Explanation(
      "MT-STORE-04", "a server proves itself", source: "PostgreSQL 15, section 34.19: libpq's own default does not",
      why:
        "Below verify-full, whoever stands between can pose as the server: with `verify-ca`, whoever has any "
        + "certificate of the same CA. Below that, a wrong password may even be sent again in the clear.",
      repair:
        "Leave sslmode out, and name the server's CA with sslrootcert in a service or in `~/.postgresql/root.crt`. On "
        + "a network where nobody can stand between, set `insecure: true` in store.yaml."),
    Explanation(
      "MT-STORE-05", "a home has one database", source: guide,
      why: "With two of them, one is a copy, and a change of the copy would be lost or would fork the log.",
      repair: "Find out which is newer: `log.checkpoint` in git counts the entries. Move the other one away."),
    Explanation(
      "MT-STORE-06", "the database answers", source: connecting,
      why: "The words are those of libpq, which has no code for them. Nothing was changed.",
      repair:
        "Start the server, or correct the address. Without sslrootcert, verify-full names the file that it misses."),
    Explanation(
      "MT-STORE-08", "a connection over the network is encrypted", source: "PostgreSQL 15, section 34.19",
      why: "The server answered without TLS, so that nothing proves who it is.",
      repair: "Set `ssl = on` on the server."),
    Explanation(
      "MT-STORE-10", "the database can be written to", source: "SQLSTATE 25006; \(codes)",
      why: "A standby only repeats what its primary does, and may be behind it.",
      repair: "Name the primary, or all servers: libpq then finds the one that writes."),
  ]

  private static let admitting: [Explanation] = [
    Explanation(
      "MT-STORE-07", "the database admits its user", source: "PostgreSQL 15, section 34.16: the password file",
      why: "The server asked for a password and got none or a wrong one. libpq ignores a password file that others can "
        + "read.",
      repair: "Put the password into `~/.pgpass` and run `chmod 600 ~/.pgpass`; or use a client certificate."),
    Explanation(
      "MT-STORE-09", "a user's role permits what a command does", source: "SQLSTATE 42501; \(codes)",
      why: "Each person has a role of the database: operators write, approvers approve, readers read.",
      repair: "The database's administrator grants the role: `GRANT meshtrust_operator TO anna`."),
    Explanation(
      "MT-STORE-25", "whoever prepares a database may make roles", source: guide,
      why: "The four roles belong to the whole server, and only some users may make them.",
      repair: "Let the administrator run the statements of the message, and then run `meshtrust store init` again."),
  ]

  private static let tables: [Explanation] = [
    Explanation(
      "MT-STORE-11", "a database is prepared for a home", source: "SQLSTATE 42P01, 3F000; \(codes)",
      why: "There is no schema meshtrust with the tables of a home, or your role does not see it.",
      repair: "Its administrator runs `meshtrust store init`."),
    Explanation(
      "MT-STORE-12", "an older version leaves newer tables alone", source: "table store_migration",
      why: "It does not know what the newer version added, and could sign a state that it does not understand.",
      repair: "Use the newer version."),
    Explanation(
      "MT-STORE-13", "the tables are those of this version", source: "table store_migration",
      why: "A command that changed the tables in passing would lock out everybody who has the older version.",
      repair:
        "Tell the others, and let the tables' owner run `meshtrust store migrate`, with the address if the home is not there."
    ),
    Explanation(
      "MT-STORE-14", "the tables are as meshtrust makes them", source: "the server's catalogue of the schema meshtrust",
      why:
        "A trigger, a rule or a function of somebody else acts in every command, and the home would sign what it does.",
      repair: "Look in the server's log for who changed them, and restore the database from a backup."),
    Explanation(
      "MT-STORE-15", "the database contains what meshtrust wrote", source: guide,
      why:
        "A value is one that no version writes: somebody changed it by other means, or the server's disk is damaged.",
      repair:
        "Look for who wrote it; restore the database from a backup. `log.checkpoint` in git shows what is missing."),
    Explanation(
      "MT-STORE-16", "a home that was moved is not changed at its old place", source: "the entry `moved` of the log",
      why: "Two places that both go on would be two homes with the same roots.",
      repair:
        "Use the new place: take store.yaml from git, where the move wrote or removed it. A move that was stopped goes on "
        + "where it began, on the same host and in the same folder. A home that never arrived at the new place, or was lost "
        + "there, goes on at the old one once somebody accepts that by name: `log accept-loss`. Both must not go on."),
    Explanation(
      "MT-STORE-17", "a home goes into an empty place only", source: guide,
      why:
        "Nothing that is there may be lost. A database that this home has left takes it again: its log is the beginning of "
        + "the home's own. Where somebody has gone on there, it is not.",
      repair: "Name another place, or take away what is there."),
  ]

  private static let changing: [Explanation] = [
    Explanation(
      "MT-STORE-18", "one command at a time changes a home", source: "pg_advisory_xact_lock",
      why: "Another one, perhaps on another machine, has the lock. The message says whose it is.",
      repair: "Wait until it is done. The server ends the lock of a command that was killed."),
    Explanation(
      "MT-STORE-19", "a command changes only what it has read", source: "SQLSTATE 40001; \(codes)",
      why: "Somebody wrote between its steps. To go on could undo what they did.",
      repair: "Run the same command again: it starts from what there is now."),
    Explanation(
      "MT-STORE-20", "a change is made as a whole or not at all", source: "PostgreSQL 15, section 3.4",
      why: "The connection broke before the change was committed, and the server undid what was begun.",
      repair: "Run the command again when the server is back."),
    Explanation(
      "MT-STORE-21", "it is known whether a change was made", source: "table store_run",
      why:
        "The connection broke while the server committed. The tool then asks the server, which did not come back within "
        + "a minute.",
      repair: "Run the command again when the server is back. It goes on from what there is, and makes nothing twice."),
    Explanation(
      "MT-STORE-22", "the log is only appended to", source: "the triggers log_append and log_keep",
      why:
        "The database itself checks each entry: its number, the hash of the one before, its own hash, and that its actor "
        + "is the user who is connected.",
      repair:
        "Let each person connect as themselves. If `meshtrust log verify` fails too, somebody changed the database."),
    Explanation(
      "MT-STORE-23", "the server does what it is asked", source: codes,
      why:
        "It refused for a reason of its own, such as a full disk or too many connections. What was begun was undone.",
      repair: "Look at the server's log; run the command again."),
  ]
}
