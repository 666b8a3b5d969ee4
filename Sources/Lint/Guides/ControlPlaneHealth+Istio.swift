public import Documents

extension ControlPlaneHealth {
  /// What an operator or a controller reports of its object: the condition that says whether it is done, by kind and group.
  private static let conditions: [String: (group: String, condition: String, thing: String)] = [
    "Istio": ("sailoperator.io", "Ready", "the control plane"),
    "IstioRevision": ("sailoperator.io", "Ready", "the revision"),
    "ZTunnel": ("sailoperator.io", "Ready", "the ztunnels"),
    "Bundle": ("trust.cert-manager.io", "Synced", "the bundle"),
    "ClusterBundle": ("trust-manager.io", "Synced", "the bundle"),
    "IstioCSR": ("operator.openshift.io", "Ready", "istio-csr"),
    "Issuer": ("cert-manager.io", "Ready", "the issuer"),
    "Certificate": ("cert-manager.io", "Ready", "the certificate"),
  ]

  /// Reads an object of Istio or of its neighbours with its status, or the Deployment of istiod; nil for any other one, and
  /// for one without a status that is no control plane.
  init?(istio manifest: Manifest) {
    if manifest.isIstiod {
      self.init(istiod: manifest)
      return
    }
    guard let known = Self.conditions[manifest.kind], known.group == manifest.group else { return nil }
    let status = manifest.top["status"]
    guard status.exists || manifest.kind == "Istio" else { return nil }
    let condition = status["conditions"].items.first { $0["type"].string == known.condition }
    let isReady = condition.map { $0["status"].isTrue }
    let version = manifest.spec["version"].string.map { " (Istio \($0))" } ?? ""
    let name = "\(known.thing) `\(manifest.name)`\(manifest.group == "sailoperator.io" ? version : "")"
    let why = (condition.flatMap { $0["message"].string ?? $0["reason"].string }).map { ": \($0)" } ?? ""
    let text =
      switch isReady {
      case true: "\(name) is \(known.condition == "Synced" ? "written everywhere" : "ready")"
      case false: "\(name) is not \(known.condition == "Synced" ? "written everywhere" : "ready")\(why)"
      case nil: "\(name) does not report whether it is ready: has its operator processed it?"
      }
    self.init(name: manifest.name, isReady: isReady, readyComponents: nil, text: text)
  }

  /// istiod itself: without a replica that is ready, no proxy gets a certificate or a root.
  private init?(istiod manifest: Manifest) {
    let status = manifest.top["status"]
    guard status.exists else { return nil }
    let wanted = manifest.spec["replicas"].int ?? 1
    let ready = status["readyReplicas"].int ?? 0
    let counts = "\(ready)/\(wanted)"
    self.init(
      name: manifest.name, isReady: wanted > 0 && ready >= wanted, readyComponents: counts,
      text: ready >= wanted && wanted > 0
        ? "`\(manifest.name)` is ready (\(counts) replicas)"
        : "`\(manifest.name)` is not ready (\(counts) replicas)"
          + (ready == 0 ? ": no proxy gets certificates or roots" : ""))
  }
}

/// What istiod reports of an object that it reads, with PILOT_ENABLE_STATUS: why it does not take it as it is.
public struct ReportedMessages: Sendable, Hashable {
  /// The display name.
  public let object: String
  /// In the order of the status.
  public let messages: [String]

  /// Nil for an object without messages.
  public init?(_ document: Document) {
    guard let manifest = Manifest(document), manifest.group.hasSuffix("istio.io") else { return nil }
    let status = manifest.top["status"]
    let found = status["validationMessages"].items.map { message in
      let code = message["type"]["code"].string.map { "\($0) " } ?? ""
      let name = message["type"]["name"].string ?? "a message"
      return "\(message["level"].string.map { "\($0.lowercased()): " } ?? "")\(code)\(name)"
    }
    let failed = status["conditions"].items.filter { $0["status"].isFalse }.map { condition in
      "\(condition["type"].string ?? "a condition") is false: \(condition["message"].string ?? condition["reason"].string ?? "no reason is given")"
    }
    guard !(found + failed).isEmpty else { return nil }
    object = manifest.object
    messages = found + failed
  }
}
