import Diagnostics
import Documents
import X509

/// A form of certificates that is recognised, and not read: one command of another tool converts it.
enum ForeignForm: Hashable {
  case pkcs12
  case javaKeyStore
  /// OpenSSL's certificate with settings of trust behind it.
  case trustedCertificate
  /// PEM with the two characters `\n` instead of line ends.
  case escapedLineEnds
  /// PEM with the carriage returns of old systems as its only line ends.
  case oldLineEnds
  /// PEM behind the marks of a quoted mail.
  case quotedMail
  /// PEM in a field of JSON; the path is that of `jq`.
  case jsonField(String)

  init?(_ bytes: [UInt8]) {
    if bytes.first == 0x30, PKCS12.isLikely(bytes) {
      self = .pkcs12
    } else if bytes.starts(with: [0xFE, 0xED, 0xFE, 0xED]) || bytes.starts(with: [0xCE, 0xCE, 0xCE, 0xCE]) {
      self = .javaKeyStore
    } else {
      return nil
    }
  }

  var name: String {
    switch self {
    case .pkcs12: "a PKCS #12 file"
    case .javaKeyStore: "a Java key store"
    case .trustedCertificate: "a TRUSTED CERTIFICATE, OpenSSL's form with settings of trust"
    case .escapedLineEnds: "PEM with the two characters `\\n` instead of line ends"
    case .oldLineEnds: "PEM with carriage returns instead of line ends"
    case .quotedMail: "PEM out of a mail, with `>` before each line"
    case .jsonField: "JSON with PEM in one of its fields"
    }
  }

  /// PEM in a form of its lines that no reader of PEM takes.
  init?(text: [UInt8]) {
    let begin = Array("-----BEGIN ".utf8)
    let lines = text.split(separator: 0x0A)
    if lines.count == 1, text.contains(0x0D), text.dropLast().contains(0x0D), text.starts(with: begin) {
      self = .oldLineEnds
    } else if lines.count == 1, text.starts(with: begin), text.contains("-----\\n") {
      self = .escapedLineEnds
    } else if !lines.contains(where: { $0.starts(with: begin) }),
      lines.contains(where: {
        $0.starts(with: Array("> -----BEGIN ".utf8)) || $0.starts(with: Array(">-----BEGIN ".utf8))
      })
    {
      self = .quotedMail
    } else {
      return nil
    }
  }

  /// Base64 of `-----BEGIN CERTIFICATE-`.
  private static let encodedBeginning = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS"

  /// A document that is no manifest and no known answer, with PEM somewhere in it.
  init?(_ root: Node) {
    let plain = Self.path(of: root, "", depth: 0, encoded: false)
    guard let path = plain ?? Self.path(of: root, "", depth: 0, encoded: true) else { return nil }
    self = .jsonField((path.hasPrefix(".") ? path : "." + path) + (plain == nil ? " | @base64d" : ""))
  }

  /// The path of the first certificate, as PEM or as base64 of it, such as in `istioctl proxy-config secret -o json`.
  private static func path(of node: Node, _ path: String, depth: Int, encoded: Bool) -> String? {
    guard depth < 16 else { return nil }
    if let text = node.string {
      return (encoded ? text.hasPrefix(encodedBeginning) : text.contains("-----BEGIN CERTIFICATE-----")) ? path : nil
    }
    if let mapping = node.mapping {
      return mapping.entries.lazy.compactMap { entry in
        let isPlain = entry.key.allSatisfy { $0.isLetter || $0 == "_" } && !entry.key.isEmpty
        let step = isPlain ? ".\(entry.key)" : ".[\(JSONWriter.write(.string(entry.key)))]"
        return Self.path(of: entry.value, path + step, depth: depth + 1, encoded: encoded)
      }.first
    }
    // Text that is no base64 would end `jq`, so that one element is named.
    return (node.sequence ?? []).enumerated().lazy.compactMap { index, item in
      Self.path(of: item, path + (encoded ? "[\(index)]" : "[]"), depth: depth + 1, encoded: encoded)
    }.first
  }

  init?(_ pem: PEM) {
    guard pem.blocks.contains(where: { $0.label == PEMBlock.trustedCertificateLabel }) else { return nil }
    self = .trustedCertificate
  }

  /// The command that converts a file to PEM.
  func command(for file: String) -> String {
    template.replacing("FILE", with: file == "-" ? "FILE" : file)
  }

  private var template: String {
    switch self {
    case .pkcs12: "openssl pkcs12 -in FILE -nokeys -out converted.pem"
    case .trustedCertificate: "openssl x509 -in FILE -out converted.pem"
    case .javaKeyStore: "keytool -list -rfc -keystore FILE > converted.pem"
    case .escapedLineEnds: "printf '%b' \"$(cat FILE)\" > converted.pem"
    case .oldLineEnds: "tr '\\r' '\\n' < FILE > converted.pem"
    case .quotedMail: "sed 's/^> *//' FILE > converted.pem"
    case .jsonField(let path): "jq -r '\(path)' FILE > converted.pem"
    }
  }
}

extension [UInt8] {
  /// Whether the text occurs in the octets.
  fileprivate func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return indices.contains { self[$0...].starts(with: wanted) }
  }
}
