import Cryptography

/// How many signature checks a search may still make. Long bytes cost more: 64 KiB count as one check.
struct SignatureBudget {
  private(set) var left: Int
  private(set) var isExhausted = false

  init(_ count: Int) {
    left = count
  }

  /// Takes one check over so many bytes; false when none is left.
  mutating func take(bytes: Int) -> Bool {
    left -= 1 + bytes >> 16
    if left < 0 { exhaust() }
    return !isExhausted
  }

  mutating func exhaust() { isExhausted = true }
}

/// Finds who signed revocation lists: certificates of the path, and others that lead to the same anchor.
struct ListSigners {
  /// Why nobody's signature on a list counts.
  struct Refusal: Error {
    let detail: String
  }

  /// A certificate whose key made the signature.
  enum Signer {
    /// It belongs to the path, or was trusted before.
    case known(Certificate)
    /// It leads to the anchor by a path of its own, whose certificates may still be revoked.
    case found(Certificate, path: [Certificate])
  }

  /// A list and its possible signer.
  private struct Check: Hashable {
    let list: RevocationList
    let signer: Certificate
  }

  private let builder: PathBuilder
  private let intermediates: [Certificate]
  private var trusted: [Certificate] = []
  private var checked: [Check: Bool] = [:]
  var budget: SignatureBudget

  /// `policy` is that of the path; lists and purposes do not matter for their signers.
  init(
    anchor: Certificate, anchors: TrustAnchors, intermediates: [Certificate], policy: PathPolicy,
    budget: SignatureBudget
  ) {
    var policy = policy
    (policy.revocation, policy.purposes, policy.certificatePolicies) = (nil, [], PolicyInputs())
    builder = PathBuilder(anchors: TrustAnchors([anchor], rule: anchors.rule), policy: policy)
    self.intermediates = intermediates + anchors.certificates
    self.budget = budget
  }

  /// A certificate counts as trusted from now on.
  mutating func trust(_ certificate: Certificate) { trusted.append(certificate) }

  /// Who signed a list; `above` are certificates that are trusted already.
  mutating func signer(of list: RevocationList, _ above: [Certificate]) -> Result<Signer, Refusal> {
    if let identifier = list.unknownCriticalExtension {
      return .failure(Refusal(detail: "it has the critical extension \(identifier), which is not understood here"))
    }
    let known = (above + trusted).filter { $0.subject == list.issuer }
    var refusal = Refusal(detail: "no certificate of its issuer is in the chain or the bundle")
    for certificate in known + intermediates.filter({ $0.subject == list.issuer && !known.contains($0) }) {
      if let usage = certificate.extensions.keyUsage, !usage.contains(.cRLSign) {
        refusal = Refusal(detail: "the keyUsage of its issuer `\(certificate)` lacks cRLSign")
        continue
      }
      guard isSigned(list, by: certificate) else {
        refusal = Refusal(detail: "its signature was not made by the key of `\(certificate)`")
        continue
      }
      if known.contains(certificate) { return .success(.known(certificate)) }
      if let path = path(to: certificate) { return .success(.found(certificate, path: path)) }
      refusal = Refusal(detail: "its signer `\(certificate)` does not lead to the same root")
    }
    return .failure(refusal)
  }

  /// Whether the signature of a list is that of the key, within the budget.
  mutating func isSigned(_ list: RevocationList, by certificate: Certificate) -> Bool {
    let check = Check(list: list, signer: certificate)
    if let known = checked[check] { return known }
    guard let algorithm = list.signatureAlgorithm.signatureAlgorithm, budget.take(bytes: list.der.count),
      let key = try? certificate.publicKeyInfo.publicKey()
    else { return false }
    let answer = key.isValidSignature(list.contents.signature, for: list.contents.signedBytes, using: algorithm)
    checked[check] = answer
    return answer
  }

  private mutating func path(to signer: Certificate) -> [Certificate]? {
    var limited = builder
    limited.policy.limits.signatureChecks = max(0, budget.left)
    let answer = limited.answer(leaf: signer, intermediates: intermediates)
    for _ in 0..<answer.signatureChecks where !budget.isExhausted { _ = budget.take(bytes: 0) }
    if case .valid(let path) = answer.verdict { return path.certificates }
    return nil
  }
}

extension RevocationList {
  /// A critical extension of the list or of an entry that is not understood: the list must not be used.
  var unknownCriticalExtension: String? {
    contents.extensions.unknownCriticalExtension ?? contents.entries.unknownCriticalExtension
  }
}
