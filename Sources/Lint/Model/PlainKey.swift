package import Cryptography
import Diagnostics
public import Documents
import Kubernetes
import X509

/// A CA's private key that whoever reads a file has: in a manifest of any kind, or in a file of its own. A server takes
/// only objects that it knows; git takes everything.
public struct PlainKey: Sendable {
  let field: Field

  /// The file.
  public var source: String { field.source }

  /// Those of a document, and of the items of a list.
  public static func all(in document: Document) -> [PlainKey] {
    document.unrolled().flatMap { item -> [PlainKey] in
      guard let manifest = Manifest(item) else { return [] }
      var fields: [String: Field] = [:]
      for part in ["stringData", "data", "binaryData"] {
        let values = manifest.top[part]
        for entry in values.node?.mapping?.entries ?? [] { fields[entry.key] = values[entry.key] }
      }
      let texts = fields.compactMapValues { field in field.node?.text.map { text(Array($0.utf8)) } }
      return names(in: texts).compactMap { fields[$0] }.map(PlainKey.init)
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

  /// The names of those texts that are the plain key of a CA, judged by the certificates beside them.
  private static func names(in texts: [String: SecretBytes]) -> [String] {
    let keys = texts.compactMapValues(key)
    guard !keys.isEmpty else { return [] }
    let certificates = texts.values.flatMap { text in
      PEMValue(text.withBytes { bytes in unsafe Array(bytes) }, .roots).list.certificates
    }
    return keys.filter { name, key in
      let own = certificates.filter { (try? $0.publicKeyInfo.components()) == key }
      return own.isEmpty ? suggestsAuthority(name) : own.contains { $0.isAuthority }
    }.keys.sorted()
  }

  /// Keys that are sealed by other tools, and encrypted ones, are none that can be read.
  private static func key(_ text: SecretBytes) -> PublicKeyComponents? {
    guard let (label, der) = try? PEM.firstPrivateKey(text) else { return nil }
    return try? PrivateKeyDER.decode(der, label: label).publicKey.components
  }

  /// Whether a key without its certificate is a CA's by its name, as tools name them: `ca-key.pem`, `root.key`,
  /// `rootCA.key`, or cert-manager's `tls.key`.
  private static func suggestsAuthority(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if name == CACerts.Layout.tls.privateKeyKey { return true }
    let words = name.lowercased().split { !$0.isLetter }
    return words.contains { ["ca", "root", "rootca", "intermediate", "cakey", "issuer"].contains($0) }
  }
}
