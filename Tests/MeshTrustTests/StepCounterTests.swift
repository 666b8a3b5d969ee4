import Diagnostics
import Foundation
import Testing

@testable import meshtrust

/// A command parses each text, opens the database, derives a key from a passphrase and renders each mesh at most once.
///
/// What needs more is listed with the command, and with the reason.
@Suite(.serialized) struct StepCounterTests {
  /// A kind of expensive step, without the text or mesh that it is about.
  enum Kind: Hashable {
    case parse, open, derive, render

    init(_ step: ExpensiveStep) {
      self =
        switch step {
        case .parsedDescription: .parse
        case .openedStore: .open
        case .derivedKey: .derive
        case .rendered: .render
        }
    }
  }

  /// A command line, and how often it may take a step when once is not enough.
  struct Line: Sendable, CustomTestStringConvertible {
    let words: String
    var more: [Kind: (count: Int, reason: String)] = [:]

    init(_ words: String, _ more: [Kind: (count: Int, reason: String)] = [:]) {
      self.words = words
      self.more = more
    }

    var testDescription: String { words }
  }

  private static let step = (count: 2, reason: "before the step nothing may be pending, after it the folders are new")

  /// In the order in which an administrator could type them; `@` stands for the test's folder.
  static let lines: [Line] = [
    Line("init red green blue"), Line("show"), Line("plan"), Line("apply"), Line("apply"), Line("status"),
    Line("plan"), Line("emit red"), Line("emit red --only peers"), Line("id green --for red"),
    Line("issue red --gateway egress-green --out @/leaf"), Line("crl red"), Line("log show"), Line("log verify"),
    Line("log checkpoint"), Line("log accept-loss --by anna"), Line("report"), Line("metrics"), Line("status --check"),
    Line("verify @/leaf/cert-chain.pem --peer red --for green"),
    Line("key export red/root --plain"), Line("key attach red/root --signer none --key k"),
    Line("key generate red/root --token pkcs11:token=none"),
    Line("trust export red --for green"), Line("trust list"), Line("publish @/published"), Line("trust refresh"),
    Line("lint"), Line("checklist"), Line("doctor"), Line("services"), Line("diff @/home/out/red"),
    Line("rehearse"), Line("timeline"), Line("blast-radius red/root"), Line("drill --lose-key red/intermediate"),
    Line("rekey green --intermediate", [.render: step]), Line("reissue red/intermediate", [.render: step]),
    Line("rotate plan red"), Line("rotate start red", [.render: step]), Line("rotate status"), Line("rotate proof red"),
    Line("rotate vouch red \"istiod restarted\""), Line("rotate next red", [.render: step]),
    Line("migrate red --to sail"), Line("migrate start red --to sail"), Line("migrate next red"),
    Line("migrate status"), Line("migrate vouch red verified"), Line("migrate abort red"),
    Line("rotate abort red", [.render: step]), Line("issued list"), Line("issued show 00000000"),
    Line("backup @/backup --backup-passphrase-file @/pass"),
    Line("remove mesh blue --yes"), Line("apply --yes"),
    Line("proposal list"), Line("home seal list"), Line("store status"), Line("store migrate"),
    Line(
      "home seal add --new-passphrase-file @/other --name other",
      [.derive: (2, "one passphrase opens the home, another one closes it")]),
    Line("home seal remove other", [.derive: (2, "a passphrase is tried with each way that takes one")]),
    Line(
      "home seal rewrap --new-passphrase-file @/other",
      [.derive: (2, "the old passphrase opens the home, the new one closes it")]),
  ]

  @Test func everyCommandTakesEachStepOnce() throws {
    try TemporaryFolder.with { folder in
      for file in ["pass", "other"] {
        try Data("correct horse \(file)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
      }
      var taken: Set<Kind> = []
      for line in Self.lines {
        let counter = StepCounter()
        let arguments = Self.arguments(line.words, folder)
        _ = StepCounter.$current.withValue(counter) {
          MeshTrust.run(arguments, Console(arguments: arguments, sink: OutputSink(isDiscarding: true)))
        }
        for (step, count) in counter.steps {
          taken.insert(Kind(step))
          let allowed = line.more[Kind(step)]?.count ?? 1
          #expect(count <= allowed, "\(line.words): \(step) \(count) times")
        }
      }
      #expect(taken == [.parse, .open, .derive, .render], "a step that is never counted shows nothing")
    }
  }

  private static func arguments(_ words: String, _ folder: String) -> [String] {
    var arguments: [String] = []
    for (index, part) in words.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      arguments +=
        index.isMultiple(of: 2)
        ? part.split(separator: " ").map { String($0).replacing("@", with: folder) } : [String(part)]
    }
    let home = ["--home", "\(folder)/home", "--passphrase-file", "\(folder)/pass"]
    let hasNoSecret = ["completion", "explain"].contains(arguments.first)
    return hasNoSecret ? arguments : arguments + home
  }
}
