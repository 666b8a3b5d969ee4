import Federation

/// A ServiceMeshPeer as the rules see it.
struct PeerView: Sendable {
  let manifest: Manifest
  let top: Field

  init(_ manifest: Manifest) {
    self.manifest = manifest
    top = manifest.top
  }

  var name: String { manifest.name }
  var spec: Field { top["spec"] }
  var addresses: Field { spec["remote"]["addresses"] }
  var trustDomain: Field { spec["security"]["trustDomain"] }
  var clientID: Field { spec["security"]["clientID"] }
  var certificateChain: Field { spec["security"]["certificateChain"] }
  var ingress: Field { spec["gateways"]["ingress"]["name"] }
  var egress: Field { spec["gateways"]["egress"]["name"] }

  /// The name of our gateway for the peer, as a field.
  func gateway(_ direction: GatewayView.Direction) -> Field { direction == .ingress ? ingress : egress }

  /// The ConfigMap with the peer's roots.
  var configMapName: String { certificateChain["name"].string ?? Naming.rootConfigMap(ofPeer: name) }

  /// A port of the peer's ingress; missing and 0 mean the default.
  func port(_ port: FederationPort) -> Int {
    let value = spec["remote"][port == .discovery ? "discoveryPort" : "servicePort"].int ?? 0
    return value == 0 ? port.rawValue : value
  }

  /// Whether the port can only be that of something in front of the nodes, which maps it: it is given, and no node port.
  func isMapped(_ port: FederationPort) -> Bool {
    let number = self.port(port)
    return number != port.rawValue && !(30000...32767).contains(number)
  }

  /// The parts of the client ID, split at slashes.
  var clientParts: [Substring] {
    clientID.string?.split(separator: "/", omittingEmptySubsequences: false) ?? []
  }

  /// The client ID, if it is well-formed.
  var client: (trustDomain: String, namespace: String, serviceAccount: String)? {
    let parts = clientParts.map(String.init)
    guard parts.count == 5, parts[1] == "ns", parts[3] == "sa" else { return nil }
    return (parts[0], parts[2], parts[4])
  }
}
