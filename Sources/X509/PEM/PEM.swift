package import Cryptography
public import Diagnostics

/// PEM text (RFC 7468): read as leniently as is safe, written in one strict form.
public struct PEM: Sendable {
  package let blocks: [PEMBlock]
  /// What was tolerated, each kind once, in the order of their first lines.
  package let irregularities: [PEMIrregularity]
  /// The findings about what was tolerated.
  package var warnings: [Diagnostic] { irregularities.map(\.diagnostic) }

  /// Far more blocks than any mesh has in one file, and few enough to verify in time.
  package static let mostBlocks = 10_000

  /// Reads every block. Text around the blocks is ignored, as RFC 7468 section 5.2 allows; ``PEMIrregularity`` lists what
  /// else is tolerated.
  ///
  /// - Throws: ``X509Error/brokenPEM(detail:line:)`` for invalid base64, a truncated block or differing labels.
  package init(_ text: [UInt8]) throws(X509Error) {
    var scanner = PEMScanner(text)
    try scanner.scan()
    blocks = scanner.blocks
    irregularities = scanner.irregularities
  }

  /// A text whose base64 is not that of its blocks; see ``outline(of:)``.
  init(outline text: [UInt8]) throws(X509Error) {
    var scanner = PEMScanner(text, isOutline: true)
    try scanner.scan()
    blocks = scanner.blocks
    irregularities = scanner.irregularities
  }

  /// Writes a block with 64 characters per line and a final newline.
  package static func write(_ label: String, _ der: some Sequence<UInt8>) -> String {
    let digits = Base64.octets(der)
    var text = Array("-----BEGIN \(label)-----\n".utf8)
    text.reserveCapacity(2 * text.count + digits.count * 65 / 64)
    for start in stride(from: 0, to: digits.count, by: 64) {
      text += digits[start..<min(start + 64, digits.count)]
      text.append(UInt8(ascii: "\n"))
    }
    text += Array("-----END \(label)-----\n".utf8)
    return String(decoding: text, as: UTF8.self)
  }

  public static func write(_ certificates: [Certificate]) -> String {
    certificates.map { write(PEMBlock.certificateLabel, $0.der) }.joined()
  }

  /// The certificates of a text; no certificate or any other block is an error. `decode` may return one that it
  /// decoded before.
  public static func certificates(
    _ text: [UInt8],
    decode: ([UInt8]) throws(X509Error) -> Certificate = { der throws(X509Error) in try Certificate(der: der) }
  ) throws(X509Error) -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let pem = try PEM(text)
    var certificates: [Certificate] = []
    for block in pem.blocks {
      guard block.isCertificate else {
        throw pem.unexpected(block, wanted: "certificates")
      }
      do {
        certificates.append(try decode(block.der))
      } catch .malformed(let structure, let detail) {
        throw .malformed(structure: structure, detail: "\(detail) (the block that starts at line \(block.line))")
      }
    }
    guard !certificates.isEmpty else { throw .noPEMBlock(wanted: "certificate", found: []) }
    return (certificates, pem.warnings)
  }

  /// The certificates of a text, of which some may be unreadable; any other block is an error.
  package static func list(_ text: [UInt8]) throws(X509Error) -> (list: CertificateList, warnings: [Diagnostic]) {
    let pem = try PEM(text)
    var list = CertificateList()
    for block in pem.blocks {
      guard block.isCertificate else {
        throw pem.unexpected(block, wanted: "certificates")
      }
      list.add(der: block.der, line: block.line)
    }
    return (list, pem.warnings)
  }

  /// The revocation lists of a text, including those in PKCS #7 messages. Certificates are ignored; no list or any
  /// other block is an error.
  public static func revocationLists(_ text: [UInt8]) throws(X509Error) -> (
    lists: [RevocationList], warnings: [Diagnostic]
  ) {
    let pem = try PEM(text)
    var lists: [RevocationList] = []
    for block in pem.blocks where block.label != PEMBlock.certificateLabel {
      if PEMBlock.messageLabels.contains(block.label) {
        lists += try PKCS7(block).revocationLists
      } else if block.label == PEMBlock.revocationListLabel {
        lists.append(try RevocationList(der: block.der))
      } else {
        throw pem.unexpected(block, wanted: "revocation lists")
      }
    }
    guard !lists.isEmpty else {
      throw .noPEMBlock(wanted: PEMBlock.revocationListLabel, found: pem.blocks.map(\.displayLabel))
    }
    return (lists, pem.warnings)
  }

  /// The error about a block that is not of the wanted type.
  package func unexpected(_ block: PEMBlock, wanted: String) -> X509Error {
    let isWanted: (PEMBlock) -> Bool =
      wanted == "certificates"
      ? { $0.isCertificate || PEMBlock.messageLabels.contains($0.label) } : { $0.label == PEMBlock.revocationListLabel }
    return .unexpectedBlock(
      label: block.displayLabel, wanted: wanted, line: block.line, isAlone: !blocks.contains(where: isWanted))
  }

  /// The one private key of a text, with its label. The caller still owns and wipes the text.
  package static func privateKey(_ text: SecretBytes) throws(X509Error) -> (label: String, der: SecretBytes) {
    try text.withBytes { bytes throws(X509Error) in try unsafe PEMKeyScanner.scan(bytes) }
  }

  /// The first private key of a text, whatever follows it, as Go and with it istiod read it.
  package static func firstPrivateKey(_ text: SecretBytes) throws(X509Error) -> (label: String, der: SecretBytes) {
    try text.withBytes { bytes throws(X509Error) in try unsafe PEMKeyScanner.scan(bytes, mayBeSeveral: true) }
  }

  /// The one private key of a text, decrypted if it is encrypted PKCS #8 and there is a passphrase.
  ///
  /// - Throws: ``X509Error/encryptedKey(_:)`` without a passphrase, and for the older encryption of RFC 1421;
  ///   ``X509Error/wrongPassphrase`` if it does not fit.
  package static func privateKey(_ text: SecretBytes, passphrase: SecretBytes?) throws(X509Error) -> PrivateKey {
    let (label, der) = try privateKey(text)
    guard label == EncryptedPrivateKey.label, let passphrase else { return try PrivateKeyDER.decode(der, label: label) }
    return try EncryptedPrivateKey.decode(der.withBytes { bytes in unsafe Array(bytes) }, passphrase: passphrase)
  }

  package static func write(_ label: String, secret der: SecretBytes) -> SecretBytes {
    let head = Array("-----BEGIN \(label)-----\n".utf8)
    let tail = Array("-----END \(label)-----\n".utf8)
    return Base64.encode(der).withBytes { body in
      let lines = (body.count + 63) / 64
      return SecretBytes(count: head.count + body.count + lines + tail.count) { target in
        var index = 0
        func put(_ byte: UInt8) {
          unsafe target[index] = byte
          index += 1
        }
        head.forEach(put)
        for offset in 0..<body.count {
          put(unsafe body[offset])
          if offset % 64 == 63 || offset == body.count - 1 { put(UInt8(ascii: "\n")) }
        }
        tail.forEach(put)
      }
    }
  }
}
