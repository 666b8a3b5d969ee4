public import Cryptography
public import Diagnostics
public import X509

/// The CA that istiod signs with, as istiod reads it from the Secret `cacerts`.
public struct CACerts: Sendable {
  /// The required name of the Secret.
  public static let secretName = "cacerts"
  /// The name of the Secret in which istiod keeps a root that it created itself.
  public static let selfSignedName = "istio-ca-secret"

  /// The names of the Secret's keys.
  public enum Layout: Sendable {
    /// Istio's own names: `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem`, `root-cert.pem`.
    case pem
    /// The names of type `kubernetes.io/tls`, as written by cert-manager: `tls.crt`, `tls.key`, `ca.crt`.
    case tls
    /// The names in the Secret of a root that istiod created itself, which is its own trust anchor: `ca-cert.pem` and
    /// `ca-key.pem`.
    case selfSigned
  }

  /// The layout in use. If both are present, istiod uses `tls.crt`.
  public let layout: Layout
  /// The certificate that istiod signs with.
  public let certificate: Certificate
  /// The certificates that istiod sends after a workload's certificate.
  public let chain: [Certificate]
  /// The roots that the mesh itself trusts.
  public let roots: [Certificate]
  /// The key that istiod signs with, as PEM text; nil if the Secret has none.
  public let key: SecretBytes?
  /// What works but is likely to cause trouble.
  public let warnings: [Diagnostic]

  /// Reads a Secret, whatever its name.
  ///
  /// - Throws: ``KubernetesError/missingKey(_:found:_:)`` (C-17) for a certificate or the roots, or
  ///   ``KubernetesError/certificates(key:_:_:)``.
  public init(secret: Secret) throws(KubernetesError) {
    let values = secret.values
    let object = ObjectName(kind: Secret.kind, name: secret.metadata.name)
    let layout: Layout = values[Layout.tls.certificateKey] == nil ? .pem : .tls
    var parts = Parts(values: values, object: object)
    let signing = try parts.required(layout.certificateKey)
    roots = try parts.required(layout.rootsKey)
    guard let first = signing.first else { throw .missingKey(layout.certificateKey, found: [], object) }
    certificate = first
    chain = try layout == .tls ? signing : parts.optional(layout.chainKey)
    key = values[layout.privateKeyKey]
    self.layout = layout
    if layout == .tls, values[Layout.pem.certificateKey] != nil { parts.warnings.append(Self.bothLayouts(object)) }
    if key == nil { parts.warnings.append(Self.noKey(layout.privateKeyKey, object)) }
    if !chain.contains(first), !roots.contains(first) {
      parts.warnings.append(Self.chainWithoutIssuer(layout.chainKey, object))
    }
    warnings = parts.warnings
  }

  /// The values that are certificates, and the warnings about them.
  private struct Parts {
    let values: [String: SecretBytes]
    let object: ObjectName
    var warnings: [Diagnostic] = []

    mutating func required(_ key: String) throws(KubernetesError) -> [Certificate] {
      guard let value = values[key] else { throw .missingKey(key, found: values.keys.sorted(), object) }
      return try read(value, key)
    }

    /// Empty for a missing or blank value.
    mutating func optional(_ key: String) throws(KubernetesError) -> [Certificate] {
      guard let value = values[key], value.withBytes({ bytes in unsafe bytes.contains { $0 > 0x20 } }) else {
        return []
      }
      return try read(value, key)
    }

    private mutating func read(_ value: SecretBytes, _ key: String) throws(KubernetesError) -> [Certificate] {
      let text = value.withBytes { bytes in unsafe Array(bytes) }
      let (certificates, found) = try PEM.certificates(text, under: key, of: object)
      warnings += found
      return certificates
    }
  }
}

extension CACerts.Layout {
  /// The key of the certificate that istiod signs with.
  public var certificateKey: String {
    switch self {
    case .pem, .selfSigned: "ca-cert.pem"
    case .tls: "tls.crt"
    }
  }

  /// The key of the private key that istiod signs with.
  public var privateKeyKey: String {
    switch self {
    case .pem, .selfSigned: "ca-key.pem"
    case .tls: "tls.key"
    }
  }

  /// The key of the chain that istiod sends after a workload's certificate.
  public var chainKey: String {
    switch self {
    case .pem, .selfSigned: "cert-chain.pem"
    case .tls: "tls.crt"
    }
  }

  /// The key of the roots.
  public var rootsKey: String {
    switch self {
    case .pem: ConfigMap.rootKey
    case .tls: "ca.crt"
    case .selfSigned: "ca-cert.pem"
    }
  }
}
