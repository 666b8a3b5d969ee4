import Testing

/// A new case of an error does not compile before somebody finds words for it.
@Suite struct WordedCaseTests {
  /// Switches with a `default:` in files that word errors, which are not over the cases of an error, or give no words.
  private static let exceptions: [String: (count: Int, reason: String)] = [
    "Lint/Rules/PlainTextRules.swift": (1, "over a text of a manifest"),
    "Rotation/Migrating/MigrationGathering.swift": (1, "over needs, of which objects show four"),
    "SPIFFE/BundleKey.swift": (1, "over characters"),
    "Signers/SignerFault.swift": (2, "two questions of yes and no"),
    "Signers/Tokens/TokenFault+Diagnosable.swift": (1, "over the numbers that PKCS #11 gives back"),
    "TLS/TLSError+Messages.swift": (1, "over the numbers of alerts"),
    "X509/PEM/StrangeBlock.swift": (1, "over labels of PEM"),
    "X509/Path/WebPKI.swift": (1, "over pairs of names"),
    "meshtrust/Input/CertificateInput.swift": (3, "over objects of Kubernetes, of which two have roots"),
    "meshtrust/Input/Inspection.swift": (1, "over objects of Kubernetes"),
    "meshtrust/Rotating/RotationActor+Fitness.swift": (1, "over resources of rights"),
    "meshtrust/Rotating/RotationActor.swift": (1, "over types of objects"),
    "CA/Home/OpenHome+LeftOvers.swift": (1, "over places of a home"),
    "CA/Keys/PreparedKeyFault.swift": (1, "a question of yes and no"),
  ]

  @Test func noErrorIsWordedByDefault() throws {
    var found: [String: Int] = [:]
    for (module, sources) in try SourceTree.modules() {
      for (file, text) in sources where Self.wordsErrors(text) {
        let count = text.matches(of: /\n *default:/).count
        if count > 0 { found["\(module)/\(file)"] = count }
      }
    }
    for (file, count) in found {
      #expect(count <= Self.exceptions[file]?.count ?? 0, "\(file): name the cases instead of `default:`")
    }
    for (file, exception) in Self.exceptions {
      #expect(found[file] == exception.count, "\(file) needs no such exception any more: \(exception.reason)")
    }
  }

  /// The test is about something: these word errors, and are found to.
  @Test(arguments: [
    "CA/Keys/KeyRefusal.swift", "CA/Approvals/ApprovalFault.swift", "CA/Refusing/RotationRefusal+Words.swift",
    "Cluster/AnswerFault.swift", "Cluster/WriteFault.swift", "Signers/Tokens/TokenFault+Diagnosable.swift",
    "meshtrust/Input/ForeignForm.swift", "TLS/TLSError+Messages.swift",
  ])
  func filesThatWordErrorsAreKnown(_ path: String) throws {
    let module = path.prefix { $0 != "/" }
    let text = try #require(try SourceTree.modules()[String(module)]?[String(path.dropFirst(module.count + 1))])
    #expect(Self.wordsErrors(text))
  }

  /// Whether something in it converts to a diagnostic, or is a sentence of one.
  private static func wordsErrors(_ text: String) -> Bool {
    text.contains(/Diagnosable\b|: Diagnostic\?? \{|-> Diagnostic\?? \{|: Message\)? \{|var why: String \{/)
  }
}
