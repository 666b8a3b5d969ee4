import Documents
import Federation
import Files
import SPIFFE
public import SystemPackage
import X509

/// What the SPIRE server of a mesh is told about its peers: their bundles, and where it finds the next ones. SPIRE keeps the
/// roots of each trust domain apart, so that none of them is in a configuration of Istio.
///
/// Source: spiffe/spire 1.15, doc/spire_server.md; spire-controller-manager 0.6, ClusterFederatedTrustDomain.
public enum SPIREFederation {
  static let folder: FilePath = "spire"

  /// For each peer whose bundle is published.
  static func objects(_ mesh: Mesh, _ material: MeshMaterial) -> [(file: String, resource: Resource)] {
    guard mesh.controlPlane.signer == .spire else { return [] }
    return mesh.peers.compactMap { peer in
      guard let endpoint = peer.bundleEndpoint, let bundle = bundle(of: peer, material) else { return nil }
      var spec: [(String, Node)] = mesh.spireClass.map { [("className", .string($0))] } ?? []
      spec += [
        ("trustDomain", .string(peer.trustDomain.name)), ("bundleEndpointURL", .string(endpoint.url)),
        ("bundleEndpointProfile", profile(endpoint)),
        ("trustDomainBundle", .string(bundle)),
      ]
      let object = KubernetesObject(
        "spire.spiffe.io/v1alpha1", "ClusterFederatedTrustDomain", peer.name, nil, spec: spec)
      return ("clusterfederatedtrustdomain-\(peer.name).yaml", .other(object.node))
    }
  }

  /// The objects for peers whose bundle is published, by name alone.
  static func names(of mesh: Mesh) -> [DeletedObject] {
    guard mesh.controlPlane.signer == .spire else { return [] }
    return mesh.peers.filter { $0.bundleEndpoint != nil }.map { peer in
      DeletedObject(
        object: ObjectName(kind: "ClusterFederatedTrustDomain", name: peer.name),
        apiVersion: "spire.spiffe.io/v1alpha1", namespace: mesh.namespace)
    }
  }

  private static func profile(_ endpoint: BundleEndpoint) -> Node {
    .mapping(
      [("type", .string(endpoint.profile.rawValue))]
        + (endpoint.endpointID.map { [("endpointSPIFFEID", .string($0.uri))] } ?? []))
  }

  /// The bundles, and the commands that set them by hand.
  static func files(_ mesh: Mesh, _ material: MeshMaterial) -> [OutputFile] {
    guard mesh.controlPlane.signer == .spire else { return [] }
    let bundles = mesh.peers.compactMap { peer in
      bundle(of: peer, material).map { (peer: peer, text: $0) }
    }
    let commands = bundles.map { item in
      "\(setting)-format spiffe -id \(item.peer.trustDomain.uri) -path \(file(item.peer.name))\n"
    }
    let text =
      "# On the SPIRE server of \(mesh.name), in the folder spire: what it trusts of each peer.\n" + commands.joined()
        + """
        # Its own authority, as the plugin UpstreamAuthority "disk": cert_file_path = ../pem/cert-chain.pem,
        # key_file_path = ../pem/ca-key.pem, bundle_file_path = ../pem/root-cert.pem

        """
    return bundles.map { OutputFile(path: folder.appending(file($0.peer.name)), content: FileContent($0.text + "\n")) }
      + [OutputFile(path: commandsFile, content: FileContent(text))]
  }

  /// Where the commands that set bundles are, in a mesh's folder.
  public static let commandsFile = folder.appending("commands.sh")

  /// The trust domains whose bundles the commands of a file set, as SPIFFE IDs.
  public static func trustDomains(inCommands text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix(setting) }.compactMap { line in
      let words = line.split(separator: " ")
      return words.firstIndex(of: "-id").flatMap { words.dropFirst($0 + 1).first.map(String.init) }
    }
  }

  private static let setting = "spire-server bundle set "

  private static func file(_ peer: String) -> String { "\(peer).bundle.json" }

  private static func bundle(of peer: Peer, _ material: MeshMaterial) -> String? {
    guard let roots = material.rootsByPeer[peer.name], !roots.isEmpty else { return nil }
    let set = try? BundleJWKS.write(TrustBundle(trustDomain: peer.trustDomain, certificates: roots.distinct()))
    return set.map { JSONWriter.write($0) }
  }
}
