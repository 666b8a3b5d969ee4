import Foundation
import Testing

/// A broken output never changes how a command ends: a reader that goes away, a full disk, and no standard error at all.
@Suite struct OutputFaultTests {
  /// Every command, in the folder of ``base(in:)``.
  static let lines = [
    "init red green --home new", "show", "plan", "apply --yes", "apply --home begun", "emit red", "id green --for red",
    "peer add red blue", "remove peer red green --dry-run", "remove peer red green",
    "issue red --gateway egress-green --print-key", "issued list", "issued show 00000000", "issued revoke 00000000",
    "issued forget 00000000",
    "sign red red.csr --as workload --gateway egress-green", "request red --as intermediate",
    "install red pki/out/red/pem/ca-cert.pem", "inspect leaf/cert-chain.pem", "key export red/root --no-encrypt",
    "home seal rewrap --new-passphrase-file pass", "home seal add --new-passphrase-file pass", "home seal list",
    "home seal remove none", "key attach red/root --signer none --key k",
    "key generate red/root --token pkcs11:token=none", "key destroy --token pkcs11:object=a --yes",
    "crl red",
    "verify leaf/cert-chain.pem --peer red --for green", "verify leaf/cert-chain.pem --peer green --for red",
    "verify --batch leaf/cert-chain.pem --peer green --for red", "fetch 127.0.0.1:1 --timeout 1s", "explain MT-LF-01",
    "explain --list", "rotate plan red", "rotate start red", "rotate next green", "rotate abort green", "rotate status",
    "rotate proof green", "rotate seen red --for green -f pki/out/red", "rotate vouch green istiod\\ restarted",
    "migrate plan red --to sail", "migrate start red --to sail", "migrate next red", "migrate status",
    "migrate seen red -f pki/out/red", "migrate vouch red red\\ verified", "migrate abort red",
    "reissue red/intermediate", "rekey red --intermediate", "rehearse", "rehearse --at 2040-01-01T00:00:00Z",
    "timeline", "blast-radius red/root", "drill --lose-key red/intermediate", "trust export red", "trust list",
    "publish published", "trust refresh --all",
    "trust import red.card --yes", "trust show red", "trust remove red --yes", "lint", "lint pki/out/red",
    "diff pki/out",
    "checklist pki/out", "doctor pki/out/red/servicemeshpeer-green.yaml", "services",
    "services exported red --to green",
    "services imported green --from red", "services diff status.yaml", "addresses red pki/out/red --yes",
    "adopt red pki/out/red", "remove mesh blue --dry-run", "remove mesh blue --yes", "remove mesh blue",
    "remove service shop/cart", "status", "status --fail-within 9999d", "log show", "log verify", "log checkpoint",
    "store status", "store init host=/nowhere", "store migrate", "store move --to host=/nowhere",
    "log accept-loss --by anna", "proposal list", "proposal show 0", "proposal approve 0 --signature pass",
    "proposal carry-out 0", "report", "report --markdown", "status --check",
    "metrics", "metrics --rules",
    "backup home.backup --backup-passphrase-file pass", "restore base.backup --backup-passphrase-file pass --home back",
    "cluster check", "rotate gather", "rotate run green --yes", "restart red --yes", "cluster rights red",
    "collect --out gathered", "deploy --dry-run", "schema",
    "version", "completion bash", "nonsense",
  ]

  /// A command of the tool's tree that has no line would be tried by nobody.
  @Test func noCommandIsLeftOut() throws {
    let dump = try Binary.run(["--experimental-dump-help"]).standardOutput
    let tree = try JSONDecoder().decode(HelpTests.Dump.self, from: Data(dump.utf8)).command.all
    for command in tree where (command.subcommands ?? []).allSatisfy({ $0.commandName == "help" }) {
      let words = command.words.dropFirst().joined(separator: " ")
      let parent = tree.first { $0.words == command.words.dropLast() }
      let short = parent?.defaultSubcommand == command.commandName ? command.words.dropFirst().dropLast() : []
      #expect(
        Self.lines.contains { line in
          line == words || line.hasPrefix(words + " ") || !short.isEmpty && line == short.joined(separator: " ")
        }, "no line tries `\(words)`")
    }
  }

  @Test func outputFaultsChangeNoVerdict() async throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: UUID().uuidString)
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/base", withIntermediateDirectories: true)
    try Self.base(in: folder + "/base")
    let differences = try await withThrowingTaskGroup(of: [String].self) { group in
      for (index, line) in Self.lines.enumerated() {
        group.addTask {
          try await Lanes.run { try Self.differences(line, in: "\(folder)/\(index)", from: "\(folder)/base") }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(differences.isEmpty, "\(differences.sorted().joined(separator: "\n"))")
  }

  /// A home with three meshes, one of which rotates, and files for the commands that read some.
  ///
  /// - Parameter named: The text with the meshes named as the test wants them.
  static func base(in folder: String, named: (String) -> String = { $0 }) throws {
    let federation = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red
          exports: {green: [{namespace: shop, name: cart}]}
        - name: green
          peers: [red, blue]
          imports: {red: {rules: [{namespace: shop, name: cart}]}}
        - name: blue
      """
    for home in ["pki", "begun"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(home)", withIntermediateDirectories: true)
      try Data(named(federation).utf8).write(to: URL(filePath: "\(folder)/\(home)/federation.yaml"))
    }
    let script = """
      set -e
      echo correct horse battery staple > pass
      meshtrust apply
      meshtrust issue red --gateway egress-green --out leaf
      meshtrust trust export red > red.card
      meshtrust backup base.backup --backup-passphrase-file pass
      meshtrust rotate start green
      meshtrust services exported red --to green -o status > status.yaml || echo 'kind: None' > status.yaml
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout red.key -subj /CN=red -out red.csr
      """
    let ended = try shell(named(script), [], in: folder)
    guard ended.status == 0 else { throw ScriptFailure(ended.transcript) }
  }

  /// How a command ends with each fault, where that is not how it ends without.
  private static func differences(_ line: String, in folder: String, from base: String) throws -> [String] {
    let words = words(of: line)
    func run(_ name: String, _ script: String) throws -> Subprocess {
      let place = "\(folder)-\(name)"
      try FileManager.default.createDirectory(atPath: place + "-copy", withIntermediateDirectories: true)
      let copied = try Subprocess(
        "/bin/cp", ["-a", base, place], in: "/", environment: [:], scratch: place + "-copy")
      guard copied.status == 0 else { throw ScriptFailure(copied.transcript) }
      return try shell(script, words, in: place)
    }
    let whole = try run("whole", #"meshtrust "$@""#)
    let isSilent = whole.standardOutput.isEmpty
    let full = whole.status == 0 && !isSilent ? 74 : whole.status
    let closed = #"mkfifo pipe; : < pipe & exec 3> pipe; wait; meshtrust "$@" >&3"#
    let faults: [(name: String, script: String, status: Int32?)] = [
      ("full-output", #"meshtrust "$@" > /dev/full"#, full),
      ("full-errors", #"meshtrust "$@" 2> /dev/full"#, whole.status),
      ("full-both", #"meshtrust "$@" > /dev/full 2>&1"#, full),
      ("broken-output", closed, whole.status),
      ("broken-errors", closed.replacing(">&3", with: "2>&3"), whole.status),
      ("no-errors", #"meshtrust "$@" 2>&-"#, whole.status),
      ("no-output", #"meshtrust "$@" >&-"#, full),
    ]
    return try faults.compactMap { fault in
      let ended = try run(fault.name, fault.script)
      return ended.status == fault.status
        ? nil
        : "\(line): \(fault.name) ends with \(ended.transcript), not \(fault.status.map { "\($0)" } ?? "a signal")"
    }
  }

  /// The words of a line; a blank behind `\` is part of one.
  static func words(of line: String) -> [String] {
    line.replacing("\\ ", with: "\u{0}").split(separator: " ").map { String($0).replacing("\u{0}", with: " ") }
  }

  private static func shell(_ script: String, _ words: [String], in folder: String) throws -> Subprocess {
    try Subprocess(
      "/bin/sh", ["-c", script, "sh"] + words, in: folder, environment: Binary.environment(home: folder),
      scratch: folder)
  }
}
