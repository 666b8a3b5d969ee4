import Diagnostics
import Documents
import SPIFFE

extension FederationFile {
  /// The text of a new federation.yaml in which the named meshes all peer with each other.
  ///
  /// What the text would resolve to is checked, so that a name that cannot work is refused here; the findings have no
  /// place, since the names come from elsewhere.
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
    var lines = [
      "# The federation as it should be. What is left out is derived; `meshtrust show` prints it all.",
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
    lines.append("  remotes: []   # names of meshes that other people run, known by their trust card")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Comments that show what can be said of a mesh, with the values that are derived.
  private static func example(mesh: String, peer: String) -> [String] {
    [
      "namespace: \(Naming.namespace(ofMesh: mesh))   # derived from the name, like the next two",
      "trustDomain: \(Naming.trustDomain(ofMesh: mesh))",
      "controlPlane: {name: \(mesh), flavour: maistra}   # add version: v2.5 to have it written",
      "platform: openshift   # or aws, azure, gcp, bare-metal, ibm-power, ibm-z",
      "ingressAddresses:   # where the peer reaches this mesh, when it is in another cluster",
      "  \(peer): [\(Naming.ingress(forPeer: peer)).\(Naming.namespace(ofMesh: mesh)).apps.example.com]",
    ].map { "    # " + $0.replacingLineEnds }
  }
}

extension String {
  /// The text on one line, so that a comment stays a comment.
  fileprivate var replacingLineEnds: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
  }
}
