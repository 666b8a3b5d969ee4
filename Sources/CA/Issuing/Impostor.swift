public import Cryptography
import Diagnostics
public import X509

/// Whoever holds an authority's key, as far as signing goes: for finding out what a stolen key could do.
///
/// Nothing that it signs is stored or logged, and none of the tool's own rules stand in its way.
public struct Impostor: Sendable {
  /// The authority whose key it holds.
  public let authority: Authority
  private let key: PrivateKey

  init(authority: Authority, key: PrivateKey) {
    self.authority = authority
    self.key = key
  }

  /// Stands in for an authority whose key is elsewhere, with a certificate that says the same for another key.
  public init(standingInFor authority: Authority, with certificate: Certificate, key: PrivateKey) {
    self.init(
      authority: Authority(
        owner: authority.owner, role: authority.role, generation: authority.generation, certificate: certificate,
        hasKey: true), key: key)
  }

  /// What is presented behind something that it signed: the authority itself, unless it is a root, and what stands above.
  public var chain: [Certificate] {
    authority.role == .root ? [] : [authority.certificate] + authority.chain
  }

  /// Signs a certificate that says anything at all.
  public func signed(_ template: CertificateTemplate) throws(CAError) -> Certificate {
    try wrapping(CAError.x509, template.signed(by: key, issuer: authority.certificate))
  }
}

extension Home {
  /// The holder of an authority's key, by the authority's name or fingerprint.
  ///
  /// - Throws: ``CAError/refused(what:why:next:)`` when the key is not in the home.
  public func impostor(holding name: String) throws(CAError) -> Impostor {
    let store = try store()
    let authority = try AuthoritySet(store.read { try $0.authorities() }).named(name)
    guard authority.hasKey else {
      throw .refused(
        what: "what the key of `\(authority.name)` could do cannot be tried",
        why: "the key is not in this home, and the answer comes from certificates signed with it",
        next: "ask whoever keeps the key; `meshtrust inspect` shows the constraints of the certificate")
    }
    return Impostor(authority: authority, key: try key(of: authority, store, sealer(store)))
  }
}
