public import Cryptography
import Diagnostics
public import X509

/// An authority's key in the hands of an attacker, to find out what it could sign.
///
/// Nothing that it signs is stored or logged, and the tool's own rules do not apply.
public struct CompromisedKey: Sendable {
  /// The authority of the key.
  public let authority: Authority
  private let key: any Signer

  init(authority: Authority, key: any Signer) {
    self.authority = authority
    self.key = key
  }

  /// A stand-in for an authority whose key is elsewhere: another key, with a certificate that has the same content.
  public init(standingInFor authority: Authority, with certificate: Certificate, key: any Signer) {
    self.init(
      authority: Authority(
        owner: authority.owner, role: authority.role, generation: authority.generation, certificate: certificate,
        hasKey: true), key: key)
  }

  /// The chain after a signed certificate: the authority itself, unless it is a root, and the certificates above it.
  public var chain: [Certificate] {
    authority.role == .root ? [] : [authority.certificate] + authority.chain
  }

  /// Signs a certificate with any content.
  public func signed(_ template: CertificateTemplate) throws(CAError) -> Certificate {
    try wrapping(CAError.x509, template.signed(by: key, issuer: authority.certificate))
  }
}

extension OpenHome {
  /// The compromised key of an authority, by the authority's name or fingerprint.
  ///
  /// - Throws: ``CAError/refused(_:)`` if the key is not in the home.
  public func compromisedKey(of name: String) throws(CAError) -> CompromisedKey {
    let authority = try issuedAuthorities().namedOrSuperseded(name)
    // A key in a token signs no forgeries: they would stand in the token's own log.
    guard authority.keyPlace == .home else {
      throw .refused(.issuing(.keyElsewhere(authority: authority.name)))
    }
    return CompromisedKey(authority: authority, key: try key(of: authority))
  }
}
