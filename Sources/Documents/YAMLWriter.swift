/// Writes nodes as YAML, always in the same bytes: block style, two spaces, keys in their order, no folded lines.
///
/// A sequence stands under its key without indentation, as `oc` and `kubectl` write it; a text of several lines, such
/// as PEM, is a literal block; a string that any reader of YAML 1.1 or 1.2 could take for something else has quotes.
public enum YAMLWriter {
  /// Writes documents with `---` between them.
  ///
  /// `comments` has the comment lines to put above each document, without `#`; documents beyond its end have none.
  public static func write(_ documents: [Node], comments: [[String]] = []) -> [UInt8] {
    Array(string(documents, comments: comments).utf8)
  }

  /// Writes documents with `---` between them, as text.
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
      .map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
  }
}
