public import Diagnostics

/// Failures to read a document, each with its position.
public enum DocumentsError: Error, Hashable, Sendable {
  /// The file cannot be opened or read.
  case unreadable(SystemFault, Place)
  /// The file holds no document.
  case empty(Place)
  /// The text is not YAML: libyaml's description of the problem, and of what it was parsing.
  case yamlSyntax(problem: String, context: String?, Place)
  /// The text is not JSON (RFC 8259).
  case jsonSyntax(expected: String, found: String, Place)
  /// The bytes are not text: invalid UTF-8 or UTF-16, or control characters.
  case encoding(problem: String, Place)
  /// The file is a template, such as Helm's or Go's, that has not been filled in.
  case template(Place)
  /// The text was copied from a web page, and something of the page came along.
  case pasted(PastedNoise, Place)
  /// A mapping has the same key twice.
  case duplicateKey(String, first: Mark, Place)
  /// A document exceeds a limit.
  case limit(Limit, allowed: Int, Place)
  /// An alias has no anchor, or is inside its own anchor.
  case alias(String, AliasFault, Place)
  /// A tag is not one of the core schema's, or does not fit its value.
  case tag(String, TagFault, Place)
  /// A key is a sequence or mapping.
  case compositeKey(found: String, Place)
  /// The value of a merge key is neither a mapping nor a sequence of mappings.
  case merge(found: String, Place)
  /// A value is of the wrong kind; `path` leads to it from the top of the document.
  case invalidValue(path: String, found: String, expected: String, place: Place)
  /// A mapping has a key that nothing reads; `nearest` is the probable spelling.
  case unknownField(path: String, nearest: String?, known: [String], place: Place)
  /// A mapping lacks a required key; the place is the mapping's.
  case missingField(path: String, place: Place)

  public enum Limit: Hashable, Sendable {
    /// Sequences and mappings nested in each other.
    case depth
    /// Keys and values, aliases expanded.
    case nodes
    /// Bytes, as written or with aliases expanded.
    case bytes
  }

  public enum AliasFault: Hashable, Sendable {
    /// No anchor of this name precedes it in the document.
    case unknown
    /// It is inside the node that its anchor names.
    case recursive
  }

  public enum TagFault: Hashable, Sendable {
    /// It is not in the core schema.
    case unsupported
    /// The value is not of that type.
    case mismatch(found: String)
  }
}
