import Diagnostics
import SystemPackage

extension StoreFault {
  var diagnostic: Diagnostic {
    switch self {
    case .noLibrary(let name, let package, let detail):
      Diagnostic(
        "MT-STORE-01", what: "\(name) cannot be loaded", why: "\(detail.printable)",
        next: "install the package \(package)")
    case .address(let source, let detail):
      Diagnostic(
        "MT-STORE-02",
        what: source.map { "\($0) does not say where the database is" } ?? "nobody says where the database is",
        why: "\(detail.printable)",
        next: "write a URI such as postgresql://db.example/meshtrust, or service=NAME")
    case .parameter(let name, let source):
      Diagnostic(
        "MT-STORE-03", what: "\(source) sets `\(name)`",
        why: "it says which server and which database; whom a machine believes and what it sends is for that machine",
        next: "take it out; passwords are found in ~/.pgpass, certificates in ~/.postgresql, and the rest in a service")
    case .weakMode(let mode):
      Diagnostic(
        "MT-STORE-04", what: "sslmode=\(mode.printable) does not prove which server answers",
        why: mode == "verify-ca"
          ? "any certificate of the same CA is taken, whatever name it has"
          : "whoever stands between could read and change everything, and take the password",
        next:
          "leave sslmode out, which means verify-full; or set `insecure: true` in store.yaml, and add --insecure where a "
          + "command names the address")
    case .twoPlaces(let place):
      Diagnostic(
        "MT-STORE-05", what: "the home has two databases: authority.db and \(place.printable)",
        why: "only one of them can be the one that goes on",
        next: "move authority.db away if it is a copy; take store.yaml and MESHTRUST_DATABASE away if it is not")
    case .notConnected(let place, let detail):
      Diagnostic(
        "MT-STORE-06", what: "the database is not reached: \(place.printable)", why: "\(detail.printable)",
        next:
          "nothing was changed; start the server, or correct its address in store.yaml, MESHTRUST_DATABASE or the command"
      )
    case .notAdmitted(let place, let detail, let isPasswordMissing):
      Diagnostic(
        "MT-STORE-07", what: "the database does not admit you: \(place.printable)", why: "\(detail.printable)",
        next: isPasswordMissing
          ? "put the password into ~/.pgpass with mode 600: libpq ignores one that others can read"
          : "correct the password in ~/.pgpass or PGPASSWORD")
    case .notEncrypted(let place):
      Diagnostic(
        "MT-STORE-08", what: "the connection is not encrypted: \(place.printable)",
        why: "the server did not prove itself", next: "let the server offer TLS")
    case .notPermitted(let place, let detail):
      Diagnostic(
        "MT-STORE-09", what: "your role may not do this: \(place.printable)", why: "\(detail.printable)",
        next:
          "its administrator grants `meshtrust_operator`, or another role that may; what concerns the tables as a whole, "
          + "their owner does")
    case .readOnly(let place):
      Diagnostic(
        "MT-STORE-10", what: "the server only reads: \(place.printable)",
        why: "it is a standby, or somebody made it read-only", next: "name the server that writes")
    case .notInitialised(let place, let named):
      Diagnostic(
        "MT-STORE-11", what: "the database has no home: \(place.printable)", why: "there are no tables of meshtrust",
        next: named.map { "its administrator runs `\(SuggestedCommand(["store", "init"] + $0.words))`" }
          ?? "its administrator runs `\(.meshtrust("store", "init"))`")
    case .newer(let place):
      Diagnostic(
        "MT-STORE-12", what: "a newer version than this one made the tables: \(place.printable)",
        why: "an older version could misread them, so they are not touched", next: "use the newer version")
    case .older(let place, let missing, let named):
      Diagnostic(
        "MT-STORE-13", what: "the tables are those of an older version: \(place.printable)",
        why: "these changes are missing: \(missing.joined(separator: "; ").printable)",
        next: named.map { "their owner runs `\(SuggestedCommand(["store", "migrate"] + $0.words))`" }
          ?? "their owner runs `\(.meshtrust("store", "migrate"))`")
    case .foreign(let place, let object):
      Diagnostic(
        "MT-STORE-14", what: "the tables are not as this version makes them: \(place.printable)",
        why: "\(object.printable)", next: "look for who changed them; restore the database from a backup")
    case .damaged(let place, let detail):
      Diagnostic(
        "MT-STORE-15", what: "the database contains what no command writes: \(place.printable)",
        why: "\(detail.printable)", next: "look for who changed it; restore the database from a backup")
    case .moved(let place, let target):
      Diagnostic(
        "MT-STORE-16", what: "the home is not here any more: \(place.printable)",
        why: "it was moved to \(target.printable)",
        next: target.hasPrefix(AuthorityFile.name.string)
          ? "work in the folder that has authority.db, where a move that was stopped goes on; if that file is lost, or never "
            + "came to be, say who accepts that: `\(.meshtrust("log", "accept-loss", "--by", "NAME"))`, which asks for the "
            + "place"
          : "take store.yaml from git, where the move wrote it; if it was stopped before, give it again: "
            + "`\(.meshtrust("store", "move", "--to", "ADDRESS"))`; if the home is lost there, say who accepts that: "
            + "`\(.meshtrust("log", "accept-loss", "--by", "NAME"))`, which asks for the place")
    case .notEmpty(let place):
      Diagnostic(
        "MT-STORE-17", what: "there is something already: \(place.printable)", why: "nothing is overwritten",
        next: "name an empty place")
    case .inUse(let holder, let seconds):
      Diagnostic(
        "MT-STORE-18", what: "another command is changing the home",
        why: "\(holder.map { "it is \($0.printable); " } ?? "")waited \(seconds) s", next: "wait until it is done")
    case .changedMeanwhile:
      Diagnostic(
        "MT-STORE-19", what: "another command has changed the home meanwhile",
        why: "what this one had read is no longer so; it changed nothing since", next: "run the same again")
    case .lost(let place, let detail):
      Diagnostic(
        "MT-STORE-20", what: "the connection to the database broke: \(place.printable)", why: "\(detail.printable)",
        next: "what was not finished was undone; run the command again")
    case .unknownOutcome(let place, let run):
      Diagnostic(
        "MT-STORE-21", what: "it is not known whether the last change was made: \(place.printable)",
        why: "the connection broke while the server committed, and it cannot be reached; the command is \(run)",
        next:
          "when the server is back, `\(.meshtrust("log", "--run", run))` shows what was made; run the command again: it "
          + "goes on from what there is")
    case .logRule(let detail):
      Diagnostic(
        "MT-STORE-22", what: "the database refuses an entry of the log", why: "\(detail.printable)",
        next: "nothing was changed; look at the log: `\(.meshtrust("log", "verify"))`")
    case .server(let place, let state, let detail):
      Diagnostic(
        "MT-STORE-23", what: "the server refused: \(place.printable)", why: "\(detail.printable) (SQLSTATE \(state))",
        next: "the change that failed was undone, and earlier ones stay; look at the server's log")
    case .noRoles(let place, let statements):
      Diagnostic(
        "MT-STORE-25", what: "you cannot prepare the database: \(place.printable)",
        why: "roles are missing that you may not make, or you are not a member of `meshtrust_owner`",
        next: "its administrator runs: \(statements.joined(separator: "; "))")
    }
  }
}
