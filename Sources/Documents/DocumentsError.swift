public import Diagnostics

/// What can go wrong with reading documents; every case says where.
public enum DocumentsError: Error, Hashable, Sendable {
  /// The file cannot be opened or read; the system's error number (`errno`).
  case unreadable(SystemFault, Place)
  /// The file holds no document.
  case empty(Place)
  /// The text is no YAML: libyaml's words for the problem and for what it was reading.
  case yamlSyntax(problem: String, context: String?, Place)
  /// The text is no JSON (RFC 8259).
  case jsonSyntax(expected: String, found: String, Place)
  /// The bytes are no text: invalid UTF-8 or UTF-16, or control characters.
  case encoding(problem: String, Place)
  /// The file is a template, such as Helm's or Go's, that nobody has filled in.
  case template(Place)
  /// A mapping has the same key twice.
  case duplicateKey(String, first: Mark, Place)
  /// A document asks for more than is allowed.
  case limit(Limit, allowed: Int, Place)
  /// An alias stands for nothing, or for something it is itself part of.
  case alias(String, AliasFault, Place)
  /// A tag is not one of the core schema's, or does not fit its value.
  case tag(String, TagFault, Place)
  /// A key is a sequence or mapping.
  case compositeKey(found: String, Place)
  /// The value of a merge key is neither a mapping nor a sequence of mappings.
  case merge(found: String, Place)
  /// A value is not what it should be; `path` leads to it from the top of the document.
  case invalidValue(path: String, found: String, expected: String, place: Place)
  /// A mapping has a key that nothing reads; `nearest` is what was probably meant.
  case unknownField(path: String, nearest: String?, known: [String], place: Place)
  /// A mapping lacks a key that must be there; the place is the mapping's.
  case missingField(path: String, place: Place)

  /// A limit on one document.
  public enum Limit: Hashable, Sendable {
    /// Sequences and mappings inside each other.
    case depth
    /// Keys and values, aliases expanded.
    case nodes
    /// Bytes, as written or with aliases expanded.
    case bytes
  }

  /// What is wrong with an alias.
  public enum AliasFault: Hashable, Sendable {
    /// No anchor of this name comes before it in the document.
    case unknown
    /// It stands inside the node that its anchor names.
    case recursive
  }

  /// What is wrong with a tag.
  public enum TagFault: Hashable, Sendable {
    /// It is none of the core schema's.
    case unsupported
    /// The value is not of that type.
    case mismatch(found: String)
  }
}
