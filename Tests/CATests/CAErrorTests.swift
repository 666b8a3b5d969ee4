import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SPIFFE
import SystemPackage
import Testing
import X509

@Suite struct CAErrorTests {
  /// Each error of the module itself, with the exit status that scripts rely on.
  private static let errors: [(CAError, Diagnostics.ExitStatus)] = [
    (.files(.system(operation: "read", path: "a", .noSuchFileOrDirectory)), .inputOutput),
    (.files(.locked(folder: "pki", seconds: 10)), .refused),
    (.database(detail: "database or disk is full"), .inputOutput), (.noHome("pki"), .malformed),
    (.exists(path: "a"), .refused), (.noAuthorities(home: "pki"), .refused), (.newerDatabase(path: "a"), .refused),
    (.brokenDatabase(path: "a", detail: "b"), .malformed),
    (.sealingKeyMissing(path: "a"), .secret), (.sealingKeyWrong(path: "a", detail: "b"), .secret),
    (.passphraseNeeded, .secret), (.passphraseWrong, .secret), (.backupUnreadable(detail: "a"), .secret),
    (.unknownMesh("a", nearest: "b"), .usage), (.unknownMesh("a", nearest: nil), .usage),
    (.unknownGateway("a", mesh: "b", known: ["c"], nearest: nil), .usage),
    (.unknownAuthority("a", nearest: nil), .usage),
    (.noIntermediate(mesh: "a"), .refused), (.noKey(authority: "a"), .refused),
    (.wrongAnswer(.noRoot), .refused),
    (.logBroken(entry: 3, detail: "a"), .malformed),
  ]

  @Test(arguments: errors.indices) func everyErrorTellsWhatWhyAndWhatToDo(index: Int) {
    let (error, status) = Self.errors[index]
    let diagnostic = error.diagnostic
    #expect(error.exitStatus == status && diagnostic.severity == .error)
    #expect(!diagnostic.what.isEmpty && !diagnostic.why.isEmpty && !diagnostic.next.isEmpty)
    #expect(diagnostic.code.rawValue.hasPrefix("MT-HOME-"))
    #expect(
      (Explanation.inCA + Explanation.inFiles).contains { $0.code == diagnostic.code },
      "\(diagnostic.code) is not explained")
  }

  @Test func theFullDiskHasItsOwnAdvice() {
    #expect(FileError.system(operation: "write", path: "a", .noSpace).diagnostic.next.description.contains("make room"))
    let denied = FileError.system(operation: "write", path: "a", .permissionDenied)
    #expect(!denied.diagnostic.next.description.contains("make room"))
  }

  @Test func errorsOfLowerModulesKeepTheirDiagnostics() {
    let inner = X509Error.brokenPEM(detail: "bad base64", line: 7)
    #expect(CAError.x509(inner).diagnostic == inner.diagnostic && CAError.x509(inner).exitStatus == inner.exitStatus)
    #expect(CAError.cryptography(.authenticationFailed).diagnostic.code.rawValue.hasPrefix("MT-KEY-"))
  }

  @Test(arguments: [
    "MT-HOME-30", "MT-HOME-39", "MT-HOME-40", "MT-HOME-41", "MT-HOME-42", "MT-HOME-43", "MT-HOME-44", "MT-HOME-45",
    "MT-HOME-46",
  ])
  func everyNoteIsExplained(code: String) {
    #expect(Explanation.inCA.contains { $0.code.rawValue == code })
  }

  @Test func explanationsAreWholeAndSingle() {
    #expect(Set(Explanation.inCA.map(\.code)).count == Explanation.inCA.count)
    for entry in Explanation.inCA where entry.code.rawValue.hasPrefix("MT-HOME-") {
      #expect(![entry.title, entry.source, entry.why, entry.repair].contains(""))
    }
  }
}
