import Cryptography
import Diagnostics
import Documents
import X509

/// One element of a JWK set.
struct BundleKey {
  /// The use of keys that verify tokens.
  static let tokenUse = "jwt-svid"

  private let node: Node
  private let number: Int

  /// `number` is the element's position, counted from 1.
  init(_ node: Node, number: Int) {
    self.node = node
    self.number = number
  }

  /// The certificate; nil if the element is not for X509-SVIDs.
  func certificate() throws(BundleFault) -> Certificate? {
    // Also in elements for something else: the same key may stand there.
    for member in PrivateKeys.privateMembers where node[member] != nil {
      throw .privateKeyPublished(key: number, member: member)
    }
    guard reasonToPassOver == nil, let text = chain.first?.string else { return nil }
    let certificate = try decode(text)
    let wanted: [(String, Node)]
    do {
      wanted = try Self.members(of: certificate)
    } catch {
      throw .unreadableCertificate(key: number, detail: error.diagnostic.why.description)
    }
    for (name, value) in wanted {
      guard let found = node[name] else { throw .keyIncomplete(key: number, member: name) }
      guard found == value else {
        throw .keyDiffersFromCertificate(key: number, member: name, certificate: certificate.description)
      }
    }
    return certificate
  }

  /// Findings about a readable element: rules B-04, B-05 and B-10.
  var findings: [Diagnostic] {
    if let reason = reasonToPassOver { return [reason] }
    var findings: [Diagnostic] = []
    if node["kid"] != nil {
      findings.append(
        Diagnostic(
          "MT-B-05", .warning, what: "key \(number) of the bundle has a `kid`", why: "a key for X509-SVIDs has none",
          next: "have its owner publish it again"))
    }
    if chain.count > 1 {
      findings.append(
        Diagnostic(
          "MT-B-05", .warning, what: "key \(number) of the bundle has \(chain.count) certificates in `x5c`",
          why: "only the first counts; go-spiffe and Istio reject the whole bundle",
          next: "have its owner publish it again, each root in a key of its own"))
    }
    return findings
  }

  private var chain: [Node] { node["x5c"]?.sequence ?? [] }

  /// Case-sensitive: `X509-SVID` is another use (rule B-04).
  private var reasonToPassOver: Diagnostic? {
    let again: Message = "have its owner publish it again"
    guard node["kty"]?.string != nil else {
      return Diagnostic(
        "MT-B-04", .warning, what: "key \(number) of the bundle is ignored: it has no `kty`",
        why: "every key needs a key type (RFC 7517 section 4.1)", next: again)
    }
    switch node["use"]?.string {
    case "x509-svid": break
    case Self.tokenUse:
      return Diagnostic(
        "MT-B-04", .note, what: "key \(number) of the bundle is for JWT-SVIDs", why: "it does not verify certificates")
    case let use:
      return Diagnostic(
        "MT-B-04", .warning,
        what:
          "key \(number) of the bundle is ignored: its `use` is \(use.map { "`\($0.printable)`" } ?? "missing")",
        why: "only the exact value `x509-svid` is for certificates", next: again)
    }
    guard chain.first?.string != nil else {
      return Diagnostic(
        "MT-B-05", .warning, what: "key \(number) of the bundle is ignored: it has no certificate in `x5c`",
        why: "a key for X509-SVIDs is a root certificate", next: again)
    }
    return nil
  }

  private func decode(_ text: String) throws(BundleFault) -> Certificate {
    let der: [UInt8]
    do throws(Base64.Fault) {
      der = try Base64.decode(Array(text.utf8))
    } catch {
      let isOfTheURLKind = text.contains("-") || text.contains("_")
      throw .unreadableCertificate(
        key: number,
        detail: isOfTheURLKind
          ? "it is base64url, not base64 (RFC 7517 section 4.7)" : "it is not base64")
    }
    do throws(X509Error) {
      return try Certificate(der: der)
    } catch {
      throw .unreadableCertificate(key: number, detail: error.diagnostic.why.description)
    }
  }
}

extension BundleKey {
  static func node(of certificate: Certificate) throws(X509Error) -> Node {
    let members = try members(of: certificate)
    return .mapping(
      [("use", .string("x509-svid"))] + members + [("x5c", .sequence([.string(Base64.encode(certificate.der))]))])
  }

  /// The members with the key's numbers (RFC 7518 section 6, RFC 8037 section 2), coordinates at full length.
  private static func members(of certificate: Certificate) throws(X509Error) -> [(String, Node)] {
    switch try certificate.publicKeyInfo.publicKey().components {
    case .ec(let curve, let point):
      let size = curve.coordinateSize
      return [
        ("kty", .string("EC")), ("crv", .string(curve.groupName)),
        ("x", .string(base64URL(point[1...size]))), ("y", .string(base64URL(point[(size + 1)...]))),
      ]
    case .rsa(let modulus, let exponent):
      return [
        ("kty", .string("RSA")), ("n", .string(base64URL(modulus[...]))), ("e", .string(base64URL(exponent[...]))),
      ]
    case .ed25519(let bytes):
      return [("kty", .string("OKP")), ("crv", .string("Ed25519")), ("x", .string(base64URL(bytes[...])))]
    }
  }

  private static func base64URL(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      Base64.encode(bytes).compactMap { character in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }
}
