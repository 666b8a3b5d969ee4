package import Cryptography
import Diagnostics
public import Documents
import X509

/// A CA's private key that whoever reads a file has: in a manifest of any kind, or in a file of its own. A server takes
/// only objects that it knows; git takes everything.
public struct PlainKey: Sendable {
  let field: Field

  /// The file.
  public var source: String { field.source }

  /// Those of a document, of the items of a list, and of the objects of a template.
  public static func all(in document: Document) -> [PlainKey] {
    document.unrolled().flatMap { item in
      keys(in: item) + templated(item).flatMap { all(in: $0) }
    }
  }

  /// The objects of a Template of OpenShift, whatever its kind is called.
  private static func templated(_ document: Document) -> [Document] {
    (document.root["objects"]?.sequence ?? []).map {
      Document(root: $0, source: document.source, index: document.index)
    }
  }

  private static func keys(in document: Document) -> [PlainKey] {
    let object = Manifest(document)?.object ?? "`\(document.source)`".printable
    let top = Field(document, object: object)
    // A name may stand in several parts, of which a server takes one.
    let fields = values(of: top)
    let own = names(in: texts(of: fields)).compactMap { fields[$0] }
    return own.map(PlainKey.init) + copied(in: top).map(PlainKey.init)
  }

  /// The values by their part and their name.
  private static func values(of top: Field) -> [String: Field] {
    var fields: [String: Field] = [:]
    for part in ["stringData", "data", "binaryData"] {
      for entry in top[part].entries { fields["\(part)/\(entry.key)"] = entry.field }
    }
    return fields
  }

  private static func texts(of fields: [String: Field]) -> [String: SecretBytes] {
    fields.compactMapValues { field in field.node?.text.map { text(Array($0.utf8)) } }
  }

  /// The annotations that hold a copy of the object with a key in it, as `oc apply` writes one.
  private static func copied(in top: Field) -> [Field] {
    top["metadata"]["annotations"].entries.map { $0.field }.filter { field in
      guard let text = field.string, text.hasPrefix("{"), text.contains("\"data\"") || text.contains("\"stringData\""),
        let copies = try? DocumentReader.all(bytes: Array(text.utf8), source: "", format: .json)
      else { return false }
      return copies.contains { !names(in: texts(of: values(of: Field($0, object: "")))).isEmpty }
    }
  }

  /// Those of the files of one folder, by their paths.
  package static func all(in files: [String: SecretBytes]) -> [PlainKey] {
    names(in: files).map { PlainKey(field: Field(file: $0)) }
  }

  /// A value of `data` is base64 in a Secret, and the text itself in a ConfigMap.
  private static func text(_ value: [UInt8]) -> SecretBytes {
    SecretBytes(copying: (try? Base64.decode(value.filter { $0 > 0x20 })) ?? value)
  }

  /// The names of those texts that have the plain key of a CA, judged by the certificates beside them.
  private static func names(in texts: [String: SecretBytes]) -> [String] {
    let found = texts.mapValues { keys(in: $0) }.filter { !$0.value.isEmpty }
    guard !found.isEmpty else { return [] }
    let present = texts.values.flatMap { text in
      certificates(in: text.withBytes { bytes in unsafe Array(bytes) })
    }
    return found.filter { name, keys in
      keys.contains { key in
        let own = present.filter { (try? $0.publicKeyInfo.components()) == key }
        return own.isEmpty ? AuthorityName.isLikely(name) : own.contains { $0.isAuthority }
      }
    }.keys.sorted()
  }

  private static func certificates(in text: [UInt8]) -> [Certificate] {
    if text.first == 0x30, let certificate = try? Certificate(der: text) { return [certificate] }
    return PEMValue(text, .roots).list.certificates
  }

  /// The keys in PEM or DER, or in base64 of either. Keys that are sealed by other tools, and encrypted ones, are none that
  /// can be read.
  private static func keys(in text: SecretBytes, depth: Int = 0) -> [PublicKeyComponents] {
    let blocks = PEM.privateKeys(text)
    guard blocks.isEmpty else { return blocks.compactMap { key($0.der, label: $0.label) } }
    if text.withBytes({ bytes in unsafe bytes.first }) == 0x30 {
      // DER does not say which of the structures it is.
      return labels.compactMap { key(text, label: $0) }
    }
    guard depth < deepest, let inner = decoded(text) else { return [] }
    return keys(in: inner, depth: depth + 1)
  }

  private static func key(_ der: SecretBytes, label: String) -> PublicKeyComponents? {
    try? PrivateKeyDER.decode(der, label: label).publicKey.components
  }

  private static func decoded(_ text: SecretBytes) -> SecretBytes? {
    let compact = text.withBytes { bytes in SecretBytes(copying: unsafe bytes.filter { $0 > 0x20 }) }
    return Base64.decodeSecret(compact)
  }

  private static let labels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]
  /// How often base64 is taken off.
  private static let deepest = 2
}
