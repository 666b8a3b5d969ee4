import Cryptography
import Documents
import Federation
import Files
import Foundation
import Kubernetes
import SystemPackage
import Testing
import X509

/// The three meshes of the manual.
let colours = """
  apiVersion: meshtrust/v1
  kind: Federation
  metadata:
    name: colours
  spec:
    meshes:
    - name: red-mesh
      peers: [green-mesh, blue-mesh]
      platform: openshift
      controlPlane: {flavour: maistra, version: v2.5}
    - name: green-mesh
      peers: [blue-mesh]
      ingressAddresses: {red-mesh: [ingress-red-mesh.green-mesh-system.apps.domain.com]}
    - name: blue-mesh
      ingressAddresses: {red-mesh: [ingress-red-mesh.blue-mesh-system.apps.domain.com]}
  """

/// A federation of two meshes: what stands in the braces of the first, and of the second.
func pair(_ red: String = "", _ green: String = "") -> String {
  """
  apiVersion: meshtrust/v1
  kind: Federation
  spec:
    meshes:
    - {name: red-mesh, peers: [green-mesh]\(red.isEmpty ? "" : ", " + red)}
    - {name: green-mesh\(green.isEmpty ? "" : ", " + green)}
  """
}

/// A mesh of a federation.
func mesh(_ name: String = "red-mesh", in text: String) throws -> Mesh {
  let federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
  return try #require(federation.mesh(named: name))
}

/// What stands for the key: nothing may ever show it.
let keyText = "-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----\n"

/// What red signs with.
func material() -> MeshMaterial {
  MeshMaterial(
    rootsByPeer: ["green-mesh": [Certificates.greenRoot], "blue-mesh": [Certificates.blueRoot]],
    ownRoots: [Certificates.redRoot], intermediate: Certificates.redIntermediate,
    chain: [Certificates.redIntermediate], intermediateKey: SecretBytes(copying: keyText.utf8),
    generations: MeshMaterial.Generations(
      ownRoots: [1], intermediate: 3, peerRoots: ["green-mesh": [1], "blue-mesh": [2]]))
}

/// The manifests of a mesh.
func manifests(
  _ text: String = colours, mesh name: String = "red-mesh", _ material: MeshMaterial = material()
) throws -> ManifestSet {
  try ManifestSet(mesh: mesh(name, in: text), material: material)
}

/// The documents of a text.
func documents(_ text: String) throws -> [Document] {
  try DocumentReader.all(bytes: Array(text.utf8), source: "test.yaml")
}

/// The root of the first document of a text.
func onlyRoot(_ text: String?) throws -> Node {
  let text = try #require(text)
  return try #require(documents(text).first).root
}

/// The one resource of a text.
func read(_ text: String) throws -> Resource {
  try Resource.read(try #require(documents(text).first))
}

/// The error that reading a text ends with.
func readingError(_ text: String) throws -> KubernetesError {
  let document = try #require(try documents(text).first)
  return try #require(throws: KubernetesError.self) { try Resource.read(document) }
}

extension SecretBytes {
  /// The octets as text; only tests may look.
  var text: String { withBytes { bytes in unsafe String(decoding: bytes, as: UTF8.self) } }
}

extension FileContent {
  /// The bytes as text; only tests may look.
  var text: String {
    switch self {
    case .plain(let bytes): String(decoding: bytes, as: UTF8.self)
    case .secret(let secret): secret.text
    }
  }
}

extension Resource {
  var configMap: ConfigMap? { if case .configMap(let value) = self { value } else { nil } }
  var secret: Secret? { if case .secret(let value) = self { value } else { nil } }
  var peer: ServiceMeshPeer? { if case .serviceMeshPeer(let value) = self { value } else { nil } }
  var controlPlane: ServiceMeshControlPlane? {
    if case .serviceMeshControlPlane(let value) = self { value } else { nil }
  }
}

/// Another reader's and writer's base64.
func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
