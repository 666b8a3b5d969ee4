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
    var text: [UInt8] = []
    for (index, document) in documents.enumerated() {
      if index > 0 { text += Array("---\n".utf8) }
      if comments.indices.contains(index) { text += Array(comment(comments[index]).utf8) }
      var emitter = YAMLEmitter()
      emitter.emitRoot(document)
      text += emitter.text
    }
    return text
  }

  /// As text.
  public static func string(_ documents: [Node], comments: [[String]] = []) -> String {
    String(decoding: write(documents, comments: comments), as: UTF8.self)
  }

  private static func comment(_ lines: [String]) -> String {
    lines.flatMap { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
      .map { $0.isEmpty ? "#\n" : "# \(String($0).printable)\n" }.joined()
  }
}
