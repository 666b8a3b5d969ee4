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
    let issuerKey: ArraySlice<UInt8>
  }

  /// Bytes that are compared whole, and found by their end, which in a certificate is the signature.
  private struct ExactBytes: Hashable, Sendable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
      hasher.combine(bytes.suffix(48))
    }
  }

  private struct Contents: Sendable {
    var links: Set<Link> = []
    var certificates: [ExactBytes: Certificate] = [:]
    var keys: [ArraySlice<UInt8>: PublicKey] = [:]
  }

  private static let capacity = 2048
  private let contents = Mutex(Contents())

  /// An authority whose signature was found to hold, by its exact bytes.
  func certificate(_ der: [UInt8]) -> Certificate? {
    contents.withLock { $0.certificates[ExactBytes(bytes: der)] }
  }

  /// Whether the certificate is known to be signed by the key.
  func holds(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) -> Bool {
    contents.withLock { $0.links.contains(Link(certificate: certificate, issuerKey: issuerKey)) }
  }

  /// The key of an issuer, made once.
  func key(_ info: SubjectPublicKeyInfo) -> PublicKey? {
    if let known = contents.withLock({ $0.keys[info.der] }) { return known }
    guard let key = try? info.publicKey() else { return nil }
    contents.withLock { contents in
      if contents.keys.count >= Self.capacity { contents.keys = [:] }
      contents.keys[info.der] = key
    }
    return key
  }

  /// Remembers an authority whose signature was checked and holds.
  func remember(_ certificate: Certificate, by issuerKey: ArraySlice<UInt8>) {
    contents.withLock { contents in
      if contents.links.count >= Self.capacity { (contents.links, contents.certificates) = ([], [:]) }
      contents.links.insert(Link(certificate: certificate, issuerKey: issuerKey))
      contents.certificates[ExactBytes(bytes: certificate.der)] = certificate
    }
  }
}
