import CA
import Federation
import Foundation
import Kubernetes
import Rotation
import SystemPackage
import X509

/// A home with red, green and blue, peered with one another, in a temporary folder.
enum Stage {
  /// The moment at which the tests begin.
  static let start = Timestamp(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
  static let names = ["red-mesh", "green-mesh", "blue-mesh"]

  /// A description; `more` are lines of the first mesh, `profiles` lines under `profiles:`.
  static func yaml(roots: RootMode, more: [String] = [], profiles: [String] = []) -> String {
    var lines = [
      "apiVersion: meshtrust/v1", "kind: Federation", "metadata: {name: colours}", "spec:",
      "  roots: \(roots.rawValue)",
    ]
    if !profiles.isEmpty { lines += ["  profiles:"] + profiles.map { "    " + $0 } }
    lines += ["  meshes:", "  - name: red-mesh", "    peers: [green-mesh, blue-mesh]"] + more.map { "    " + $0 }
    lines += ["  - name: green-mesh", "    peers: [blue-mesh]", "  - name: blue-mesh"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Runs a test in a home where everything is issued.
  static func with<Value>(
    _ roots: RootMode = .perMesh, more: [String] = [], profiles: [String] = [], _ body: (OpenHome) throws -> Value
  ) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rotation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let home = Home(folder: FilePath(folder.path).appending("pki"), now: start)
    try home.create(yaml(roots: roots, more: more, profiles: profiles))
    _ = try home.open().apply()
    return try body(home.open())
  }
}

extension RehearsalScene {
  /// Changes the party of a name.
  mutating func change(_ name: String, _ body: (inout Party) throws -> Void) rethrows {
    for index in parties.indices where parties[index].mesh.name == name { try body(&parties[index]) }
  }

  /// The roots of a mesh as it holds them itself.
  func roots(of name: String) -> [Certificate] { self[name]?.material?.ownRoots ?? [] }
}

extension RehearsalReport {
  /// The handshakes from one mesh to another.
  func between(_ client: String, _ server: String) -> [RehearsedHandshake] {
    handshakes.filter { $0.client == client && $0.server == server }
  }
}
