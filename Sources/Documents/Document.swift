public import Diagnostics

/// One document of a stream, and where it comes from.
public struct Document: Hashable, Sendable {
  /// The top-level value; null for an empty document.
  public var root: Node
  /// The file name as the user gave it; `-` is standard input.
  public var source: String
  /// The position of the document in its stream, counted from 0.
  public var index: Int

  public init(root: Node, source: String, index: Int = 0) {
    self.root = root
    self.source = source
    self.index = index
  }

  /// Where the document's value begins.
  public var mark: Mark { root.mark }

  /// Where the document's value begins, with the file's name.
  public var place: Place { mark.place(in: source) }
}
