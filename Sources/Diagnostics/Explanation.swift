/// What `meshtrust explain CODE` tells of one code.
public struct Explanation: Hashable, Sendable {
  /// The code explained.
  public let code: Code
  /// The rule in one line.
  public let title: String
  /// Where the rule stands: the clause of the standard, or the source of the fact.
  public let source: String
  /// Why it matters on a running mesh.
  public let why: String
  /// How to repair it.
  public let repair: String

  /// Makes one entry of the catalogue.
  public init(_ code: Code, _ title: String, source: String, why: String, repair: String) {
    self.code = code
    self.title = title
    self.source = source
    self.why = why
    self.repair = repair
  }
}

extension Explanation {
  /// Every code there is, sorted.
  public static let catalogue: [Explanation] = families.flatMap { $0 }.sorted { $0.code < $1.code }

  /// The entry of one code; case does not matter, and the `MT-` in front may be missing.
  public static func of(_ text: String) -> Explanation? {
    let wanted = text.uppercased()
    return catalogue.first { $0.code.rawValue == wanted || $0.code.rawValue == "MT-" + wanted }
  }

  /// One list a family, each in a file of its own under `Explanations/`.
  private static var families: [[Explanation]] {
    [
      commandLine, cryptography, documents, encodings, federation, home, identities, kubernetes,
      lintCertificates, lintFailover, lintGateways, lintIdentities, lintLifecycle, lintPeers, lintServices, lintTypes,
      paths, rehearsals, svid, tls,
    ]
  }
}
