import Cryptography
import Synchronization

/// The authorities whose signatures were verified, their decoded form and their keys, so that an intermediate that is
/// presented again is not checked again.
///
/// It holds only facts that never change: what these exact bytes say, and that this exact key signed them. Dates, names
/// and all other rules are checked each time. Each bundle has its own memory. It is bounded and emptied when full, so a
/// stream of unknown certificates only costs speed. A lock makes it safe on any thread.
final class AuthorityMemory: Sendable {
  /// Bytes that are compared by their storage first.
  private struct ExactBytes: Hashable, Sendable {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
    }

    static func == (left: ExactBytes, right: ExactBytes) -> Bool { left.bytes.isIdentical(to: right.bytes) }

    func hash(into hasher: inout Hasher) {
      hasher.combine(octets: bytes)
    }
  }

  /// The DER of a certificate is never that of a key, so both share one table.
  private enum Fact: Sendable {
    /// A certificate and the keys that signed it.
    case authority(Certificate, signedBy: [ArraySlice<UInt8>])
    case key(PublicKey)
  }

  private static let capacity = 2048
  private let facts = Mutex<[ExactBytes: Fact]>([:])
  private let wholeKeys = Mutex<[ExactBytes: Bool]>([:])

  /// A verified authority by its exact bytes.
  func certificate(_ der: [UInt8]) -> Certificate? {
    if case .authority(let certificate, _) = fact(der[...]) { certificate } else { nil }
  }

  /// Whether the certificate is known to be signed by the key.
  func holds(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) -> Bool {
    guard case .authority(_, let keys) = fact(certificate.der[...]) else { return false }
    return keys.contains { $0.isIdentical(to: issuerKey) }
  }

  /// An issuer's key, imported into OpenSSL once.
  func key(_ info: SubjectPublicKeyInfo) -> PublicKey? {
    if case .key(let known) = fact(info.der) { return known }
    guard let key = try? info.publicKey() else { return nil }
    remember(info.der) { _ in .key(key) }
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
    remember(certificate.der[...]) { known in
      guard case .authority(_, let keys) = known else { return .authority(certificate, signedBy: [issuerKey]) }
      // An attacker can create any number of RSA keys that verify the same signature.
      return .authority(certificate, signedBy: keys.suffix(3) + [issuerKey])
    }
  }

  private func fact(_ bytes: ArraySlice<UInt8>) -> Fact? {
    let bytes = ExactBytes(bytes)
    return facts.withLock { $0[bytes] }
  }

  private func remember(_ bytes: ArraySlice<UInt8>, _ fact: (Fact?) -> Fact) {
    let bytes = ExactBytes(bytes)
    facts.withLock { facts in
      let known = facts[bytes]
      if known == nil, facts.count >= Self.capacity { facts = [:] }
      facts[bytes] = fact(known)
    }
  }
}
