public import Diagnostics
public import X509

extension ConfigMap {
  /// The key of the roots in the ConfigMap of a peer, and in istiod's own.
  public static let rootKey = "root-cert.pem"
}

/// The roots of a peer, as the control plane reads them from its ConfigMap, with warnings about what was corrected.
///
/// - Throws: ``KubernetesError/missingKey(_:found:_:)`` (C-02), ``KubernetesError/encodedTwice(key:_:)`` and
///   ``KubernetesError/certificates(key:_:_:)`` (C-04; C-06 for a private key, C-07 for a CRL), and
///   ``KubernetesError/hidden(_:key:_:)`` for what is read here alone.
public func rootCertificates(
  from configMap: ConfigMap
) throws(KubernetesError) -> (certificates: [Certificate], warnings: [Diagnostic]) {
  let object = ObjectName(kind: ConfigMap.kind, name: configMap.metadata.name)
  guard let text = configMap.data[ConfigMap.rootKey] else { throw .noRoots(in: configMap, object) }
  return try PEM.certificatesOfMesh(Array(text.utf8), under: ConfigMap.rootKey, of: object)
}

/// The same, but certificates that cannot be read stand beside those that can.
public func rootList(
  from configMap: ConfigMap
) throws(KubernetesError) -> (list: CertificateList, warnings: [Diagnostic]) {
  let object = ObjectName(kind: ConfigMap.kind, name: configMap.metadata.name)
  guard let text = configMap.data[ConfigMap.rootKey] else { throw .noRoots(in: configMap, object) }
  guard !PEM.isEncoded(Array(text.utf8)) else { throw .encodedTwice(key: ConfigMap.rootKey, object) }
  do throws(X509Error) {
    let (list, warnings) = try PEM.list(Array(text.utf8))
    if list.isEmpty { throw X509Error.noPEMBlock(wanted: "certificate", found: []) }
    return (list, PEM.named(warnings, ConfigMap.rootKey, object))
  } catch {
    throw .certificates(key: ConfigMap.rootKey, object, error)
  }
}

extension KubernetesError {
  fileprivate static func noRoots(in configMap: ConfigMap, _ object: ObjectName) -> KubernetesError {
    let found = configMap.data.keys.sorted() + configMap.binaryData.keys.sorted().map { "binaryData.\($0)" }
    return .missingKey(ConfigMap.rootKey, found: found, object)
  }
}

extension PEM {
  /// The certificates under a key of an object. Errors and warnings name both.
  static func certificates(
    _ text: [UInt8], under key: String, of object: ObjectName
  ) throws(KubernetesError) -> (certificates: [Certificate], warnings: [Diagnostic]) {
    guard !isEncoded(text) else { throw .encodedTwice(key: key, object) }
    do {
      let (certificates, warnings) = try certificates(text)
      return (certificates, named(warnings, key, object))
    } catch {
      throw .certificates(key: key, object, error)
    }
  }

  /// The same of what runs: text in which the programs of a mesh find no block, or not every one, is an error.
  static func certificatesOfMesh(
    _ text: [UInt8], under key: String, of object: ObjectName
  ) throws(KubernetesError) -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let found = try certificates(text, under: key, of: object)
    let hidden = (try? PEM(text))?.irregularities.first { irregularity in
      irregularity.kind == .blockMarker || irregularity.hidesBlocks(from: .go)
        || irregularity.hidesBlocks(from: .boringSSL)
    }
    if let hidden { throw .hidden(hidden, key: key, object) }
    return found
  }

  /// Whether the text is the base64 of PEM text.
  public static func isEncoded(_ text: [UInt8]) -> Bool { text.starts(with: "LS0tLS1CRUdJTi".utf8) }

  fileprivate static func named(_ warnings: [Diagnostic], _ key: String, _ object: ObjectName) -> [Diagnostic] {
    warnings.map { warning in
      var warning = warning
      let line = warning.place?.line.map { ", line \($0)" } ?? ""
      warning.what = "\(object), key `\(key)`\(line): \(warning.what)"
      warning.place = nil
      return warning
    }
  }
}
