import Foundation
import SystemPackage
import Testing

@testable import Cluster

@Suite struct ClusterChoicesTests {
  private func choices() -> ClusterChoices {
    var choices = ClusterChoices(path: "clusters.yaml")
    choices.federation = ["a": "from-git", "b": "from-git", "c": "from-git", "d": "from-git"]
    choices.environment = ["a": "from-environment", "b": "from-environment"]
    choices.options = ["a": "from-option"]
    return choices
  }

  @Test func theNearestChoiceWins() throws {
    var choices = choices()
    try Self.with("meshes: {a: {context: f}, b: {context: f}, c: {context: f, client: mine}}\nkubeconfig: ~/k\n") {
      choices.file = try ClustersFile($0, home: "/home/alice")
    }
    let found = ["a", "b", "c", "d", "e"].map { choices.known($0, isOpenShift: true) }
    #expect(found.map { $0?.context } == ["from-option", "from-environment", "f", "from-git", nil])
    #expect(found.map { $0?.client } == [nil, nil, "mine", nil, nil])
    #expect(found.compactMap { $0?.kubeconfig } == Array(repeating: "/home/alice/k", count: 4))
    #expect(throws: ClusterError.setup(.noContext(mesh: "e", file: "clusters.yaml"))) {
      try choices.access(of: "e", isOpenShift: true)
    }
    choices.client = "theirs"
    #expect(choices.known("c", isOpenShift: true)?.client == "theirs")
  }

  @Test(arguments: [
    ("a=b", ["a": "b"]), ("a=b,c=d=e", ["a": "b", "c": "d=e"]), ("", [:]), ("a", nil), ("a=", nil), ("=b", nil),
    ("a=b,a=c", nil),
  ])
  func listsOfContexts(text: String, expected: [String: String]?) {
    #expect(ClusterChoices.contexts(text) == expected)
  }

  @Test func aFileThatOthersCanWriteIsRefused() throws {
    try Self.with("meshes: {}\n") { path in
      try FileManager.default.setAttributes([.posixPermissions: 0o620], ofItemAtPath: path.string)
      #expect(throws: ClusterError.setup(.writableFile(path.string))) { try ClustersFile(path, home: nil) }
    }
  }

  /// Whoever can write a folder replaces what is in it.
  @Test func aFolderThatOthersCanWriteIsRefused() throws {
    try Self.with("meshes: {}\n") { path in
      let folder = path.removingLastComponent()
      try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: folder.string)
      #expect(throws: ClusterError.setup(.writableFile(folder.string))) { try ClustersFile(path, home: nil) }
    }
  }

  @Test(arguments: [
    "meshes: {a: {token: x}}", "kind: Federation", "meshes: 1", "servers: {}", "meshes: {a: {context: 1}}",
  ])
  func nothingUnknownIsTaken(text: String) throws {
    try Self.with(text) { path in
      #expect(throws: ClusterError.self) { try ClustersFile(path, home: nil) }
    }
  }

  @Test func aMissingFileSaysNothing() throws {
    #expect(try ClustersFile("/nowhere/clusters.yaml", home: nil) == ClustersFile())
  }

  private static func with(_ text: String, _ body: (FilePath) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "clusters-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "clusters.yaml")
    try Data(text.utf8).write(to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.path)
    try body(FilePath(path.path))
  }
}
