package import Diagnostics

/// The certificates of a text, read one by one: one that cannot be read is named, and the others still count.
public struct CertificateList: Hashable, Sendable {
  /// In order.
  package private(set) var certificates: [Certificate] = []
  /// The blocks that are no well-formed certificates.
  package private(set) var unreadable: [UnreadableCertificate] = []

  package init(_ certificates: [Certificate] = []) {
    self.certificates = certificates
  }

  package var isEmpty: Bool { certificates.isEmpty && unreadable.isEmpty }

  package mutating func add(_ certificate: Certificate) { certificates.append(certificate) }

  package mutating func add(_ other: CertificateList) {
    certificates += other.certificates
    unreadable += other.unreadable
  }

  /// Decodes the next certificate. `line` is the line of its block, counted from 1, if it has one.
  package mutating func add(der: [UInt8], line: Int? = nil) {
    do {
      certificates.append(try Certificate(der: der))
    } catch {
      unreadable.append(UnreadableCertificate(der: der, fault: error, line: line))
    }
  }
}

/// A certificate that breaks a rule of its encoding, and so counts for nothing.
public struct UnreadableCertificate: Hashable, Sendable {
  /// The subject's common name, or the subject, as far as it can be read.
  package let name: String?
  package let fault: X509Error
  /// The line of its block, counted from 1.
  package let line: Int?

  init(der: [UInt8], fault: X509Error, line: Int?) {
    name = Self.subject(der)
    self.fault = fault
    self.line = line
  }

  /// The finding beside others that can be read.
  package var warning: Diagnostic {
    let fault = fault.diagnostic
    return Diagnostic(
      "MT-DER-09", .warning, what: "\(displayName) is not a well-formed certificate and does not count",
      why: fault.why.isEmpty ? fault.what : fault.why,
      next: "remove it, or ask its owner to issue it again; Envoy rejects a bundle that holds it",
      place: line.map { Place(line: $0) })
  }

  /// The name in backticks, or its place.
  package var displayName: String { name.map { "`\($0)`" } ?? "one of the certificates" }

  /// The field behind serial number, algorithm, issuer and validity (RFC 5280 section 4.1), if everything before it has
  /// the outer form of DER.
  private static func subject(_ der: [UInt8]) -> String? {
    guard let parts = try? DERNode.parse(der).nested(), let fields = try? parts.first?.nested() else { return nil }
    let position = fields.first?.identifier == .context(0) ? 5 : 4
    guard fields.indices.contains(position), let name = try? DistinguishedName(derEncoded: fields[position]) else {
      return nil
    }
    return name.isEmpty ? nil : name.commonName?.printable ?? name.description
  }
}
