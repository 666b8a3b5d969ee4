import Diagnostics
import Federation
import SPIFFE
import Testing

/// The three meshes of the manual.
let colours = """
  apiVersion: meshtrust/v1
  kind: Federation
  metadata:
    name: colours
  spec:
    roots: per-mesh
    meshes:
    - name: red-mesh
      peers: [green-mesh, blue-mesh]
      platform: openshift
      controlPlane: {flavour: maistra, version: v2.5}
      ingressAddresses: {green-mesh: [ingress-green-mesh.red-mesh-system.apps.example.com]}
    - name: green-mesh
      peers: [red-mesh, blue-mesh]
      ingressAddresses: {red-mesh: [ingress-red-mesh.green-mesh-system.apps.domain.com]}
    - name: blue-mesh
    remotes: []
  """

/// A federation of these meshes: each the YAML of one entry, from line 4 on.
func federation(_ meshes: String..., extra: String = "") -> String {
  """
  apiVersion: meshtrust/v1
  kind: Federation
  spec: {roots: per-mesh, meshes: [
  \(meshes.map { "{" + $0 + "}" }.joined(separator: ",\n"))
  ]\(extra.isEmpty ? "" : ", " + extra)}
  """
}

/// Reads and resolves a text.
func resolve(_ text: String, remotes: [RemoteMesh] = []) throws(FederationError) -> ResolvedFederation {
  try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"), remotes: remotes)
}

/// Everything that is said of a text, errors or not.
func findings(in text: String, remotes: [RemoteMesh] = []) -> [Diagnostic] {
  do {
    return try resolve(text, remotes: remotes).findings
  } catch {
    return error.diagnostics
  }
}

/// The findings of one code.
func findings(_ code: Code, in text: String, remotes: [RemoteMesh] = []) -> [Diagnostic] {
  findings(in: text, remotes: remotes).filter { $0.code == code }
}

/// The codes of the errors in a text.
func errors(in text: String, remotes: [RemoteMesh] = []) -> [Code] {
  findings(in: text, remotes: remotes).filter { $0.severity == .error }.map(\.code)
}
