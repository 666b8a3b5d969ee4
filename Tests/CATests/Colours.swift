/// The federation of the manual, with the changes that a test needs.
struct Colours {
  /// One mesh: its name, its peers, and further lines of YAML.
  struct Member {
    var name: String
    var peers: [String]
    var more: [String] = []
  }

  var roots = "per-mesh"
  /// Lines of the default profile.
  var profile: [String] = []
  var meshes = [
    Member(name: "red-mesh", peers: ["green-mesh", "blue-mesh"]),
    Member(name: "green-mesh", peers: ["red-mesh", "blue-mesh"]),
    Member(name: "blue-mesh", peers: []),
  ]

  static let names = ["red-mesh", "green-mesh", "blue-mesh"]

  /// One mesh alone.
  static let redOnly = Colours(meshes: [Member(name: "red-mesh", peers: [])])

  /// The same under one root.
  static let shared = Colours(roots: "shared")

  var yaml: String {
    var lines = [
      "apiVersion: meshtrust/v1", "kind: Federation", "metadata: {name: colours}", "spec:", "  roots: \(roots)",
    ]
    if !profile.isEmpty { lines += ["  profiles:", "    default:"] + profile.map { "      " + $0 } }
    lines.append("  meshes:")
    for mesh in meshes {
      lines.append("  - name: \(mesh.name)")
      lines.append("    peers: [\(mesh.peers.joined(separator: ", "))]")
      lines += mesh.more.map { "    " + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
