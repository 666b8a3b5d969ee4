public import Diagnostics
public import X509

extension ConfigMap {
  /// The key of the roots in the ConfigMap of a peer, and in istiod's own.
  public static let rootKey = "root-cert.pem"
}

/// The roots of a peer, as the control plane reads them from its ConfigMap, with warnings about what was corrected.
///
/// - Throws: ``KubernetesError/missingKey(_:found:_:)`` (C-02), ``KubernetesError/encodedTwice(key:_:)`` and
///   ``KubernetesError/certificates(key:_:_:)`` (C-04; C-06 for a private key, C-07 for a CRL).
public func rootCertificates(
  from configMap: ConfigMap
) throws(KubernetesError) -> (certificates: [Certificate], warnings: [Diagnostic]) {
  let object = ObjectName(kind: ConfigMap.kind, name: configMap.metadata.name)
  guard let text = configMap.data[ConfigMap.rootKey] else {
    let found = configMap.data.keys.sorted() + configMap.binaryData.keys.sorted().map { "binaryData.\($0)" }
    throw .missingKey(ConfigMap.rootKey, found: found, object)
  }
  return try PEM.certificates(Array(text.utf8), under: ConfigMap.rootKey, of: object)
}

extension PEM {
  /// The certificates under a key of an object. Errors and warnings name both.
  static func certificates(
    _ text: [UInt8], under key: String, of object: ObjectName
  ) throws(KubernetesError) -> (certificates: [Certificate], warnings: [Diagnostic]) {
    // The base64 of `-----BEGIN `.
    if text.starts(with: "LS0tLS1CRUdJTi".utf8) { throw .encodedTwice(key: key, object) }
    do {
      let (certificates, warnings) = try certificates(text)
      let named = warnings.map { warning in
        var warning = warning
        let line = warning.place?.line.map { ", line \($0)" } ?? ""
        warning.what = "\(object), key `\(key)`\(line): \(warning.what)"
        warning.place = nil
        return warning
      }
      return (certificates, named)
    } catch {
      throw .certificates(key: key, object, error)
    }
  }
}
