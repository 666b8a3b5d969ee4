import Diagnostics
import Documents
import SPIFFE

extension FederationFile {
  /// The text of a new federation.yaml in which the named meshes all peer with each other.
  ///
  /// Throws if the result would not resolve, so a name that cannot work is refused here. The findings have no place,
  /// because the names do not come from a file.
  public static func text(
    name: String = "federation", meshes: [String], roots: RootMode = .perMesh
  ) throws(FederationError) -> String {
    let text = compose(name: name, meshes: meshes, roots: roots)
    do throws(FederationError) {
      _ = try ResolvedFederation(read(Array(text.utf8), source: "federation.yaml"))
    } catch {
      throw .findings(
        error.diagnostics.map { finding in
          var finding = finding
          finding.place = nil
          return finding
        })
    }
    return text
  }

  private static func compose(name: String, meshes: [String], roots: RootMode) -> String {
    let show = SuggestedCommand.meshtrust("show").text(in: .none)
    var lines = [
      "# The federation. Values that are left out are derived; `\(show)` prints all of them.",
      "apiVersion: \(apiVersion)",
      "kind: \(kind)",
      "metadata:",
      "  name: \(YAMLWriter.flow(.string(name)))",
      "spec:",
      "  roots: \(roots.rawValue)"
        + (roots == .perMesh ? "   # one root for each mesh; or: shared" : "   # one root above all; or: per-mesh"),
      meshes.isEmpty ? "  meshes: []" : "  meshes:",
    ]
    for (index, mesh) in meshes.enumerated() {
      lines.append("  - name: \(YAMLWriter.flow(.string(mesh)))")
      let peers = meshes.filter { $0 != mesh }
      if !peers.isEmpty { lines.append("    peers: \(YAMLWriter.flow(.sequence(peers.map { .string($0) })))") }
      if index == 0 { lines += example(mesh: mesh, peer: peers.first ?? "PEER") }
    }
    lines.append("  remotes: []   # meshes that others run; import their trust cards")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Comments with the optional fields of a mesh and their derived values.
  private static func example(mesh: String, peer: String) -> [String] {
    [
      "namespace: \(Naming.namespace(ofMesh: mesh))   # derived from the name, like the next two",
      "trustDomain: \(Naming.trustDomain(ofMesh: mesh))",
      "controlPlane: {name: \(mesh), flavour: maistra}   # add version: v2.5 to write it into the control plane",
      "platform: openshift   # or aws, azure, gcp, bare-metal, ibm-power, ibm-z",
      "ingressAddresses:   # where a peer in another cluster reaches this mesh",
      "  \(peer): [\(Naming.ingress(forPeer: peer)).\(Naming.namespace(ofMesh: mesh)).apps.example.com]",
    ].map { "    # " + $0.printable }
  }
}
