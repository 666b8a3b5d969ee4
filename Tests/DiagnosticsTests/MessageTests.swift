import Diagnostics
import Testing

@Suite struct MessageTests {
  private static let status = SuggestedCommand.meshtrust("rotate", "status")
  private static let inHome = CommandContext { words in words.first == "rotate" ? ["--home", "my pki"] : [] }

  @Test func commandsStandAsValues() {
    let message: Message = "run `\(.meshtrust("rotate", "status"))`, then \("wait") \(2) days"
    #expect(message.parts == [.text("run `"), .command(Self.status), .text("`, then wait 2 days")])
    #expect(message.description == "run `meshtrust rotate status`, then wait 2 days")
  }

  @Test func aMessageInAMessageKeepsItsCommands() {
    let advice: Message = "\(.meshtrust("rotate", "status")) says when"
    let whole: Message = "first: " + "\(advice)" + "; \(advice)"
    #expect(whole.parts.filter { $0 == .command(Self.status) }.count == 2)
    #expect(
      whole.text(in: Self.inHome)
        == "first: meshtrust rotate status --home 'my pki' says when; meshtrust rotate status --home 'my pki' says when"
    )
  }

  @Test func equalTextsAreEqualHoweverTheyWereMade() {
    let name = "red-mesh"
    let pieces: Message = "a " + "\(name)" + "" + " b"
    #expect(pieces == "a red-mesh b")
    #expect(["a", "b", Message("c")].joined(separator: ", ") == "a, b, c")
    #expect(Message("").isEmpty && !Message(Self.status).isEmpty)
  }

  @Test func placeholdersAreWordsOfCommands() {
    let message: Message = "FILE: \(.meshtrust("inspect", "FILE", "--pem"))"
    #expect(message.filling("FILE", with: "a b.pem") == "FILE: \(.meshtrust("inspect", "a b.pem", "--pem"))")
  }

  /// What a context adds is the user's own.
  @Test func wordsAreChangedAndTheContextStays() {
    let message: Message = "my pki: \(.meshtrust("rotate", "start", "my pki")) in \(OutputPath("my"))"
    let changed = message.changing { $0.replacing("my pki", with: "x") }
    #expect(changed.text(in: Self.inHome) == "x: meshtrust rotate start x --home 'my pki' in out/my")
  }

  @Test(arguments: [
    (["apply"], "meshtrust apply"),
    (
      ["rotate", "vouch", "red", "istiod restarted"],
      "meshtrust rotate vouch red 'istiod restarted' --home 'my pki'"
    ),
    (["trust", "import", "FILE", "--fingerprint", "SHA256:…"], "meshtrust trust import FILE --fingerprint SHA256:…"),
  ])
  func aCommandIsWordedAsAShellTakesIt(words: [String], text: String) {
    #expect(SuggestedCommand(words).text(in: Self.inHome) == text)
  }

  @Test(arguments: [
    ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("/a/b-c_d.e:1,2", "/a/b-c_d.e:1,2"), ("$HOME", "'$HOME'"),
    ("höhe", "höhe"), ("a'\u{301}b", "'a'\\''\u{301}b'"), ("a\nb", "$'a\\012b'"),
    ("it's \r\\", "$'it\\047s \\015\\\\'"), ("a\u{202E}b", "$'a\\342\\200\\256b'"),
    ("'\u{301}\n", "$'\\047\u{301}\\012'"),
  ])
  func wordsAreQuotedOnlyWhereTheyNeedIt(word: String, quoted: String) {
    #expect(ShellWord.quoted(word) == quoted)
  }

  /// From where the user is; as the home has it where nobody knows who reads it.
  @Test(
    arguments: [
      (nil, "oc apply -f out/red/a.yaml"), ("pki", "oc apply -f pki/out/red/a.yaml"),
      ("/srv/my pki/", "oc apply -f '/srv/my pki/out/red/a.yaml'"),
    ] as [(String?, String)])
  func aPathOfTheHomeLeadsThere(home: String?, text: String) {
    let message: Message = "oc apply -f \(OutputPath("red", "a.yaml"))"
    #expect(message.text(in: CommandContext(home: home) { _ in [] }) == text)
    #expect(message != Message("oc apply -f out/red/a.yaml"))
  }
}
