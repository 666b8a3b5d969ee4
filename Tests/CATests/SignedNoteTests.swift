import Cryptography
import Testing
import X509

@testable import CA

/// C2SP's signed notes and checkpoints, with the vectors that others publish.
@Suite struct SignedNoteTests {
  /// Of c2sp.org/signed-note.
  private static let specification = (
    key: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    note: """
    This is an example message.

    \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

    """
  )

  /// Of golang.org/x/mod/sumdb/note.
  private static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
  /// The seed in Go's PRIVATE+KEY, behind the octet of the type.
  private static let seed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="
  private static let text = """
    If you think cryptography is the answer to your problem,
    then you don't know what your problem is.

    """
  private static let byPeter =
    "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  private static let byEnoch =
    "\u{2014} EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

  private static func note(_ text: String) throws -> SignedNote { try SignedNote(Array(text.utf8)) }

  @Test func theExampleOfTheSpecificationVerifies() throws {
    let key = try #require(NoteKey(Self.specification.key))
    #expect(key.text == Self.specification.key)
    let note = try Self.note(Self.specification.note)
    #expect(note.text == "This is an example message.\n")
    #expect(note.verdict(with: key) == .signed)
    #expect(note.description == Self.specification.note)
  }

  @Test func otherSignaturesAreIgnored() throws {
    let (peter, enoch) = (try #require(NoteKey(Self.peter)), try #require(NoteKey(Self.enoch)))
    let both = try Self.note(Self.text + "\n" + Self.byPeter + Self.byEnoch)
    #expect(both.signatures.count == 2)
    #expect(both.verdict(with: peter) == .signed && both.verdict(with: enoch) == .signed)
    let one = try Self.note(Self.text + "\n" + Self.byPeter)
    #expect(one.verdict(with: enoch) == .unknownKey)
    let changed = try Self.note("X" + Self.text + "\n" + Self.byPeter)
    #expect(changed.verdict(with: peter) == .forged)
    // A known key that fails rejects the note, whatever else is there.
    let mixed = try Self.note(Self.text + "\n" + Self.byPeter + Self.byPeter.replacing("wJnAM=", with: "wJnBM="))
    #expect(mixed.verdict(with: peter) == .forged)
  }

  @Test func weSignTheBytesThatGoSigns() throws {
    let key = try PrivateKey(.ed25519(seed: SecretBytes(copying: try Base64.decode(Array(Self.seed.utf8)))))
    let verifier = try #require(NoteKey(name: "PeterNeumann", key: key.publicKey))
    #expect(verifier.text == Self.peter)
    #expect(
      try SignedNote(signing: Self.text, with: key, as: verifier).description == Self.text + "\n" + Self.byPeter)
  }

  @Test(arguments: [
    "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann", "a+b+c",
    "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+AhpcgQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "+c74f20a3+AQ==", "",
  ])
  func whatIsNoKeyIsRefused(text: String) {
    #expect(NoteKey(text) == nil)
  }

  @Test(arguments: [
    "", "\n", "text\n", text + byPeter, "\n" + byPeter, text + "\n", text + "\n" + "- PeterNeumann x08g\n",
    text + "\n" + byPeter.dropLast(), text + "\n\u{2014} PeterNeumann x08go\n", text + "\n\u{2014} PeterNeumann\n",
    text + "\n\u{2014} Peter+Neumann x08go/ZJ\n", "a\u{1}\n\n" + byPeter, "a\r\n\n" + byPeter,
    text + "\n" + String(repeating: byPeter, count: 17),
  ])
  func whatIsNoNoteIsRefused(text: String) {
    #expect(throws: SignedNote.Fault.self) { try SignedNote(Array(text.utf8)) }
  }

  @Test func notesAreUTF8() {
    #expect(throws: SignedNote.Fault.notText) { try SignedNote([0xFF, 0x0A, 0x0A] + Array(Self.byPeter.utf8)) }
    #expect(throws: SignedNote.Fault.tooLarge) { try SignedNote([UInt8](repeating: 0x61, count: 1 << 21)) }
  }

  @Test func theExampleCheckpointIsRead() throws {
    let checkpoint = try #require(
      Checkpoint(text: "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"))
    #expect(checkpoint.origin == "example.com/behind-the-sofa" && checkpoint.entries == 20_852_163)
    #expect(checkpoint.text.hasSuffix("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"))
  }

  @Test(arguments: [
    "o\n07\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "o\n7\n", "o\n7\nAAAA\n",
    "o\n-7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "o\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
    "\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    "o\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
  ])
  func whatIsNoCheckpointIsRefused(text: String) {
    #expect(Checkpoint(text: text) == nil)
  }

  /// The roots of RFC 6962's own test tree, as Certificate Transparency's reference code has them.
  @Test func treesHaveThePublishedRoots() throws {
    let leaves: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6F),
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var tree = MerklePeaks()
    #expect(tree.root.hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (leaf, root) in zip(leaves, roots) {
      tree.append(leaf)
      #expect(tree.root.hexadecimal == root)
      #expect(MerklePeaks(count: tree.count, octets: tree.octets) == tree)
    }
    #expect(MerklePeaks(count: 3, octets: [UInt8](repeating: 0, count: 32)) == nil)
    #expect(MerklePeaks(count: -1, octets: []) == nil)
  }
}
