import Cryptography
import Documents
import Files
import Lint
import SystemPackage

/// Finds plain CA keys in those of the files that were read, or lie beside them, that git would take.
struct GitFiles {
  private var keysOfDocuments: [PlainKey] = []
  private var keysOfFiles: [PlainKey] = []
  private var known: [String: Bool] = [:]
  /// By the folder of a file, because most are in few.
  private var trees: [FilePath: GitTree] = [:]

  /// A file may be read as a document, as one beside it, and as one that a kustomization names.
  var keys: [PlainKey] {
    var known = Set(keysOfDocuments.map { Self.normal($0.source) })
    return keysOfDocuments + keysOfFiles.filter { known.insert(Self.normal($0.source)).inserted }
  }

  mutating func add(_ document: Document) {
    addGenerated(by: document)
    guard isTaken(document.source) else { return }
    keysOfDocuments += PlainKey.all(in: document)
  }

  /// The same files, of which the manifests were edited since.
  func with(_ documents: [Document]) -> GitFiles {
    var files = self
    files.keysOfDocuments = []
    for document in documents { files.add(document) }
    return files
  }

  /// The files of which a kustomization makes Secrets and ConfigMaps, wherever they are and whatever they are called.
  private mutating func addGenerated(by document: Document) {
    guard document.source != "-" else { return }
    let folder = FilePath(document.source).removingLastComponent()
    for files in GeneratedFiles.all(in: document) {
      var texts: [String: SecretBytes] = [:]
      var names: [String: [String]] = [:]
      for (path, own) in files.names where !path.utf8.contains(0) {
        let place = folder.pushing(FilePath(path)).lexicallyNormalized().string
        guard isTaken(place) else { continue }
        texts[place] = try? FileSystem.readSecret(FilePath(place), onlyRegular: true)
        names[place, default: []] += own
      }
      keysOfFiles += PlainKey.all(in: texts, named: names)
    }
  }

  private static func normal(_ source: String) -> String { FilePath(source).lexicallyNormalized().string }

  /// The files of a folder that are no manifests.
  mutating func add(_ names: [String], in folder: String) throws {
    let paths = names.filter(AuthorityName.mayHoldKey).map { "\(folder)/\($0)" }
    guard paths.contains(where: { isTaken($0) }) else { return }
    var texts: [String: SecretBytes] = [:]
    for path in paths {
      // What is no regular file, or too long for a key and its chain, is not one.
      texts[path] = try? FileSystem.readSecret(FilePath(path), onlyRegular: true)
    }
    for key in PlainKey.all(in: texts) where isTaken(key.source) { keysOfFiles.append(key) }
  }

  /// `-` is no file.
  private mutating func isTaken(_ source: String) -> Bool {
    if let known = known[source] { return known }
    let answer = takes(source)
    known[source] = answer
    return answer
  }

  private mutating func takes(_ source: String) -> Bool {
    guard source != "-", let real = FileSystem.resolved(FilePath(source)) else { return false }
    let folder = real.removingLastComponent()
    guard var tree = trees[folder] ?? GitTree(containing: real) else { return false }
    defer { trees[folder] = tree }
    return tree.takes(real)
  }
}
