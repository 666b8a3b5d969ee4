import Diagnostics
import Testing

@testable import Cryptography

@Suite struct CryptographyErrorTests {
  private static let openSSL = OpenSSLError(operation: "EVP_PKEY_generate", entries: [])

  static let all: [(CryptographyError, Code, Diagnostics.ExitStatus)] = [
    (.openSSL(openSSL), "MT-KEY-01", .internal),
    (.invalidPoint(.p256, .form(6)), "MT-KEY-02", .malformed),
    (.invalidScalar(.p384), "MT-KEY-03", .malformed),
    (.invalidModulus(bits: 512, .tooSmall), "MT-KEY-04", .malformed),
    (.invalidExponent(bits: 1, .tooSmall), "MT-KEY-05", .malformed),
    (.invalidLength(.ed25519Seed, allowed: 32...32, found: 31), "MT-KEY-06", .malformed),
    (.inconsistentKey(.point), "MT-KEY-07", .malformed),
    (.authenticationFailed, "MT-KEY-08", .secret),
    (.decryptionFailed, "MT-KEY-09", .secret),
    (.costOutOfBounds(.scryptMemory, found: 1 << 40, allowed: 1...1 << 30), "MT-KEY-10", .refused),
  ]

  @Test(arguments: all)
  func `every failure has a diagnostic`(error: CryptographyError, code: Code, status: Diagnostics.ExitStatus) throws {
    let diagnostic = error.diagnostic
    #expect(diagnostic.code == code)
    #expect(error.exitStatus == status)
    for text in [diagnostic.what, diagnostic.why, diagnostic.next].map(\.description) {
      #expect(!text.isEmpty)
      #expect(!text.hasSuffix("."))
    }
    let explanation = try #require(Explanation.inCryptography.first { $0.code == code })
    #expect(explanation.code == code)
    #expect(!explanation.why.isEmpty && !explanation.repair.isEmpty)
  }

  @Test func `the evidence is in the words`() {
    let error = CryptographyError.invalidModulus(bits: 512, .tooSmall).diagnostic
    #expect(error.what == "the RSA modulus of 512 bits is too small")
    #expect("\(Self.openSSL)" == "EVP_PKEY_generate failed: no reason given")
  }

  @Test func `a failure carries only its own entries of the queue`() throws {
    var point = RFC6979.point
    point[64] ^= 1
    for _ in 0..<3 {
      do throws(CryptographyError) {
        _ = try PublicKey(.ec(.p256, point: point))
      } catch .invalidPoint(_, .refused(let error)) {
        #expect(error.entries.filter { $0.reason == "point is not on curve" }.count == 1)
        #expect("\(error)".contains("elliptic curve routines: point is not on curve"))
      } catch {
        Issue.record("refused for another reason: \(error)")
      }
    }
  }

  @Test func `the version names OpenSSL 3`() {
    #expect(OpenSSLVersion.text.hasPrefix("OpenSSL 3."))
  }
}
