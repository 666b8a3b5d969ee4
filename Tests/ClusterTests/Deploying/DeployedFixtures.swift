import Cryptography
import Documents
import Kubernetes
import Testing

@testable import Cluster

/// Objects for the tests of deployments.
enum DeployedFixtures {
  static let home = "ours"

  static func node(_ json: String) throws -> Node {
    try #require(try DocumentReader.all(bytes: Array(json.utf8), source: "test", format: .json).first).root.unmarked
  }

  static func manifest(_ json: String) throws -> DeployedManifest {
    let document = Document(root: try node(json), source: "test")
    return try #require(DeployedManifest(try Resource.read(document), file: "object.yaml", in: "red"))
  }

  /// The roots of a peer.
  static func roots(_ text: String = "new") throws -> DeployedManifest {
    try manifest(
      """
      {"apiVersion": "v1", "kind": "ConfigMap", "data": {"root-cert.pem": "\(text)"},
       "metadata": {"name": "green-ca-root-cert", "namespace": "red", "labels": {"app.kubernetes.io/managed-by": "meshtrust"},
       "annotations": {"meshtrust/root-fingerprints": "\(text)"}}}
      """)
  }

  /// A live ConfigMap with those roots.
  ///
  /// - Parameters:
  ///   - managers: Manager, operation, and the fields as JSON.
  ///   - metadata: Further members of the metadata, as JSON, each behind a comma.
  static func live(
    _ text: String, _ managers: [(String, String, String)], metadata: String = "", annotations: String = "",
    labels: String = #""app.kubernetes.io/managed-by": "meshtrust""#
  ) throws -> LiveObject {
    let entries = managers.map { manager, operation, fields in
      """
      {"manager": "\(manager)", "operation": "\(operation)", "time": "2026-01-02T03:04:05Z", "fieldsV1": \(fields)}
      """
    }
    return LiveObject(
      try node(
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "data": {"root-cert.pem": "\(text)", "other": "theirs"},
         "metadata": {"name": "green-ca-root-cert", "namespace": "red", "uid": "u", "resourceVersion": "7",
         "labels": {\(labels)}, "annotations": {"meshtrust/root-fingerprints": "\(text)"\(annotations)},
         "managedFields": [\(entries.joined(separator: ","))]\(metadata)}}
        """))
  }

  /// Everything that ``roots(_:)`` sends.
  static let all = """
    {"f:data": {"f:root-cert.pem": {}}, "f:metadata": {"f:labels": {"f:app.kubernetes.io/managed-by": {}},
     "f:annotations": {"f:meshtrust/root-fingerprints": {}, "f:meshtrust/home": {}, "f:meshtrust/serial": {}}}}
    """
  /// The marks of a deployment of this home.
  static func marks(serial: Int = 3, home: String = home) -> String {
    #", "meshtrust/home": "\#(home)", "meshtrust/serial": "\#(serial)""#
  }

  static func planner(
    serial: Int64 = 3, takenOver: [ObjectReference] = [], isPruning: Bool = false, allowsWriting: Bool = true
  ) -> DeployPlanner {
    DeployPlanner(
      home: home, serial: serial, takenOver: takenOver, isPruning: isPruning, allowsWriting: allowsWriting)
  }
}
