public import Diagnostics
public import Documents
public import SPIFFE
public import X509

/// Why a resource cannot be read, or cannot be written in a form that a cluster accepts. No case contains a value of a
/// Secret.
public enum KubernetesError: Error, Hashable, Sendable {
  /// The document is not YAML or JSON, or a field is malformed.
  case document(DocumentsError)
  /// The document has no kind or no API version; `found` has its fields.
  case noManifest(missing: [String], found: [String], Place)
  /// An object's name is invalid.
  case name(ObjectName, NameFault)
  /// An object's namespace is invalid.
  case namespace(String, ObjectName, NameFault)
  /// A key of a ConfigMap or Secret is not a valid file name.
  case key(String, ObjectName)
  /// The values of a ConfigMap or Secret are too large; their size in bytes.
  case tooLarge(Int, ObjectName)
  /// No root of a peer is known.
  case noRoots(peer: String, mesh: String)
  /// A ConfigMap or Secret lacks a required key.
  case missingKey(String, found: [String], ObjectName)
  /// The certificates under a key cannot be decoded.
  case certificates(key: String, ObjectName, X509Error)
  /// A file to edit describes no control plane of the mesh; `found` has its objects.
  case noControlPlane(mesh: String, name: String, found: [String], source: String)
  /// The form of a file to edit makes the edit uncertain.
  case uncertainEdit(source: String)
  /// The certificates under a key are encoded in base64 once too often.
  case encodedTwice(key: String, ObjectName)
  /// The text under a key can be read here, and not by the programs of a mesh.
  case hidden(PEMIrregularity, key: String, ObjectName)
}

/// The display name of an object.
public struct ObjectName: Hashable, Sendable, CustomStringConvertible {
  public let kind: String
  /// The name within its namespace.
  public let name: String

  public init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  /// The kind, then the name in backticks.
  public var description: String { "\(kind) `\(name)`".printable }
}
