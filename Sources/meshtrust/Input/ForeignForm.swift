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
  /// PEM in a shell's variable, with the two characters `\n` instead of line ends.
  case variable
  /// A message of OpenPGP, or one that it signed.
  case pgpMessage
  /// PEM in fields of JSON; the filter is that of `jq`.
  case jsonFields(String)
  /// DER in a field of JSON, as base64.
  case jsonDER(String)
  /// What `step certificate inspect` and zlint print of a certificate.
  case description
  /// Envoy's list of certificates, with their dates alone.
  case envoyList
  /// An object whose roots are elsewhere.
  case object(ForeignObject)

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
    case .variable: "PEM in a variable, with the two characters `\\n` instead of line ends"
    case .pgpMessage: "a message of PGP"
    case .jsonFields(let filter): "JSON with PEM in \(filter.contains(", ") ? "several" : "one") of its fields"
    case .jsonDER: "JSON with DER in one of its fields"
    case .description: "a description of a certificate, and not the certificate itself"
    case .envoyList: "Envoy's list of its certificates, without the certificates themselves"
    case .object(let object): object.name
    }
  }

  /// Why it is not read.
  var why: String {
    switch self {
    case .object(let object): object.why
    case .description, .envoyList: "nothing can be verified with names and dates"
    case .pgpMessage: "whether the signature is good is for `gpg` to say, and the certificates are inside"
    case .pkcs12, .javaKeyStore, .trustedCertificate, .escapedLineEnds, .oldLineEnds, .quotedMail, .variable,
      .jsonFields, .jsonDER:
      "it is recognised, but neither istiod nor Envoy reads it, and meshtrust does not either"
    }
  }

  /// What its command does.
  var verb: String {
    switch self {
    case .object: "read it there"
    case .description, .envoyList: "print the certificates"
    case .pkcs12, .javaKeyStore, .trustedCertificate, .escapedLineEnds, .oldLineEnds, .quotedMail, .variable,
      .pgpMessage, .jsonFields, .jsonDER:
      "convert it"
    }
  }

  /// PEM in a form of its lines that no reader of PEM takes.
  init?(text: [UInt8]) {
    let lines = text.split(separator: 0x0A)
    let isBlock = { (line: ArraySlice<UInt8>) in line.starts(with: Self.begin) }
    if lines.contains(where: { $0.starts(with: Self.pgpBegin) || $0.starts(with: Self.pgpSigned) }) {
      self = .pgpMessage
    } else if lines.count == 1, text.dropLast().contains(0x0D), isBlock(text[...]) {
      self = .oldLineEnds
    } else if lines.count == 1, isBlock(text[...]), text.contains("-----\\n") {
      self = .escapedLineEnds
    } else if lines.contains(where: isBlock) {
      return nil
    } else if lines.contains(where: {
      $0.starts(with: Array("> ".utf8) + Self.begin) || $0.starts(with: Array(">".utf8) + Self.begin)
    }) {
      self = .quotedMail
    } else if lines.contains(where: {
      $0.contains(UInt8(ascii: "=")) && Array($0).contains("-----BEGIN CERTIFICATE-----\\n")
    }) {
      self = .variable
    } else {
      return nil
    }
  }

  private static let begin = Array("-----BEGIN ".utf8)
  private static let pgpBegin = Array("-----BEGIN PGP MESSAGE-----".utf8)
  private static let pgpSigned = Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8)

  /// A document that is no manifest and no known answer, with certificates somewhere in it.
  init?(_ root: Node, wanted: CertificateRole = .any) {
    if let filter = JSONCertificates(root, wanted).filter {
      self = filter.isDER ? .jsonDER(filter.text) : .jsonFields(filter.text)
    } else if root["subject_dn"] != nil, root["serial_number"] != nil {
      self = .description
    } else if root["certificates"]?.sequence?.first?["ca_cert"] != nil {
      self = .envoyList
    } else {
      return nil
    }
  }

  init?(_ pem: PEM) {
    guard pem.blocks.contains(where: { $0.label == PEMBlock.trustedCertificateLabel }) else { return nil }
    self = .trustedCertificate
  }

  /// The command that converts a file to PEM.
  func command(for file: String) -> String {
    let file = file == "-" ? "FILE" : ShellWord.quoted(file)
    return switch self {
    case .pkcs12: "openssl pkcs12 -in \(file) -nokeys -out converted.pem"
    case .trustedCertificate: "openssl x509 -in \(file) -out converted.pem"
    case .javaKeyStore: "keytool -list -rfc -keystore \(file) > converted.pem"
    case .escapedLineEnds: "printf '%b' \"$(cat \(file))\" > converted.pem"
    case .oldLineEnds: "tr '\\r' '\\n' < \(file) > converted.pem"
    case .quotedMail: "sed 's/^> *//' \(file) > converted.pem"
    case .variable:
      "sed 's/\\\\n/\\n/g' \(file) | "
        + "sed 's/^[^-]*-----BEGIN/-----BEGIN/; s/^\\(-----END [^-]*-----\\).*/\\1/' > converted.pem"
    case .pgpMessage: "gpg --output converted.pem --decrypt \(file)"
    case .jsonFields(let filter): "jq -r '\(filter)' \(file) > converted.pem"
    case .jsonDER(let filter): "jq -r '\(filter)' \(file) | base64 -d | openssl x509 -inform der -out converted.pem"
    case .description: "step certificate inspect CERTIFICATE --format pem > converted.pem"
    case .envoyList: "istioctl proxy-config secret POD -n NAMESPACE -o json > secrets.json"
    case .object(let object): object.command
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
