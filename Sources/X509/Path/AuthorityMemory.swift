import Cryptography
import Synchronization

/// Which authorities' signatures were found to hold, their decoded form and their keys: so that an intermediate that is
/// presented again costs no second check.
///
/// Only facts that can never change are remembered: what these exact bytes say, and that they were signed by this exact
/// key. Dates, names and every other rule are judged anew each time. Each bundle has a memory of its own; it is bounded
/// and starts afresh when it is full, so that a stream of strangers costs speed and nothing else. A lock makes it safe
/// for any thread.
final class AuthorityMemory: Sendable {
  private struct Link: Hashable, Sendable {
    let certificate: Certificate
    let issuerKey: ExactBytes
  }

  /// Bytes that are compared whole, and found by their end, which in a certificate is the signature and in a key the
  /// point or the modulus.
  private struct ExactBytes: Hashable, Sendable {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
    }

    static func == (left: ExactBytes, right: ExactBytes) -> Bool { left.bytes.isIdentical(to: right.bytes) }

    func hash(into hasher: inout Hasher) {
      hasher.combine(octets: bytes.suffix(48))
    }
  }

  private struct Contents: Sendable {
    var links: Set<Link> = []
    var certificates: [ExactBytes: Certificate] = [:]
    var keys: [ExactBytes: PublicKey] = [:]
  }

  private static let capacity = 2048
  private let contents = Mutex(Contents())

  /// An authority whose signature was found to hold, by its exact bytes.
  func certificate(_ der: [UInt8]) -> Certificate? {
    let key = ExactBytes(der[...])
    return contents.withLock { $0.certificates[key] }
  }

  /// Whether the certificate is known to be signed by the key.
  func holds(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) -> Bool {
    let link = Link(certificate: certificate, issuerKey: ExactBytes(issuerKey))
    return contents.withLock { $0.links.contains(link) }
  }

  /// The key of an issuer, made once.
  func key(_ info: SubjectPublicKeyInfo) -> PublicKey? {
    let bytes = ExactBytes(info.der)
    if let known = contents.withLock({ $0.keys[bytes] }) { return known }
    guard let key = try? info.publicKey() else { return nil }
    contents.withLock { contents in
      if contents.keys.count >= Self.capacity { contents.keys = [:] }
      contents.keys[bytes] = key
    }
    return key
  }

  /// Remembers an authority whose signature was checked and holds.
  func remember(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) {
    let link = Link(certificate: certificate, issuerKey: ExactBytes(issuerKey))
    contents.withLock { contents in
      if contents.links.count >= Self.capacity { (contents.links, contents.certificates) = ([], [:]) }
      contents.links.insert(link)
      contents.certificates[ExactBytes(certificate.der[...])] = certificate
    }
  }
}
