import Diagnostics
import Federation
import SPIFFE

extension IdentityRules {
  /// The client ID on its own and beside the peer's trust domain: T-03, T-09 to T-13, T-16.
  static let clients: [Rule] = [
    Rule.peer("MT-T-03", .error) { item, collector in
      guard item.peer.clientParts.first == "cluster.local" else { return }
      guard let own = item.mesh.trustDomain else { return collector.needs(.controlPlane, for: item.peer.top.object) }
      guard own != "cluster.local" else { return }
      collector.report(
        item.peer.clientID, "the client ID is in `cluster.local`, which istiod treats as our own `\(own)`")
    },
    Rule.peer("MT-T-09", .error) { item, collector in
      guard item.peer.clientID.string == nil else { return }
      collector.report(
        item.peer.clientID, "the peer has no client ID", next: "set the identity of the peer's egress gateway for us",
        paste: "clientID: \(item.expectedClientID ?? item.conventionalClientID)")
    },
    Rule.peer("MT-T-10", .error) { item, collector in
      guard let text = item.peer.clientID.string, text.hasPrefix(SPIFFEID.scheme) else { return }
      let bare = String(text.dropFirst(SPIFFEID.scheme.count))
      collector.report(
        item.peer.clientID, "the client ID begins with `spiffe://`", next: "remove the scheme",
        paste: "clientID: \(bare)",
        edit: item.peer.clientID.replacing(with: bare))
    },
    Rule.peer("MT-T-11", .error) { item, collector in
      guard let text = item.peer.clientID.string, !text.hasPrefix(SPIFFEID.scheme) else { return }
      guard item.peer.client == nil || item.peer.clientParts.contains("") else {
        // A wildcard has its own rule.
        guard item.peer.identity == nil, !text.contains("*") else { return }
        return collector.report(
          item.peer.clientID, "the client ID `\(text)` can be that of no certificate: \(text.faultAsClientID)",
          paste: "clientID: \(item.expectedClientID ?? item.conventionalClientID)")
      }
      collector.report(
        item.peer.clientID,
        "the client ID `\(text)` does not have the form TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT",
        paste: "clientID: \(item.expectedClientID ?? item.conventionalClientID)")
    },
    Rule.peer("MT-T-12", .error) { item, collector in
      guard let text = item.peer.clientID.string, text.contains("*") else { return }
      collector.report(
        item.peer.clientID, "the client ID `\(text)` has a wildcard",
        paste: "clientID: \(item.expectedClientID ?? item.conventionalClientID)")
    },
    Rule.peer("MT-T-13", .error) { item, collector in
      guard let client = item.peer.client, let domain = item.peer.trustDomain.string, client.trustDomain != domain
      else {
        return
      }
      collector.report(
        item.peer.clientID,
        "the client ID is in `\(client.trustDomain)`, but the peer's trust domain is `\(domain)`")
    },
    Rule.peer("MT-T-16", .warning) { item, collector in
      guard let client = item.peer.client else { return }
      // With the other side at hand, T-15 knows the right one.
      if item.theirs?.egress == nil, let slip = item.likelySlip(client.serviceAccount) {
        return collector.report(
          item.peer.clientID, "the service account `\(client.serviceAccount)` is \(slip)",
          next:
            "compare it with the peer's ServiceMeshPeer for us: `spec.gateways.egress.name` there, and `-service-account`"
        )
      }
      guard !client.serviceAccount.hasSuffix("-service-account") else { return }
      collector.report(
        item.peer.clientID,
        "the service account `\(client.serviceAccount)` does not end in `-service-account`, unlike the operator's"
      )
    },
  ]

  /// Rules that need both sides: T-08, T-14, T-15.
  static let crossing: [Rule] = [
    Rule.peer("MT-T-08", .error) { item, collector in
      guard let domain = item.peer.trustDomain.string else { return }
      guard let theirs = item.theirs?.trustDomain else {
        return collector.needs(.peerFiles, for: item.peer.top.object)
      }
      guard domain != theirs else { return }
      collector.report(
        item.peer.trustDomain, "the peer's trust domain is `\(theirs)`, not `\(domain)`", next: "copy it",
        paste: "trustDomain: \(theirs)",
        // Certain only if the client ID agrees: otherwise either side may be wrong.
        edit: item.peer.client?.trustDomain == theirs ? item.peer.trustDomain.replacing(with: theirs) : nil)
    },
    Rule.peer("MT-T-14", .error) { item, collector in
      guard let client = item.peer.client else { return }
      guard let theirs = item.theirs, !theirs.namespace.isEmpty else {
        return collector.needs(.peerFiles, for: item.peer.top.object)
      }
      guard client.namespace != theirs.namespace else { return }
      collector.report(
        item.peer.clientID,
        "the client ID names the namespace `\(client.namespace)`, but the peer's control plane is in "
          + "`\(theirs.namespace)`", edit: item.clientIDEdit)
    },
    Rule.peer("MT-T-15", .error) { item, collector in
      guard let client = item.peer.client else { return }
      guard let egress = item.theirs?.egress else { return collector.needs(.peerFiles, for: item.peer.top.object) }
      let wanted = Naming.serviceAccount(ofGateway: egress)
      guard client.serviceAccount != wanted else { return }
      collector.report(
        item.peer.clientID,
        "the client ID names the service account `\(client.serviceAccount)`, but the peer's egress gateway for us runs "
          + "as `\(wanted)`", paste: item.expectedClientID.map { "clientID: \($0)" } ?? "", edit: item.clientIDEdit)
    },
  ]
}

extension String {
  /// Why the text is no client ID.
  fileprivate var faultAsClientID: Message {
    do throws(SPIFFEError) {
      _ = try WorkloadIdentity(clientID: self)
      return "it has another form"
    } catch {
      return error.diagnostic.what
    }
  }
}

extension PeerCase {
  /// Whose service account one most likely is that names another gateway than the peer's egress for us.
  fileprivate func likelySlip(_ account: String) -> String? {
    func isOf(_ gateway: Field) -> Bool {
      gateway.string.map { Naming.serviceAccount(ofGateway: $0) == account } ?? false
    }
    if isOf(peer.egress) { return "that of our own egress gateway for the peer" }
    if isOf(peer.ingress) { return "that of our own ingress gateway for the peer" }
    let isServer =
      account.hasPrefix(Naming.ingress(forPeer: "")) && account.hasSuffix(Naming.serviceAccount(ofGateway: ""))
    return isServer ? "that of an ingress gateway, and the peer calls through its egress gateway" : nil
  }

  /// What is known about the other side: from its manifests, and what they do not say, from the home.
  var theirs: (trustDomain: String?, namespace: String, egress: String?)? {
    let known = facts.federation?.mesh(named: mesh.name)?.peer(named: peer.name)
    let egress = reverse?.egress.string ?? known.flatMap { Naming.gateway(ofServiceAccount: $0.client.serviceAccount) }
    guard let other else { return known.map { ($0.trustDomain.name, $0.namespace, egress) } }
    return (
      other.trustDomain ?? known?.trustDomain.name,
      other.namespace.isEmpty ? known?.namespace ?? "" : other.namespace, egress
    )
  }

  /// The client ID according to the other side's manifests.
  var expectedClientID: String? {
    guard let theirs, let domain = theirs.trustDomain, let egress = theirs.egress, !theirs.namespace.isEmpty else {
      return nil
    }
    return "\(domain)/ns/\(theirs.namespace)/sa/\(Naming.serviceAccount(ofGateway: egress))"
  }

  /// The client ID with the manual's names.
  var conventionalClientID: String {
    let domain = peer.trustDomain.string ?? Naming.trustDomain(ofMesh: peer.name)
    let account = Naming.serviceAccount(ofGateway: Naming.egress(forPeer: mesh.name))
    return "\(domain)/ns/\(Naming.namespace(ofMesh: peer.name))/sa/\(account)"
  }

  /// The corrected client ID, if both sides are known and the named gateway is an egress gateway.
  var clientIDEdit: Edit? {
    if let plane = other?.controlPlane, let egress = theirs?.egress, plane.gateway(egress, .egress) == nil {
      return nil
    }
    return expectedClientID.flatMap { peer.clientID.replacing(with: $0) }
  }
}
