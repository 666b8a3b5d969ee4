import Cryptography
import Diagnostics
import Documents
import X509

/// One item in a file.
enum InspectedItem {
  /// A certificate with its position.
  case certificate(Certificate, place: String?)
  case request(CertificateRequest)
  /// A certificate that breaks a rule of its encoding.
  case unreadable(UnreadableCertificate, place: String?)
  /// Anything else, described in words.
  case named(String)

  func text(at now: Timestamp, on page: Page) -> String {
    switch self {
    case .named(let text): return text.printable
    case .unreadable(let certificate, let place):
      var table = Table()
      table.add("fault", Self.fault(certificate))
      table.add("counts", "nowhere: it is no well-formed certificate")
      let head = "certificate \(certificate.name ?? "without a readable name")" + (place.map { " (\($0))" } ?? "")
      return ([head.printable] + table.lines(on: page, indent: 2)).joined(separator: "\n")
    case .certificate(let certificate, let place):
      let head = Self.kind(certificate) + (place.map { " (\($0))" } ?? "")
      return ([head.printable] + Self.rows(certificate, now).lines(on: page, indent: 2)).joined(separator: "\n")
    case .request(let request):
      var table = Table()
      table.add("subject", Self.subject(request.subject))
      table.add("key", Self.key(request.publicKeyInfo))
      if let names = request.requestedExtensions.subjectAlternativeNames {
        table.add("asks for", names.map(\.description).joined(separator: ", ").printable)
      }
      table.add("possession", request.provesPossession ? "proven" : "NOT proven: the signature is invalid")
      return (["certificate request"] + table.lines(on: page, indent: 2)).joined(separator: "\n")
    }
  }

  func node(at now: Timestamp) -> Node {
    switch self {
    case .named(let text): return .mapping([("kind", .string("other")), ("text", .string(text))])
    case .unreadable(let certificate, let place):
      return .mapping([
        ("kind", .string("unreadable")), ("place", .optional(place)), ("name", .optional(certificate.name)),
        ("fault", .string(Self.fault(certificate))),
      ])
    case .certificate(let certificate, let place): return Self.node(certificate, place, now)
    case .request(let request):
      return .mapping([
        ("kind", .string("request")), ("subject", .string(request.subject.description)),
        ("key", .string(Self.key(request.publicKeyInfo))),
        ("possessionProven", .bool(request.provesPossession)),
      ])
    }
  }

  private static func fault(_ certificate: UnreadableCertificate) -> String {
    let fault = certificate.fault.diagnostic
    return (fault.why.isEmpty ? fault.what : fault.why).description
  }

  private static func rows(_ certificate: Certificate, _ now: Timestamp) -> Table {
    let extensions = certificate.extensions
    var table = Table()
    table.add("subject", subject(certificate.subject))
    table.add("issuer", subject(certificate.issuer) + (certificate.isSelfSigned ? " (self-signed)" : ""))
    for name in extensions.subjectAlternativeNames ?? [] { table.add("name", name.description) }
    table.add(
      "valid", "\(certificate.validity.notBefore) to \(certificate.validity.notAfter)" + state(certificate, now))
    table.add("key", key(certificate.publicKeyInfo))
    if let constraints = extensions.basicConstraints, constraints.isAuthority {
      table.add("authority", authority(constraints.pathLength))
    }
    if let usage = extensions.keyUsage { table.add("key usage", usage.names.joined(separator: ", ")) }
    if let purposes = extensions.extendedKeyUsage?.purposes {
      table.add("purposes", purposes.map(\.description).joined(separator: ", "))
    }
    if let constraints = extensions.nameConstraints {
      let parts = constraints.permitted.map { "permits \($0)" } + constraints.excluded.map { "excludes \($0)" }
      table.add("constraints", parts.joined(separator: ", "))
    }
    table.add(
      "serial",
      certificate.serialNumber.description
        + (certificate.serialNumber.isNegative ? " (negative: Go 1.23 and later refuse it, and istiod with them)" : ""))
    table.add("SHA-256", certificate.fingerprint)
    return table
  }

  private static func node(_ certificate: Certificate, _ place: String?, _ now: Timestamp) -> Node {
    let extensions = certificate.extensions
    let members: [(String, Node)] = [
      ("kind", .string(kind(certificate))), ("place", .optional(place)),
      ("subject", .string(certificate.subject.description)), ("issuer", .string(certificate.issuer.description)),
      ("names", .strings((extensions.subjectAlternativeNames ?? []).map(\.description))),
      ("notBefore", .string(certificate.validity.notBefore.description)),
      ("notAfter", .string(certificate.validity.notAfter.description)),
      ("validNow", .bool(certificate.validity.contains(now))), ("key", .string(key(certificate.publicKeyInfo))),
      ("isAuthority", .bool(certificate.isAuthority)),
      ("pathLength", extensions.basicConstraints?.pathLength.map(Node.int) ?? Node.null),
      ("keyUsage", .strings(extensions.keyUsage?.names ?? [])),
      ("extendedKeyUsage", .strings(extensions.extendedKeyUsage?.purposes.map(\.description) ?? [])),
      ("permittedNames", .strings(extensions.nameConstraints?.permitted.map(\.description) ?? [])),
      ("excludedNames", .strings(extensions.nameConstraints?.excluded.map(\.description) ?? [])),
      ("serialNumber", .string(certificate.serialNumber.description)),
      ("subjectKeyIdentifier", .optional(extensions.subjectKeyIdentifier?.hexadecimal)),
      ("fingerprint", .string(certificate.fingerprint)),
    ]
    return .mapping(members)
  }

  private static func authority(_ pathLength: Int?) -> String {
    switch pathLength {
    case nil: "yes, with any number of intermediates below it"
    case 0: "yes, for leaves only (pathlen 0)"
    case let length?: "yes, with at most \(length) intermediates below it (pathlen \(length))"
    }
  }

  private static func kind(_ certificate: Certificate) -> String {
    guard certificate.isAuthority else { return "leaf" }
    return certificate.isSelfSigned ? "root" : "intermediate"
  }

  private static func subject(_ name: DistinguishedName) -> String { name.isEmpty ? "(empty)" : name.description }

  static func key(_ info: SubjectPublicKeyInfo) -> String {
    (try? info.components())?.label ?? "of an unsupported type"
  }

  private static func state(_ certificate: Certificate, _ now: Timestamp) -> String {
    if now > certificate.validity.notAfter { return " (EXPIRED)" }
    return now < certificate.validity.notBefore ? " (not yet valid)" : ""
  }
}
