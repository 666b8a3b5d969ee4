import Diagnostics
import Documents
import Testing

@testable import meshtrust

/// What is printed repeats no private key, and nothing else is lost.
@Suite struct HiddenNamesTests {
  private static func key(_ mark: String) -> String {
    "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\(mark)\n-----END PRIVATE KEY-----"
  }

  @Test func namesThatAreKeysStayEntries() {
    let node = Node.mapping([
      (Self.key("A"), .string("1")), (Self.key("B"), .string("2")), ("[private key]", .string(Self.key("C"))),
    ])
    let entries = node.withKeysHidden.mapping?.entries ?? []
    #expect(entries.map(\.key) == ["[private key not shown]", "[private key not shown] 2", "[private key]"])
    #expect(entries.map(\.value.string) == ["1", "2", "[private key not shown]"])
  }

  /// A JSON Web Key is no text.
  @Test func privateMembersAreHidden() {
    let members: [(String, Node)] = [
      ("kty", .string("OKP")), ("crv", .string("Ed25519")), ("x", .string("11qYAYKxCrfV")),
    ]
    let secret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
    let own = Node.sequence([Node.mapping(members + [("d", .string(secret))])])
    let shown = Node.sequence([Node.mapping(members + [("d", .string("[private key not shown]"))])])
    #expect(own.withKeysHidden == shown)
    #expect(Node.mapping(members).withKeysHidden == Node.mapping(members))
  }

  /// The options that repeat the user's own are never replaced.
  @Test func theHomeOfTheUserIsShown() {
    let line = "uCRNAomB1pOve0Vq+O+kytY9KC4Z/xSULCRuUNk1HSJwSoAqccNYC2Nw3kzrKTwy"
    let message: Message = "`\(line)`: \(.meshtrust("show", line))"
    let context = CommandContext { _ in ["--home", "/\(line)"] }
    let shown = message.shown(in: context)
    #expect(shown == "`[base64 not shown]`: meshtrust show '[base64 not shown]' --home /\(line)")
  }
}
