import Cryptography
import Synchronization

/// The authorities whose signatures were verified, their decoded form and their keys, so that an intermediate that is
/// presented again is not checked again.
///
/// It holds only facts that never change: what these exact bytes say, that this exact key signed them, and what these
/// exact authorities demand of a leaf under one policy, which includes the time. Every leaf is checked against them.
/// Each bundle has its own memory. It is bounded and emptied when full, so a stream of unknown certificates only costs
/// speed. A lock makes it safe on any thread.
final class AuthorityMemory: Sendable {
  /// Bytes whose hash is computed once.
  private struct ExactBytes: Hashable, Sendable {
    let bytes: ArraySlice<UInt8>
    private let octetsHash: Int

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      octetsHash = bytes.octetsHash
    }

    init(_ certificate: Certificate) {
      bytes = certificate.der[...]
      octetsHash = certificate.octetsHash
    }

    static func == (left: ExactBytes, right: ExactBytes) -> Bool {
      left.octetsHash == right.octetsHash && left.bytes.isIdentical(to: right.bytes)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(octetsHash) }
  }

  /// The DER of a certificate is never that of a key, so both share one table.
  private enum Fact: Sendable {
    /// A certificate and the keys that signed it.
    case authority(Certificate, signedBy: [ArraySlice<UInt8>])
    case key(PublicKey)
  }

  /// The authorities of a path, from the leaf's issuer to the anchor, and the policy under which they break no rule.
  private struct Authorities: Hashable, Sendable {
    let certificates: ArraySlice<Certificate>
    let policy: PathPolicy
  }

  private static let capacity = 2048
  private let facts = Mutex<[ExactBytes: Fact]>([:])
  private let validators = Mutex<[Authorities: PathValidator]>([:])
  private let wholeKeys = Mutex<[ExactBytes: Bool]>([:])

  /// A verified authority by its exact bytes.
  func certificate(_ der: [UInt8]) -> Certificate? {
    if case .authority(let certificate, _) = fact(ExactBytes(der[...])) { certificate } else { nil }
  }

  /// Whether the certificate is known to be signed by the key.
  func holds(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) -> Bool {
    guard case .authority(_, let keys) = fact(ExactBytes(certificate)) else { return false }
    return keys.contains { $0.isIdentical(to: issuerKey) }
  }

  /// An issuer's key, imported into OpenSSL once.
  func key(_ info: SubjectPublicKeyInfo) -> PublicKey? {
    let bytes = ExactBytes(info.der)
    if case .key(let known) = fact(bytes) { return known }
    guard let key = try? info.publicKey() else { return nil }
    remember(bytes) { _ in .key(key) }
    return key
  }

  /// Whether the key of an anchor passes every check. Paths end here, so that few keys need the slow one for RSA.
  func isWhole(_ info: SubjectPublicKeyInfo) -> Bool {
    guard info.isRSA else { return true }
    let bytes = ExactBytes(info.der)
    if let known = wholeKeys.withLock({ $0[bytes] }) { return known }
    let isWhole = (try? key(info)?.checkWhole()) != nil
    wholeKeys.withLock { keys in
      if keys.count >= Self.capacity { keys = [:] }
      keys[bytes] = isWhole
    }
    return isWhole
  }

  /// Remembers an authority whose signature was verified.
  func remember(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) {
    remember(ExactBytes(certificate)) { known in
      guard case .authority(_, let keys) = known else { return .authority(certificate, signedBy: [issuerKey]) }
      // An attacker can create any number of RSA keys that verify the same signature.
      return .authority(certificate, signedBy: keys.suffix(3) + [issuerKey])
    }
  }

  /// Validates a path whose signatures are verified, as ``PathValidator/failure(within:)`` does; authorities that were
  /// valid before under the same policy are not validated again.
  func failure(
    of path: [Certificate], _ policy: PathPolicy, within budget: inout SearchBudget
  ) throws(SearchLimit) -> FailedPath? {
    if case .webpki(let version) = policy.profile {
      return try WebPKIPath(version: version, policy: policy, path: path).failure(within: &budget)
    }
    // Revocation lists are part of the policy, and too large to be compared for each path.
    guard let leaf = path.first, policy.revocation == nil else {
      var validator = PathValidator(policy: policy, path: path)
      return try validator.failure(within: &budget)
    }
    let authorities = Authorities(certificates: path.dropFirst(), policy: policy)
    if let known = validators.withLock({ $0[authorities] }) {
      var validator = known.replacing(leaf: leaf)
      return try validator.failure(within: &budget)
    }
    var validator = PathValidator(policy: policy, path: path)
    if let failure = try validator.failureOfAuthorities(within: &budget) { return failure }
    let processed = validator
    validators.withLock { validators in
      if validators.count >= Self.capacity { validators = [:] }
      validators[authorities] = processed
    }
    return try validator.failure(within: &budget)
  }

  private func fact(_ bytes: ExactBytes) -> Fact? { facts.withLock { $0[bytes] } }

  private func remember(_ bytes: ExactBytes, _ fact: (Fact?) -> Fact) {
    facts.withLock { facts in
      let known = facts[bytes]
      if known == nil, facts.count >= Self.capacity { facts = [:] }
      facts[bytes] = fact(known)
    }
  }
}
