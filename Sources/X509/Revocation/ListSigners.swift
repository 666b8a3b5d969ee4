import Cryptography

/// Finds the certificates that signed revocation lists, on the path or leading to the same anchor.
struct ListSigners {
  /// Why no signature on a list is accepted.
  struct Refusal: Error {
    let detail: String
  }

  /// The certificate whose key made the signature.
  enum Signer {
    /// On the path, or already trusted.
    case known(Certificate)
    /// Leads to the anchor by a path of its own, whose certificates may still be revoked.
    case found(Certificate, path: [Certificate])
  }

  private struct Check: Hashable {
    let list: RevocationList
    let signer: Certificate
  }

  private let anchor: TrustAnchors
  private let policy: PathPolicy
  private let intermediates: [Certificate]
  private var trusted: [Certificate] = []
  private var checked: [Check: Bool] = [:]

  /// `policy` is that of the path; its purposes and revocation lists do not apply to signers of lists.
  init(anchor: Certificate, anchors: TrustAnchors, intermediates: [Certificate], policy: PathPolicy) {
    var policy = policy
    (policy.revocation, policy.purposes, policy.certificatePolicies) = (nil, [], PolicyInputs())
    self.policy = policy
    self.anchor = TrustAnchors([anchor], rule: anchors.rule)
    self.intermediates = intermediates + anchors.certificates
  }

  mutating func trust(_ certificate: Certificate) { trusted.append(certificate) }

  /// The signer of a list; the certificates `above` are already trusted.
  mutating func signer(
    of list: RevocationList, _ above: [Certificate], within budget: inout SearchBudget
  ) throws(SearchLimit) -> Result<Signer, Refusal> {
    if let identifier = list.unknownCriticalExtension {
      return .failure(Refusal(detail: "it has the critical extension \(identifier), which is not supported here"))
    }
    let known = (above + trusted).filter { $0.subject == list.issuer }
    var refusal = Refusal(detail: "no certificate of its issuer is in the chain or the bundle")
    for certificate in known + intermediates.filter({ $0.subject == list.issuer && !known.contains($0) }) {
      if let usage = certificate.extensions.keyUsage, !usage.contains(.cRLSign) {
        refusal = Refusal(detail: "the keyUsage of its issuer `\(certificate)` lacks cRLSign")
        continue
      }
      guard try isSigned(list, by: certificate, within: &budget) else {
        refusal = Refusal(detail: "its signature was not made by the key of `\(certificate)`")
        continue
      }
      if known.contains(certificate) { return .success(.known(certificate)) }
      if let path = try path(to: certificate, within: &budget) { return .success(.found(certificate, path: path)) }
      refusal = Refusal(detail: "its signer `\(certificate)` does not lead to the same root")
    }
    return .failure(refusal)
  }

  mutating func isSigned(
    _ list: RevocationList, by certificate: Certificate, within budget: inout SearchBudget
  ) throws(SearchLimit) -> Bool {
    let check = Check(list: list, signer: certificate)
    if let known = checked[check] { return known }
    guard let algorithm = list.signatureAlgorithm.signatureAlgorithm else { return false }
    try budget.spendSignatureCheck(octets: list.der.count)
    guard let key = try? certificate.publicKeyInfo.publicKey() else { return false }
    let answer = key.isValidSignature(list.contents.signature, for: list.contents.signedBytes, using: algorithm)
    checked[check] = answer
    return answer
  }

  private func path(
    to signer: Certificate, within budget: inout SearchBudget
  ) throws(SearchLimit) -> [Certificate]? {
    var search = PathSearch(anchor, policy, leaf: signer, intermediates: intermediates, budget: budget)
    defer { budget = search.budget }
    return try search.path()?.certificates
  }
}

extension RevocationList {
  /// An unknown critical extension of the list or of an entry, which makes the list unusable.
  var unknownCriticalExtension: String? {
    contents.extensions.unknownCriticalExtension ?? contents.entries.unknownCriticalExtension
  }
}
