import Documents
import Files
import SystemPackage

/// Which of the files that were read git would take.
struct GitFiles {
  private(set) var taken: Set<String> = []
  private var known: Set<String> = []
  /// By the folder of a file, because most are in few.
  private var trees: [FilePath: GitTree] = [:]

  /// Whether a document can have a key, so that it matters what git takes: a Secret, or a list with one.
  static func concern(_ document: Document) -> Bool {
    guard let kind = document.root["kind"]?.string else { return false }
    return kind == "Secret" || kind.hasSuffix("List")
  }

  /// `-` is no file.
  mutating func add(_ source: String) {
    guard source != "-", known.insert(source).inserted, let real = FileSystem.resolved(FilePath(source)) else { return }
    let folder = real.removingLastComponent()
    guard var tree = trees[folder] ?? GitTree(containing: real) else { return }
    if tree.takes(real) { taken.insert(source) }
    trees[folder] = tree
  }
}
