import Diagnostics

/// Writes nodes as YAML, byte for byte the same each time: block style, two spaces, keys in their order, no folded
/// lines.
///
/// Sequences are not indented under their key, as in the output of `oc` and `kubectl`. Text of several lines, such as
/// PEM, becomes a literal block. A string that a reader of YAML 1.1 or 1.2 could take for something else is quoted.
public enum YAMLWriter {
  /// Writes documents separated by `---`.
  ///
  /// `comments` has the comment lines above each document, without `#`; documents beyond its end have none.
  public static func write(_ documents: [Node], comments: [[String]] = []) -> [UInt8] {
    Array(string(documents, comments: comments).utf8)
  }

  /// As text.
  public static func string(_ documents: [Node], comments: [[String]] = []) -> String {
    var text = ""
    for (index, document) in documents.enumerated() {
      if index > 0 { text += "---\n" }
      if comments.indices.contains(index) { text += comment(comments[index]) }
      var emitter = YAMLEmitter()
      emitter.emitRoot(document)
      text += emitter.text
    }
    return text
  }

  private static func comment(_ lines: [String]) -> String {
    lines.flatMap { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
      .map { $0.isEmpty ? "#\n" : "# \(String($0).printable)\n" }.joined()
  }
}
