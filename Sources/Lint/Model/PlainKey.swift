package import Cryptography
import Diagnostics
public import Documents
import X509

/// A CA's private key that whoever reads a file has: in any text of a document, or in a file of its own. A server takes
/// only objects that it knows; git takes everything.
public struct PlainKey: Sendable {
  let field: Field

  /// The file.
  public var source: String { field.source }

  /// Those of a document and of the items of a list, one for each text.
  public static func all(in document: Document) -> [PlainKey] {
    guard document.root.holdsPrivateKey else { return [] }
    let texts = TextValue.all(in: Field(document, object: ""))
    let present = KnownHolders(in: texts.map { SecretBytes(copying: $0.text.utf8) })
    return document.unrolled().flatMap { keys(in: $0, present) }
  }

  /// - Parameter present: Those of the whole document.
  private static func keys(in document: Document, _ present: KnownHolders) -> [PlainKey] {
    let manifest = Manifest(document)
    // What is no object has no other name.
    let ownNames = manifest == nil ? [document.source] : []
    var known: Set<PublicKeyComponents> = []
    var found: [PlainKey] = []
    let top = Field(document, object: manifest?.object ?? "`\(document.source)`".printable)
    for value in TextValue.all(in: top) where PrivateKeys.areIn(value.text) {
      let text = SecretBytes(copying: value.text.utf8)
      let keys = NamedKey.all(in: text, ownNames + value.names).filter { key in
        key.isAuthority(present) && !(value.isJoined && known.contains(key.components))
      }
      guard !keys.isEmpty else { continue }
      known.formUnion(keys.map(\.components))
      found.append(PlainKey(field: value.field))
    }
    return found
  }

  /// Those of files that lie beside each other, by their paths.
  ///
  /// - Parameter names: What else some of them are called, by their paths.
  package static func all(in files: [String: SecretBytes], named names: [String: [String]] = [:]) -> [PlainKey] {
    var keys: [String: [NamedKey]] = [:]
    for (path, text) in files where PrivateKeys.areIn(text) {
      keys[path] = NamedKey.all(in: text, [path] + (names[path] ?? []))
    }
    guard keys.values.contains(where: { !$0.isEmpty }) else { return [] }
    let present = KnownHolders(in: Array(files.values))
    let found = keys.filter { file in file.value.contains { $0.isAuthority(present) } }
    return found.keys.sorted().map { PlainKey(field: Field(file: $0)) }
  }
}

/// Who holds the keys of the certificates in some texts.
private struct KnownHolders {
  private var authorities: [PublicKeyComponents: Bool] = [:]

  init(in texts: [SecretBytes]) {
    for certificate in texts.flatMap({ Certificate.embedded(in: $0) }) {
      guard let key = try? certificate.publicKeyInfo.components() else { continue }
      authorities[key] = certificate.isAuthority || authorities[key, default: false]
    }
  }

  /// Whether a key is a CA's by one of its certificates; nil if it has none.
  func isAuthority(_ key: PublicKeyComponents) -> Bool? { authorities[key] }
}

/// A private key that nothing encrypts.
private struct NamedKey {
  let components: PublicKeyComponents
  /// Whether one of the names that lead to it is that of a CA.
  let isNamedAuthority: Bool

  /// Whether it is a CA's, by its certificate, or else by what it is called.
  func isAuthority(_ present: KnownHolders) -> Bool { present.isAuthority(components) ?? isNamedAuthority }

  /// Those of a text, which may be a document or assignments, in base64 or as it is.
  static func all(in text: SecretBytes, _ names: [String], depth: Int = 0) -> [NamedKey] {
    let all = PrivateKeys.plain(in: text)
    guard !all.isEmpty else { return [] }
    let inner = depth < deepest ? nested(in: text, names, depth: depth) : []
    let octets = text.withBytes { bytes in unsafe Array(bytes) }
    let known = Set(inner.map(\.components))
    let others = all.filter { !known.contains($0) }
    guard !others.isEmpty else { return inner }
    // Once for all: a text may have as many keys as names.
    let isNamed = (names + assigned(in: octets)).contains { AuthorityName.isLikely($0) }
    return inner + others.map { NamedKey(components: $0, isNamedAuthority: isNamed) }
  }

  private static func nested(in text: SecretBytes, _ names: [String], depth: Int) -> [NamedKey] {
    let octets = text.withBytes { bytes in unsafe Array(bytes) }
    let documents = (try? DocumentReader.all(bytes: octets, source: "")) ?? []
    let values = documents.filter { $0.root.string == nil }.flatMap { TextValue.all(in: Field($0, object: "")) }
    guard values.isEmpty else {
      return values.flatMap { all(in: SecretBytes(copying: $0.text.utf8), names + $0.names, depth: depth + 1) }
    }
    let compact = SecretBytes(copying: octets.filter { $0 > 0x20 })
    return Base64.decodeSecret(compact).map { all(in: $0, names, depth: depth + 1) } ?? []
  }

  /// The names in `ca-key.pem=…`, as kustomize and shells have it.
  private static func assigned(in text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let sign = line.prefix(longestName).firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = String(decoding: line[..<sign], as: UTF8.self)
      // Base64 ends with the same sign.
      let hasValue = line[(sign + 1)...].contains { $0 > 0x20 && $0 != UInt8(ascii: "=") }
      return hasValue && name.utf8.allSatisfy(isOfName) ? name : nil
    }
  }

  private static func isOfName(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._- \"'".utf8.contains(octet)
    }
  }

  private static let longestName = 80
  /// How often a text in a text is looked into.
  private static let deepest = 3
}
