import CA
import Cluster
import Diagnostics
import Documents
import Files
import SystemPackage
import X509

/// The folder with what clusters had, written whole or not at all.
struct CollectedFolder {
  private let path: FilePath

  init(_ path: FilePath) {
    self.path = path.lexicallyNormalized()
  }

  /// - Throws: ``CAError/exists(path:)``: objects of another time would be read together with these.
  func requireNew() throws(CAError) {
    guard !FileSystem.exists(path) else { throw .exists(path: path) }
  }

  /// Writes one folder for each mesh, with one file for each kind of object, readable only by its owner.
  func write(_ meshes: [LiveObjects]) throws(FileError) {
    try FileSystem.createFolder(path) { draft throws(FileError) in
      for objects in meshes { try Self.write(objects, to: draft.appending(objects.place.name)) }
    }
  }

  private static func write(_ objects: LiveObjects, to folder: FilePath) throws(FileError) {
    try FileSystem.makeFolder(folder)
    let kinds = Dictionary(grouping: objects.documents) { $0.root["kind"]?.string?.lowercased() ?? "" }
    for (kind, documents) in kinds {
      try FileSystem.write(
        YAMLWriter.write(documents.map(\.root)), to: folder.appending("\(kind)s.yaml"), permissions: .secret)
    }
    try FileSystem.write(
      Array(summary(objects).utf8), to: folder.appending("cluster.txt"), permissions: .secret)
  }

  private static func summary(_ objects: LiveObjects) -> String {
    var lines = [
      "mesh: \(objects.place.name)", "namespace: \(objects.place.namespace)", "context: \(objects.context.name)",
      "server: \(objects.context.server.text)",
      "cluster: \(objects.identity.map { "\($0.anchor.words) with the uid \($0.uid)" } ?? "unknown")",
      "server's time: \(objects.clock.latest?.description ?? "unknown")",
    ]
    lines += objects.unread.map { unread in
      "not read: \(unread.kind)s \(unread.namespace.map { "in \($0)" } ?? "of all namespaces"): "
        + unread.fault.diagnostic.what.description
    }
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }
}
