import Cryptography
import Documents
import Files
import Lint
import SystemPackage

/// Finds plain CA keys in those of the files that were read, or lie beside them, that git would take.
struct GitFiles {
  private(set) var keys: [PlainKey] = []
  private var known: [String: Bool] = [:]
  /// By the folder of a file, because most are in few.
  private var trees: [FilePath: GitTree] = [:]

  mutating func add(_ document: Document) {
    guard Self.mayHaveKey(document), isTaken(document.source) else { return }
    keys += PlainKey.all(in: document)
  }

  /// Whether it matters what git takes: an object has values, or a list has objects.
  private static func mayHaveKey(_ document: Document) -> Bool {
    ["data", "stringData", "binaryData", "items"].contains { document.root[$0] != nil }
  }

  /// The files of a folder that are no manifests.
  mutating func add(_ names: [String], in folder: String) throws {
    let paths = names.filter { name in Self.endings.contains { name.hasSuffix($0) } }.map { "\(folder)/\($0)" }
    guard paths.contains(where: { isTaken($0) }) else { return }
    var texts: [String: SecretBytes] = [:]
    for path in paths {
      // What is no regular file, or too long for a key and its chain, is not one.
      texts[path] = try? FileSystem.readSecret(FilePath(path), onlyRegular: true)
    }
    for key in PlainKey.all(in: texts) where isTaken(key.source) { keys.append(key) }
  }

  private static let endings = [".pem", ".key", ".crt", ".cer", ".cert"]

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
