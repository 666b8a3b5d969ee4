import Foundation
import Testing

/// Whatever a finding tells people to type has been typed by a test. `finds`, `repair` and `gone` of the scripts are what
/// runs it (`Runner/ScriptRun+Repairs.swift`).
@Suite struct RepairTests {
  /// Codes whose command no script runs: the command as it is printed, and why.
  static let parsedOnly: [String: (command: [String], reason: String)] = [
    "MT-APPROVE-01": (["proposal", "show", "0"], "approvals.txt runs its commands, with ssh-keygen between them"),
    "MT-APPROVE-02": (["proposal", "list"], "approvals.txt runs the command"),
    "MT-APPROVE-03": (["apply"], "approvals.txt raises it after a command that was not stopped"),
    "MT-APPROVE-07": (["proposal", "show", "0"], "approvals.txt runs the command, and somebody signs what it prints"),
    "MT-APPROVE-10": (["proposal", "show", "0"], "approvals.txt runs the command, and somebody signs what it prints"),
    "MT-ADOPT-39": (
      ["rotate", "start", "red-mesh", "--to", "own"], "adopt refuses such keys now; only older homes have them"
    ),
    "MT-C-13": (["inspect", "FILE", "--pem"], "LintTests raise it; repairs-verify.txt runs the command for MT-PEM-11"),
    "MT-FED-31": (
      ["trust", "import", "FILE", "--fingerprint", "SHA256:" + String(repeating: "0", count: 64)],
      "trust-two-homes.txt runs it, with the fingerprint of the card"
    ),
    "MT-I-09": (["inspect", "FILE", "--pem"], "LintTests raise it; repairs-verify.txt runs the command for MT-PEM-11"),
    "MT-HOME-56": (
      ["rotate", "start", "--to", "shared"], "rotate-to-shared.txt runs it, after the file was put back as it says"
    ),
    "MT-HOME-72": (
      ["rotate", "start", "red-mesh", "--to", "external", "--root", "FILE"], "rotate-external.txt runs it as a rotation"
    ),
    "MT-ROOT-01": (["request", "red-mesh", "--as", "intermediate"], "ExternalRotationTests raise it"),
    "MT-ROOT-34": (["rotate", "start", "--to", "shared"], "rotate-to-shared.txt runs it"),
    "MT-HOME-68": (["inspect", "FILE"], "a stand-in takes the place of a key that is elsewhere"),
    "MT-HOME-38": (
      ["remove", "mesh", "red-mesh", "--accept-missing-crl"],
      "removal-token.txt runs it with --yes, where a token is lost"
    ),
    "MT-HOME-81": (["apply"], "killed-remove.txt runs it after a removal that was killed"),
    "MT-HOME-91": (["apply"], "a next step after a success, not a repair"),
    "MT-CLI-85": (["emit", "red-mesh", "--into", "FILE", "--yes"], "flavours.txt runs the command with its file"),
    "MT-K8S-09": (["emit", "red-mesh"], "flavours.txt raises it; what is printed is copied by hand"),
    "MT-K8S-05": (["apply"], "every command that emits asks for the roots before"),
    "MT-RH-02": (["inspect", "FILE"], "the two verifiers have never disagreed"),
    "MT-KEY-61": (
      ["sign", "red-mesh", "--csr", "FILE", "--as", "intermediate"], "sign-intermediate.txt runs it, with a request"
    ),
    "MT-KEY-76": (["home", "seal", "add", "--new-passphrase-file", "FILE"], "scripts/interop tokens has the token"),
    "MT-KEY-55": (
      ["key", "attach", "red-mesh/root", "--token", "pkcs11:token=a;object=b"], "tokens.txt attaches a key"
    ),
    "MT-ROT-18": (
      ["rotate", "seen", "green-mesh", "--for", "red-mesh", "-f", "FILE"], "needs a live ingress in the last step"
    ),
    "MT-ROT-24": (["explain", "MT-PV-03"], "RotationErrorTests raise it; the gates come before"),
    "MT-ROT-25": (["rotate", "status"], "needs the fingerprint of the new root, which no script can write down"),
    "MT-ROT-26": (
      ["verify", "--connect", "127.0.0.1:1", "--peer", "green-mesh", "--for", "red-mesh", "--server"],
      "rotate-connect.txt has the server"
    ),
    "MT-ROT-27": (["trust", "export", "red-mesh", "--for", "green-mesh"], "rotate-connect.txt has the server"),
    "MT-ROT-42": (["rotate", "gather", "green-mesh"], "cluster-gather.txt has the clusters"),
    "MT-ROT-58": (["rotate", "seen", "red-mesh", "-f", "FILE"], "rotate-istio.txt runs it, with its file"),
    "MT-MIG-02": (["apply"], "migrate.txt raises it; the upgrade of a mesh comes first"),
    "MT-MIG-05": (["migrate", "start", "red-mesh", "--to", "sail"], "migrate.txt raises it, and begins one"),
    "MT-MIG-06": (["migrate", "status"], "migrate.txt raises it, and brings the evidence"),
    "MT-MIG-07": (["migrate", "next", "red-mesh"], "migrate.txt raises it, and finishes"),
    "MT-MIG-10": (["rotate", "plan", "red-mesh"], "the roots of a home have different names"),
    "MT-MIG-11": (["migrate", "red-mesh", "--to", "sail"], "what a home issues is accepted in both forms"),
    "MT-MIG-14": (["migrate", "status"], "killed-migrate.txt raises it, and runs the command after every kill"),
    "MT-STORE-16": (["log", "accept-loss", "--by", "NAME"], "a move needs a server; CheckpointTests accept the loss"),
    "MT-V-01": (["explain", "MT-PV-03"], "the command is that of the rules of a path, MT-PV, in the same place"),
    "MT-CLI-58": (["collect", "--out", "DIR"], "cluster-live.txt raises it; the command needs a cluster"),
    "MT-CLI-59": (["collect", "--out", "DIR"], "cluster-live.txt raises it; the command needs a cluster"),
    "MT-CLI-72": (["cluster", "check", "red-mesh", "--accept-new-cluster"], "cluster-check.txt runs it"),
    "MT-KEY-63": (
      ["key", "attach", "red-mesh/root", "--token", "URI"], "tokens.txt raises it; the URI is that of the key it names"
    ),
    "MT-K-05": (["cluster", "check", "red-mesh", "--accept-new-cluster"], "cluster-check.txt runs it"),
    "MT-K-07": (["cluster", "rights", "red-mesh"], "cluster-check.txt runs it"),
    "MT-K-34": (["cluster", "check", "red-mesh"], "cluster-check.txt runs it"),
    "MT-K-52": (["deploy", "red-mesh", "--prune"], "deploy-prune.txt runs the same command for MT-K-51"),
    "MT-K-23": (["deploy", "red-mesh", "--dry-run"], "the planner sees a conflict before the server does"),
    "MT-K-67": (["deploy", "red-mesh", "--dry-run"], "deploy-owners.txt runs the same command for MT-K-43"),
    "MT-K-63": (["cluster", "rights", "red-mesh"], "restart.txt raises it; cluster-check.txt runs it"),
    "MT-TRUST-51": (
      ["trust", "remove", "green-mesh"], "trust-refresh.txt raises it; the command is the other way out, not a repair"
    ),
    "MT-X-21": (["services", "-f", "PATH"], "services-unseen.txt shows the rule that the finding speaks of"),
    "MT-HOME-98": (["apply", "--accept-older"], "scripts/interop postgres has the server"),
    "MT-STORE-11": (["store", "init"], "scripts/interop postgres has the server"),
    "MT-STORE-13": (["store", "migrate"], "scripts/interop postgres has the server"),
    "MT-STORE-21": (["log", "--run", "UUID"], "scripts/interop postgres has the server, and a proxy that ends"),
    "MT-STORE-22": (["log", "verify"], "scripts/interop postgres has the server"),
    "MT-STORE-31": (["store", "migrate"], "scripts/interop postgres has the server"),
    "MT-I-41": (["fetch", "127.0.0.1:1"], "a line of the checklist, not a repair"),
    "MT-F-12": (["fetch", "127.0.0.1:1"], "a line of the checklist, not a repair"),
    "MT-HOME-35": (["issued", "list"], "disk-faults.txt kills the command before it, and a shell reads what is said"),
  ]

  @Test func everyCommandOfARepairIsRun() throws {
    let named = try Self.codesWithCommands()
    let (run, gone) = try Self.codesInScripts()
    let parsed = Set(Self.parsedOnly.keys)
    #expect(named.count > 60)
    #expect(
      named.subtracting(run).subtracting(parsed).sorted().isEmpty,
      "a repair names a command, and no script has `finds CODE …` and `repair`: \(named.subtracting(run).subtracting(parsed).sorted())"
    )
    #expect(parsed.subtracting(named).isEmpty, "no longer with a command: \(parsed.subtracting(named).sorted())")
    #expect(parsed.isDisjoint(with: run), "run by a script after all: \(parsed.intersection(run).sorted())")
    print(
      "repairs: \(named.count) codes name a command; \(run.count) codes have theirs run, \(gone.count) until the finding "
        + "is gone; \(parsed.count) are parsed only")
  }

  @Test(arguments: parsedOnly.keys.sorted())
  func theOthersAreParsed(_ code: String) throws {
    let command = try #require(Self.parsedOnly[code]?.command)
    #expect(try Binary.run(command).status != 64)
  }

  /// Codes of diagnostics in whose words a command stands. A command belongs to the code before it.
  private static func codesWithCommands() throws -> Set<String> {
    let token = try Regex(
      #""(MT-[A-Z0-9]+-[0-9]{2})"|\.(?:meshtrust|elsewhere)\(|\\\(\.?(?:restore|restoreElsewhere|backup|renewal|replacement)\)|\.replacement\(of:|answer\(for:|bringing\(|Self\.grant\("#
    )
    var codes: Set<String> = []
    for sources in try SourceTree.modules().values {
      for (file, text) in sources where !file.contains("Explanations/") {
        var last: String?
        for match in text.matches(of: token) {
          if let code = match.output[1].substring {
            last = String(code)
          } else if let last {
            codes.insert(last)
          }
        }
      }
    }
    return codes
  }

  /// The codes whose commands scripts run, and those of findings that are gone then.
  private static func codesInScripts() throws -> (run: Set<String>, gone: Set<String>) {
    var (run, gone): (Set<String>, Set<String>) = ([], [])
    for script in try Script.everything() {
      var code: String?
      for line in script.lines {
        let words = line.text.split(separator: " ").map(String.init)
        switch words.first == "!" ? words.dropFirst().first : words.first {
        case "finds": code = words.dropFirst().first
        case "repair": if let code { run.insert(code) }
        case "gone": if let code { gone.insert(code) }
        default: break
        }
      }
    }
    return (run, gone)
  }
}
