import Diagnostics
import Testing

@testable import Signers

/// What a code of a module means (PKCS #11 2.40 section 5.1): the words and the exit status that a person gets.
@Suite struct TokenAnswerTests {
  /// A code, what it becomes, and words that the person needs.
  struct Answer: Sendable, CustomTestStringConvertible {
    let code: UInt
    let diagnostic: Code
    let status: Diagnostics.ExitStatus
    let words: String
    let function: String

    var testDescription: String { "\(TokenReturn(number: code)) at \(function)" }
  }

  private static func all(
    _ codes: [UInt], _ diagnostic: Code, _ status: Diagnostics.ExitStatus, _ words: String,
    at function: String = "C_Sign"
  ) -> [Answer] {
    codes.map { Answer(code: $0, diagnostic: diagnostic, status: status, words: words, function: function) }
  }

  static let answers: [Answer] = rows.flatMap { $0 }

  private static let rows: [[Answer]] = [
    all([0xA0, 0xA1, 0xA2], "MT-KEY-44", .secret, "the PIN of the token `prod` is wrong"),
    all([0xA4], "MT-KEY-45", .secret, "security officer"),
    all([0xA3, 0x102], "MT-KEY-59", .secret, "wants another PIN first"),
    all(
      [0xE0, 0xE1, 0x30, 0x31, 0x32, 0x5, 0x6, 0xB3, 0xB0, 0x82, 0x60, 0x190], "MT-KEY-51", .inputOutput,
      "failed, is gone or was reset"),
    all([0xB1], "MT-KEY-51", .inputOutput, "close other programs"),
    // CloudHSM says this instead.
    all([0x7], "MT-KEY-51", .inputOutput, "has no free session", at: "C_OpenSession"),
    all([0x7], "MT-KEY-56", .inputOutput, "CKR_ARGUMENTS_BAD (0x7) at `C_Sign`"),
    all([0x70, 0x63, 0x62, 0x140, 0x130], "MT-KEY-50", .refused, "it can sign with ecdsa-p256"),
    all([0x68], "MT-KEY-56", .refused, "CKA_SIGN"),
    all([0xD0, 0xD1, 0x12, 0x13], "MT-KEY-55", .refused, "meshtrust key attach", at: "C_GenerateKeyPair"),
    all([0x101], "MT-KEY-56", .secret, "touch"),
    all([0x54], "MT-KEY-56", .inputOutput, "CKR_FUNCTION_NOT_SUPPORTED (0x54) at `C_Sign`"),
    all([0x8000_0042], "MT-KEY-56", .inputOutput, "vendor's code 0x80000042 at `C_Sign`"),
  ]

  @Test(arguments: answers)
  func eachCodeHasItsWords(_ answer: Answer) {
    let first = TokenFault(TokenReturn(number: answer.code), at: answer.function, token: "prod", module: "/m.so")
    let fault = first.lacking("sign with ECDSA P-521", for: .key, of: "prod") { () throws(TokenFault) in ["ecdsa-p256"]
    }
    let diagnostic = fault.diagnostic
    #expect(diagnostic.code == answer.diagnostic)
    #expect(fault.exitStatus == answer.status)
    let text = "\(diagnostic.what) / \(diagnostic.why) / \(diagnostic.next)"
    #expect(text.contains(answer.words), "\(text)")
  }

  /// Only for a key that is still to be made does another `rootKey` help.
  @Test func whatATokenCannotDependsOnWhatItWasAskedFor() {
    func next(_ use: TokenFault.Use) -> String {
      "\(TokenFault.cannot(what: "sign", token: "prod", can: [], for: use).diagnostic.next)"
    }
    #expect(next(.newKey).contains("`rootKey`"))
    #expect(!next(.key).contains("rootKey"))
    #expect(next(.seal).contains("passphrase"))
  }
}
