import ArgumentParser
import CA
import Diagnostics
import Documents

/// `meshtrust store`: where the home's database is.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "The home's database: authority.db, or PostgreSQL for a team.",
    discussion: Manual.text(
      "Without more a home is in authority.db. store.yaml beside federation.yaml, or MESHTRUST_DATABASE, names a database "
        + "of PostgreSQL instead; every command then works on that.",
      examples: [
        "meshtrust store status", "meshtrust store init postgresql://db.example/meshtrust",
        "meshtrust store move --to postgresql://db.example/meshtrust",
      ],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      StoreStatusCommand.self, StoreInitCommand.self, StoreMigrateCommand.self, StoreMoveCommand.self,
    ])
}

/// `meshtrust store status`: where the database is, and how it is.
struct StoreStatusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say where the database is, who you are to it, and whether its tables are up to date.",
    discussion: Manual.text(
      examples: ["meshtrust store status", "meshtrust store status --json"],
      exits: [
        .done: "shown", .pending: "its tables wait for `store migrate`", .malformed: "the database has no home",
        .refused: "nothing is issued yet, or the address is not allowed", .secret: "the database does not admit you",
        .inputOutput: "the database is not reached",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let status = try home.open(console).storeStatus()
    console.say(Self.findings(status))
    if output.json {
      console.print(.schema("store-status", Self.fields(status)))
    } else {
      for line in Self.lines(status) { console.print(line) }
    }
    return status.missing.isEmpty ? .done : .pending
  }

  private static func findings(_ status: StoreStatus) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if status.server?.isInsecure == true {
      findings.append(
        Diagnostic(
          "MT-STORE-30", .warning, what: "store.yaml lets the database answer without proof",
          why: "whoever stands between can read and change everything, and take the password",
          next: "let the server offer TLS, and take `insecure: true` out"))
    }
    if !status.missing.isEmpty {
      findings.append(
        Diagnostic(
          "MT-STORE-31", .warning, what: "the tables are those of an older version",
          why: "these changes are missing: \(status.missing.joined(separator: "; "))",
          next: "their owner runs `\(.meshtrust("store", "migrate"))`"))
    }
    return findings
  }

  private static func lines(_ status: StoreStatus) -> [String] {
    var lines = ["database: \(status.place.printable)"]
    if let server = status.server {
      lines.append(
        "server: PostgreSQL \(version(server.version)), \(server.isEncrypted ? "encrypted" : "not encrypted")")
      let roles = server.roles.isEmpty ? "no role of meshtrust" : server.roles.joined(separator: ", ")
      lines.append("you: \(server.user.printable), \(roles)")
    }
    if let target = status.movedTo { lines.append("moved to: \(target.printable)") }
    lines.append("log: \(Counted.text(Int(clamping: status.entries), "entry"))")
    return lines
  }

  private static func fields(_ status: StoreStatus) -> [(String, Node)] {
    var fields: [(String, Node)] = [("database", .string(status.place))]
    if let server = status.server {
      fields.append(
        (
          "server",
          .mapping([
            ("version", .string(version(server.version))), ("encrypted", .bool(server.isEncrypted)),
            ("user", .string(server.user)), ("roles", .sequence(server.roles.map { .string($0) })),
          ])
        ))
    }
    if let target = status.movedTo { fields.append(("movedTo", .string(target))) }
    fields.append(("entries", .int(Int(clamping: status.entries))))
    fields.append(("missing", .sequence(status.missing.map { .string($0) })))
    return fields
  }

  /// 150018 is 15.18 (PostgreSQL 15, PQserverVersion).
  private static func version(_ number: Int) -> String { "\(number / 10_000).\(number % 10_000)" }
}

/// `meshtrust store init`: prepares a database.
struct StoreInitCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Prepare a database of PostgreSQL for a home: its roles and its tables.",
    discussion: Manual.text(
      "Makes the roles meshtrust_owner, meshtrust_operator, meshtrust_approver and meshtrust_reader where they are missing, "
        + "and the schema meshtrust. It needs a user who may make roles and schemas. People become members: GRANT "
        + "meshtrust_operator TO anna. In a home without authority.db it writes store.yaml, which belongs into git.",
      examples: [
        "meshtrust store init postgresql://db.example/meshtrust", "meshtrust store init service=meshtrust",
      ],
      exits: [
        .done: "prepared, or prepared before", .malformed: "no address was given",
        .refused: "the database has a home already, or the address is not allowed",
        .secret: "you may not make roles or schemas there", .inputOutput: "the database is not reached",
      ]))

  @Argument(help: "A URI, or parameters of libpq such as service=NAME; without a password.")
  var address: String?

  @Flag(name: .long, help: "Let a server over TCP answer without proof.")
  var insecure = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.named()
    let store = try home.open().initialiseStore(address, isInsecure: insecure)
    guard !output.json else {
      console.print(
        .schema(
          "store-init",
          [
            ("database", .string(store.place)), ("named", .bool(store.isNamed)),
            ("prepared", .bool(store.earlier == nil)),
          ]))
      return .done
    }
    let move = SuggestedCommand(["store", "move", "--to", address ?? "URI"] + (insecure ? ["--insecure"] : []))
    let next = home.exists && !store.isNamed ? move : .meshtrust("apply")
    let written = store.isNamed ? ", and wrote \(home.storePath)".printable : ""
    let place = store.place.printable
    let done =
      store.earlier.map { "\(place) was prepared before, at \($0.made) by version \($0.tool)".printable }
      ?? "prepared \(place)"
    console.print(console.text("\(done)\(written)"))
    guard store.earlier?.isOwn != false else {
      console.print("next: ask its owners, the members of meshtrust_owner, whose home it is for; you are none of them")
      return .done
    }
    console.print(console.text("next: members get a role, such as GRANT meshtrust_operator TO anna; then `\(next)`"))
    return .done
  }
}

/// `meshtrust store migrate`: brings the tables up to date.
struct StoreMigrateCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring the tables of a database of PostgreSQL up to date, as their owner.",
    discussion: Manual.text(
      "No other command does so in passing. Older versions of the tool refuse the database afterwards. authority.db is "
        + "brought up to date by the first command that opens it. An address names a database in which the home is not, "
        + "such as one that it has left and goes back into.",
      examples: ["meshtrust store migrate", "meshtrust store migrate postgresql://db.example/meshtrust"],
      exits: [
        .done: "up to date", .malformed: "the database has no home",
        .refused: "a newer version made the tables, or the address is not allowed",
        .secret: "you are not a member of meshtrust_owner", .inputOutput: "the database is not reached",
      ]))

  @Argument(help: "A URI, or parameters of libpq such as service=NAME; without a password.")
  var address: String?

  @Flag(name: .long, help: "Let a server over TCP answer without proof.")
  var insecure = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let names = try home.open(console).migrateStore(address, isInsecure: insecure)
    guard !output.json else {
      console.print(.schema("store-migrate", [("migrated", .sequence(names.map { .string($0) }))]))
      return .done
    }
    console.print(names.isEmpty ? "the tables are up to date" : "migrated: \(names.joined(separator: "; "))")
    return .done
  }
}

/// `meshtrust store move`: moves the home into another database.
struct StoreMoveCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move the home from authority.db into PostgreSQL, or back.",
    discussion: Manual.text(
      "Everything goes in one transaction. What the home's key signed, the log with its checkpoints, and every sealed key "
        + "are checked on the way; the last entry at the old place says where the home went, and no command writes there "
        + "any more. It needs a member of meshtrust_owner. store.yaml is written, or removed on the way back.",
      examples: [
        "meshtrust store move --to postgresql://db.example/meshtrust", "meshtrust store move --to authority.db",
      ],
      exits: [
        .done: "moved, or there already", .malformed: "the database has no tables yet",
        .refused: "there is a home already, or the address is not allowed",
        .secret: "the home cannot be opened, or you are not the tables' owner",
        .inputOutput: "the database is not reached, or a file cannot be written",
      ]))

  @Option(
    name: .long,
    help: ArgumentHelp("Where to: a URI, parameters of libpq, or authority.db.", valueName: "place"))
  var to: String

  @Flag(name: .long, help: "Let a server over TCP answer without proof.")
  var insecure = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let opened = try home.openBegun(console)
    let moved =
      to == "authority.db" ? try opened.moveStoreToFile() : try opened.moveStore(to: to, isInsecure: insecure)
    guard !output.json else {
      console.print(
        .schema(
          "store-move",
          [("from", .string(moved.from)), ("to", .string(moved.to)), ("entries", .int(Int(clamping: moved.entries)))]))
      return .done
    }
    guard moved.from != moved.to else {
      let entries = Counted.text(Int(clamping: moved.entries), "entry")
      console.print("nothing to do: the home is in \(moved.to.printable) already, with \(entries) of the log")
      return .done
    }
    console.print(
      "moved \(moved.from.printable) to \(moved.to.printable), with "
        + Counted.text(Int(clamping: moved.entries), "entry") + " of the log")
    if let left = moved.left { console.print("left behind: \(left.printable), which no command uses") }
    return .done
  }
}
