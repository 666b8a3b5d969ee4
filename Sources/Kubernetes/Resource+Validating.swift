import Cryptography
import SPIFFE

extension Resource {
  /// The maximum total size of the values of a ConfigMap or Secret, in bytes: 1 MiB.
  public static let dataLimit = 1 << 20

  /// Makes the API server's checks: names as DNS subdomains of at most 253 bytes, keys, and the size of ConfigMaps and
  /// Secrets. Throws the first error.
  public func validate() throws(KubernetesError) {
    guard let (kind, metadata) = identity else { return }
    let object = try Self.check(metadata, kind)
    switch self {
    case .configMap(let configMap):
      let sizes = configMap.data.mapValues(\.utf8.count).merging(configMap.binaryData.mapValues(\.count)) { $0 + $1 }
      try Self.check(sizes, of: object)
    case .secret(let secret):
      try Self.check(secret.values.mapValues(\.count), of: object)
    default: break
    }
  }

  private static func check(_ metadata: ObjectMetadata, _ kind: String) throws(KubernetesError) -> ObjectName {
    let object = ObjectName(kind: kind, name: metadata.name)
    if let fault = NameSyntax.subdomain.fault(in: metadata.name) { throw .name(object, fault) }
    if let namespace = metadata.namespace, let fault = NameSyntax.label.fault(in: namespace) {
      throw .namespace(namespace, object, fault)
    }
    return object
  }

  private static func check(_ sizes: [String: Int], of object: ObjectName) throws(KubernetesError) {
    for key in sizes.keys.sorted() where !isKey(key) { throw .key(key, object) }
    let size = sizes.values.reduce(0, +)
    if size > dataLimit { throw .tooLarge(size, object) }
  }

  /// Whether a key is a valid file name, because Pods mount it as a file.
  private static func isKey(_ key: String) -> Bool {
    guard !key.isEmpty, key.utf8.count <= 253, key != ".", !key.hasPrefix("..") else { return false }
    return key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
