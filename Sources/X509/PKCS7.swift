import SwiftASN1

/// A message that only carries certificates and revocation lists: a degenerate SignedData of PKCS #7 (RFC 2315 section
/// 9) or CMS (RFC 5652 section 5), also known as `.p7b`.
public struct PKCS7: Hashable, Sendable {
  /// In the order of the message.
  package let certificates: [Certificate]
  /// In the order of the message.
  package let revocationLists: [RevocationList]

  /// Decodes a message strictly, as DER. A message with signed content is rejected, because its signature would not be
  /// checked.
  ///
  /// - Throws: ``X509Error/malformed(structure:detail:)``, and ``X509Error/unsupported(structure:detail:)`` for messages
  ///   of other kinds.
  package init(der: [UInt8]) throws(X509Error) {
    (certificates, revocationLists) = try decoding(Self.structure) { try Self.contents(DERNode.parse(der)) }
  }

  /// Decodes the message of a PEM block with one of ``PEMBlock/messageLabels``.
  package init(_ block: PEMBlock) throws(X509Error) {
    guard PEMBlock.messageLabels.contains(block.label) else {
      throw .unexpectedBlock(label: block.label, wanted: "PKCS #7 messages", line: block.line, isAlone: true)
    }
    try self.init(der: block.der)
  }

  /// Whether the bytes begin like such a message.
  package static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
    guard let node = try? DERNode.parse(Array(bytes)), let first = try? node.children(.sequence, of: structure).first
    else { return false }
    return (try? ObjectID(derEncoded: first)) == .pkcs7SignedData
  }

  static let structure = "PKCS #7 message"

  /// `ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT }`.
  private static func contents(_ node: DERNode) throws -> ([Certificate], [RevocationList]) {
    let fields = try node.children(.sequence, of: structure)
    guard let type = fields.first, fields.count == 2 else {
      throw broken(structure, "it is not a type and its content")
    }
    guard try ObjectID(derEncoded: type) == .pkcs7SignedData else {
      throw X509Error.unsupported(structure: structure, detail: "it is not a SignedData")
    }
    return try signedData(fields[1].only(.context(0), of: structure))
  }

  /// `SEQUENCE { version, digestAlgorithms, encapContentInfo, certificates [0], crls [1], signerInfos }`.
  private static func signedData(_ node: DERNode) throws -> ([Certificate], [RevocationList]) {
    var fields = try node.children(.sequence, of: structure)[...]
    guard let version = fields.popFirst(), let digests = fields.popFirst(), let content = fields.popFirst(),
      let signers = fields.popLast()
    else { throw broken(structure, "a field is missing") }
    guard try (1...5).contains(Int(derEncoded: version)) else { throw broken(structure, "the version is unknown") }
    _ = try digests.children(.set, of: structure)
    let parts = try content.children(.sequence, of: structure)
    guard let type = parts.first, try ObjectID(derEncoded: type) == .pkcs7Data, parts.count == 1,
      try signers.children(.set, of: structure).isEmpty
    else {
      throw X509Error.unsupported(structure: structure, detail: "signed content is not verified")
    }
    var certificates: [Certificate] = []
    var lists: [RevocationList] = []
    if let field = fields.first, field.identifier == .context(0) {
      certificates = try bounded(items(field)).map { try Certificate(der: Array($0.encodedBytes)) }
      fields.removeFirst()
    }
    if let field = fields.first, field.identifier == .context(1) {
      lists = try bounded(items(field)).map { try RevocationList(der: Array($0.encodedBytes)) }
      fields.removeFirst()
    }
    guard fields.isEmpty else { throw broken(structure, "it has an unknown or misplaced field") }
    return (certificates, lists)
  }

  /// The elements of a set, in any order, as writers do not sort them.
  private static func items(_ field: DERNode) throws -> [DERNode] {
    let items = try field.children(field.identifier, of: structure)
    guard items.allSatisfy({ $0.identifier == .sequence }) else {
      throw X509Error.unsupported(structure: structure, detail: "it contains something other than X.509")
    }
    return items
  }

  private static func bounded(_ items: [DERNode]) throws -> [DERNode] {
    guard items.count <= PEM.mostBlocks else { throw X509Error.tooMany(limit: PEM.mostBlocks) }
    return items
  }
}
