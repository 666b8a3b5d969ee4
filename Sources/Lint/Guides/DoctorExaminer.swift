import Federation
import X509

/// Explains the status of a peer as written by maistra/istio (pkg/servicemesh/federation/status).
struct DoctorExaminer {
  let peer: PeerView
  let now: Timestamp?
  /// The other ServiceMeshPeers of the input.
  var others: [Manifest] = []

  /// One finding for each replica and direction. What one replica lacks matters only if all of them lack it.
  var findings: [Doctor.Finding] {
    let all = eachReplica
    let held = Set(all.filter { $0.health == .connected }.map(\.direction))
    return all.map { finding in
      guard finding.health == .unknown, held.contains(finding.direction) else { return finding }
      return finding.settled("\(finding.text); another replica holds the connection, which is enough")
    }
  }

  private var eachReplica: [Doctor.Finding] {
    let status = peer.top["status"]["discoveryStatus"]
    let pods = status["active"].items.map { ($0, true) } + status["inactive"].items.map { ($0, false) }
    guard !pods.isEmpty else { return Doctor.Direction.allCases.map { unknown($0, pod: nil) } }
    return pods.flatMap { pod, isWatching in
      let name = pod["pod"].string
      let inbound = pod["remotes"].items
      return [isWatching ? watch(pod["watch"], pod: name) : inactive(pod["watch"], pod: name)]
        + (inbound.isEmpty ? [unknown(.inbound, pod: name)] : inbound.map { remote($0, pod: name) })
    }
  }

  private func watch(_ field: Field, pod: String?) -> Doctor.Finding {
    field.exists ? finding(.outbound, field, pod: pod, source: nil) : unknown(.outbound, pod: pod)
  }

  /// A replica under `inactive` does not watch the peer, whatever else stands there. The peer may still watch it.
  private func inactive(_ field: Field, pod: String?) -> Doctor.Finding {
    let finding = finding(.outbound, field, pod: pod, source: nil, health: .disconnected)
    guard field["connected"].isTrue else { return finding }
    return finding.saying("\(finding.text): it is listed under `inactive`, although its watch says `connected: true`")
  }

  private func remote(_ field: Field, pod: String?) -> Doctor.Finding {
    finding(.inbound, field, pod: pod, source: field["source"].string)
  }

  private func finding(
    _ direction: Doctor.Direction, _ field: Field, pod: String?, source: String?, health known: Doctor.Health? = nil
  ) -> Doctor.Finding {
    let health = known ?? health(field)
    let since = field[health == .disconnected ? "lastDisconnect" : "lastConnected"].string
    let status = field["lastDisconnectStatus"].string
    return Doctor.Finding(
      direction: direction, health: health, pod: pod, source: source, since: since,
      text: sentence(direction, health, field, pod, since),
      // The last disconnect of a connection that has been restored is history.
      reason: health == .connected ? nil : Self.meaning(of: status, direction),
      logs: health == .connected ? [] : logs(direction))
  }

  private func unknown(_ direction: Doctor.Direction, pod: String?) -> Doctor.Finding {
    let by = pod.map { " of `\($0)`" } ?? ""
    let text =
      direction == .outbound
      ? "the status\(by) does not mention our connection to `\(peer.name)`: istiod has not set up the peer"
      : "the status\(by) lists no istiod of `\(peer.name)` connected to us"
    let reason =
      direction == .outbound
      ? "the ConfigMap with the peer's roots may be missing, or the namespace is not the control plane's: see C-01, P-01"
      : "the peer may have no ServiceMeshPeer for us, or was last connected more than five minutes ago"
    return Doctor.Finding(
      direction: direction, health: .unknown, pod: pod, source: nil, since: nil, text: text, reason: reason,
      logs: logs(direction))
  }

  private func health(_ field: Field) -> Doctor.Health {
    guard field["connected"].isTrue else { return .disconnected }
    // `connected` alone proves nothing: it is set as soon as a connection is attempted.
    guard let text = field["lastFullSync"].string, let synced = try? Timestamp(text) else { return .stale }
    guard let now else { return .connected }
    // A time that has not come yet says nothing, but for clocks that differ.
    return synced + Doctor.staleSeconds < now || now + Doctor.staleSeconds < synced ? .stale : .connected
  }

  private func sentence(
    _ direction: Doctor.Direction, _ health: Doctor.Health, _ field: Field, _ pod: String?, _ since: String?
  ) -> String {
    let ends =
      direction == .outbound
      ? "\(pod.map { "our istiod `\($0)`" } ?? "our istiod") to `\(peer.name)`"
      : "`\(peer.name)`\(field["source"].string.map { " (\($0))" } ?? "") to "
        + "\(pod.map { "our istiod `\($0)`" } ?? "our istiod")"
    let when = since.map { " since \($0)\(age($0))" } ?? ""
    switch health {
    case .connected: return "\(ends): connected\(when)"
    case .stale:
      let last =
        field["lastFullSync"].string.map { exchange($0) } ?? "nothing was ever exchanged"
      return "\(ends): shown as connected\(when), but \(last)"
    case .disconnected: return "\(ends): not connected\(when)"
    case .unknown: return "\(ends): unknown"
    }
  }

  /// What is wrong with the time of the last full exchange.
  private func exchange(_ text: String) -> String {
    guard let time = try? Timestamp(text) else { return "the time of the last full exchange is no time: `\(text)`" }
    if let now, now < time { return "the last full exchange was at \(text), which has not come yet" }
    return "the last full exchange was at \(text)\(age(text)); after \(Doctor.staleSeconds) seconds that is too old"
  }

  /// How long ago a time was, in brackets.
  private func age(_ text: String) -> String {
    guard let now, let time = try? Timestamp(text), time < now else { return "" }
    return " (\(Age.text(now.seconds - time.seconds)) before)"
  }

  /// The three logs of the manual (1.18.10.1) on the connecting side.
  private func logs(_ direction: Doctor.Direction) -> [String] {
    let here = peer.manifest.namespace ?? "our control plane's namespace"
    let there = peer.client?.namespace ?? "the peer's namespace"
    let theirEgress = peer.client.map {
      Naming.gateway(ofServiceAccount: $0.serviceAccount) ?? $0.serviceAccount
    }
    switch direction {
    case .outbound:
      return [
        "istiod in \(here)", "\(peer.egress.string ?? "the egress gateway for \(peer.name)") in \(here)",
        "\(ingressOfPeer ?? "the peer's ingress gateway for us") in \(there)",
      ]
    case .inbound:
      return [
        "istiod in \(there)", "\(theirEgress ?? "the peer's egress gateway for us") in \(there)",
        "\(peer.ingress.string ?? "the ingress gateway for \(peer.name)") in \(here)",
      ]
    }
  }

  /// The peer's ingress gateway for us: by its own object, by an address that contains its name, or by the peer's name
  /// for us, which its egress gateway has too.
  private var ingressOfPeer: String? {
    if let there = peer.client?.namespace, let here = peer.manifest.namespace {
      let theirs = others.filter { $0.namespace == there }.map(PeerView.init).filter { $0.client?.namespace == here }
      if theirs.count == 1, let reverse = theirs.first?.ingress.string { return reverse }
    }
    let inside = peer.addresses.strings.first { Address.isInside($0) && $0.contains(".") }
    if let gateway = inside?.split(separator: ".").first { return String(gateway) }
    let prefix = Naming.egress(forPeer: "")
    guard let account = peer.client?.serviceAccount, account.hasPrefix(prefix) else { return nil }
    let suffix = Naming.serviceAccount(ofGateway: "")
    return Naming.ingress(
      forPeer: String(account.dropFirst(prefix.count).dropLast(account.hasSuffix(suffix) ? suffix.count : 0)))
  }

  /// The meaning of the last disconnect's reason.
  private static func meaning(of status: String?, _ direction: Doctor.Direction) -> String {
    guard let status else { return "no reason is given: check the logs" }
    let other = direction == .outbound ? "the peer" : "we"
    let cause: String =
      switch status.prefix(3) {
      case "403":
        "\(other) rejected the client ID: compare it with the service account of the calling egress gateway (T-15)"
      case "503":
        "the other ingress gateway was not reached, or TLS failed: network, a layer 7 load balancer, a wrong bundle, "
          + "or an expired certificate (G-12, C-08, C-10)"
      case "404":
        "the calling egress gateway has no route to the peer: its configuration has not arrived (P-03, P-05)"
      case "400":
        "\(direction == .outbound ? "the peer has" : "we have") no ServiceMeshPeer for this route, or plain HTTP reached "
          + "istiod's TLS port (P-12, G-13)"
      default:
        status.contains("no such host") || status.contains("lookup")
          ? "the calling egress gateway's Service does not resolve: its name or namespace is wrong (G-01, G-09)"
          : "check the logs"
      }
    return "`\(status)`: \(cause)"
  }
}

extension Doctor.Finding {
  /// The same in other words.
  fileprivate func saying(_ text: String) -> Doctor.Finding {
    Doctor.Finding(
      direction: direction, health: health, pod: pod, source: source, since: since, text: text, reason: reason,
      logs: logs)
  }

  /// The same for a direction that another replica has.
  fileprivate func settled(_ text: String) -> Doctor.Finding {
    Doctor.Finding(
      direction: direction, health: health, pod: pod, source: source, since: since, text: text, reason: nil, logs: [])
  }
}

/// A span of time for people.
enum Age {
  static func text(_ seconds: Int64) -> String {
    switch seconds {
    case 1: "1 second"
    case ..<120: "\(seconds) seconds"
    case ..<7200: "\(seconds / 60) minutes"
    case ..<172_800: "\(seconds / 3600) hours"
    default: "\(seconds / 86_400) days"
    }
  }
}
