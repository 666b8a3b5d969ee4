public import Diagnostics
public import Documents
public import SPIFFE
public import X509

/// What keeps a resource from being read, or from being written so that a cluster would take it. No case holds any
/// value of a Secret.
public enum KubernetesError: Error, Hashable, Sendable {
  /// The document is no YAML or JSON, or a field is not what it should be.
  case document(DocumentsError)
  /// The document has no kind or no API version; `found` is what it has.
  case noManifest(missing: [String], found: [String], Place)
  /// An object's name is none.
  case name(ObjectName, NameFault)
  /// An object's namespace is none.
  case namespace(String, ObjectName, NameFault)
  /// A key of a ConfigMap or Secret cannot be the name of a file.
  case key(String, ObjectName)
  /// The values of a ConfigMap or Secret have too many bytes together.
  case tooLarge(Int, ObjectName)
  /// No root of a peer is known, so that nothing of the peer could be trusted.
  case noRoots(peer: String, mesh: String)
  /// A ConfigMap or Secret has no value under a name that it must have.
  case missingKey(String, found: [String], ObjectName)
  /// The certificates under a key cannot be read.
  case certificates(key: String, ObjectName, X509Error)
  /// The certificates under a key are base64 of the PEM text, which is base64 itself.
  case encodedTwice(key: String, ObjectName)
}

/// What people call an object by.
public struct ObjectName: Hashable, Sendable, CustomStringConvertible {
  /// The kind.
  public let kind: String
  /// The name within its namespace.
  public let name: String

  /// Names an object.
  public init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  /// The kind, then the name in backticks.
  public var description: String { "\(kind) `\(name)`" }
}
