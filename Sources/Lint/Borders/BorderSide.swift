import Federation
import Kubernetes
import SPIFFE

/// A mesh with the objects in which it says what it calls in others, and what it lets them call.
struct BorderSide {
  let name: ServiceGuide.MeshName
  let trustDomain: String?
  let network: String?
  /// The mesh in a home.
  let described: Mesh?
  /// The folders with its configuration, and those that are named after it.
  var folders: Set<Substring>
  /// The files with its configuration.
  var files: Set<String> = []
  /// Other names of its trust domain, which Istio takes for it.
  var aliases: [String] = []
  /// The namespace whose policies are for the whole mesh; empty if it is not known.
  var roots: Set<String> = []
  var entries: [Manifest] = []
  var workloads: [Manifest] = []
  /// Istio's own, with the hosts that they let through.
  var gateways: [Manifest] = []
  /// Those of the Gateway API: where other networks are reached.
  var remotes: [Manifest] = []
  var policies: [Manifest] = []
  var services: [Manifest] = []
  var pods: [PodTemplate] = []
  /// PeerAuthentications that switch mutual TLS off, also those that may be another mesh's.
  var plainTexts: [PlainText] = []
  /// DestinationRules that ask for anything but Istio's mutual TLS, also those that may be another mesh's.
  var otherTLS: [OtherTLS] = []
  /// What may as well be another mesh's.
  var strays: [Manifest] = []
  /// The kinds of which everything was read from a cluster.
  var complete: Set<String> = []
  /// The kinds of ``BorderKind`` that a cluster was asked for, and did not show everywhere: some objects may be missing.
  var unseen: Set<String> = []

  var hasObjects: Bool { !entries.isEmpty || !gateways.isEmpty || !policies.isEmpty }

  /// Whether all ServiceEntries are known.
  var knowsEntries: Bool { knows("ServiceEntry", by: entries) }
  var knowsGateways: Bool { knows("Gateway", by: gateways) }
  var knowsPolicies: Bool { knows("AuthorizationPolicy", by: policies) }

  private func knows(_ kind: String, by objects: [Manifest]) -> Bool {
    complete.contains(kind) || !objects.isEmpty && !unseen.contains(kind)
  }

  /// What it means for mutual TLS that some kinds could not be read everywhere, in words.
  func doubts(aboutUnseen kinds: [String]) -> [String] {
    kinds.filter(unseen.contains).map { "the \($0)s of \(name.name) could not all be read" }
  }

  mutating func add(_ manifest: Manifest) {
    switch (manifest.kind, manifest.group) {
    case ("ServiceEntry", "networking.istio.io"): entries.append(manifest)
    case ("WorkloadEntry", "networking.istio.io"): workloads.append(manifest)
    case ("Gateway", "networking.istio.io"): gateways.append(manifest)
    case ("Gateway", "gateway.networking.k8s.io"): remotes.append(manifest)
    case ("AuthorizationPolicy", "security.istio.io"): policies.append(manifest)
    case ("Service", ""): services.append(manifest)
    default: if let pod = PodTemplate(manifest) { pods.append(pod) }
    }
    noteTLS(manifest)
  }

  /// Adds an object that may as well be another mesh's.
  mutating func add(stray manifest: Manifest) {
    strays.append(manifest)
    noteTLS(manifest)
  }

  private mutating func noteTLS(_ manifest: Manifest) {
    if let plain = PlainText(manifest) { plainTexts.append(plain) }
    if let other = OtherTLS(manifest) { otherTLS.append(other) }
  }

  /// Whether all workloads were read from the cluster.
  var knowsWorkloads: Bool {
    complete.contains("Pod") || complete.isSuperset(of: ["Deployment", "StatefulSet", "DaemonSet"])
  }
}

/// What the Pods of a workload have, or those that it will create.
struct PodTemplate: Sendable {
  let namespace: String
  let labels: [String: String]
  let serviceAccount: String

  /// Nil for anything but a workload with a namespace.
  init?(_ manifest: Manifest) {
    let pod: Field
    switch (manifest.kind, manifest.group) {
    case ("Pod", ""): pod = manifest.top
    case ("Deployment", "apps"), ("StatefulSet", "apps"), ("DaemonSet", "apps"), ("ReplicaSet", "apps"),
      ("DeploymentConfig", "apps.openshift.io"):
      pod = manifest.spec["template"]
    default: return nil
    }
    guard let namespace = manifest.namespace else { return nil }
    self.namespace = namespace
    labels = pod["metadata"]["labels"].table
    serviceAccount = pod["spec"]["serviceAccountName"].string ?? pod["spec"]["serviceAccount"].string ?? "default"
  }
}

/// A PeerAuthentication with which workloads, or some of their ports, take plain text only, or do what nobody knows.
struct PlainText: Sendable {
  let object: String
  let labels: [String: String]
  private let namespace: String?

  /// Nil for any other object.
  init?(_ manifest: Manifest) {
    guard manifest.isA("PeerAuthentication", of: "security.istio.io") else { return nil }
    let spec = manifest.spec
    let modes = [spec["mtls"]["mode"]] + spec["portLevelMtls"].entries.map { $0.field["mode"] }
    guard modes.contains(where: { $0.exists && !Self.mutual.contains($0.string ?? "") }) else { return nil }
    object = manifest.object
    namespace = manifest.namespace
    labels = spec["selector"]["matchLabels"].table
  }

  /// The modes that let mutual TLS in; the first one leaves it to what is above.
  private static let mutual: Set = ["UNSET", "PERMISSIVE", "STRICT"]

  /// Whether it may be for workloads of a namespace, which have its labels.
  func mayReach(_ other: String?, roots: Set<String>) -> Bool {
    guard let namespace, let other else { return true }
    return namespace == other || roots.contains(namespace) || roots.isEmpty
  }
}

/// A DestinationRule that asks for anything but Istio's mutual TLS.
struct OtherTLS: Sendable {
  let object: String
  private let host: String
  private let namespace: String?

  /// Nil for any other object.
  init?(_ manifest: Manifest) {
    guard manifest.isA("DestinationRule", of: "networking.istio.io") else { return nil }
    let spec = manifest.spec
    guard let host = spec["host"].string else { return nil }
    let policies = [spec["trafficPolicy"]] + spec["subsets"].items.map { $0["trafficPolicy"] }
    let settings = policies.flatMap { [$0["tls"]] + $0["portLevelSettings"].items.map { $0["tls"] } }
    guard settings.contains(where: { $0.exists && $0["mode"].string != "ISTIO_MUTUAL" }) else { return nil }
    object = manifest.object
    self.host = host
    namespace = manifest.namespace
  }

  func covers(_ other: String) -> Bool {
    if host == other || host == "*" { return true }
    if host.hasPrefix("*") { return other.hasSuffix(host.dropFirst()) }
    // A short name is one in the rule's own namespace.
    guard !host.contains(".") else { return false }
    return other.hasPrefix(namespace.map { "\(host).\($0)." } ?? "\(host).")
  }
}
