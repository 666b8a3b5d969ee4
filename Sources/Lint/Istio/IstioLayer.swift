import Documents
import Kubernetes

/// One place in which a control plane of Istio is configured.
///
/// The same settings stand in several forms: the resource of the Sail operator, an IstioOperator, Helm's values, a patch, the
/// ConfigMap that istiod reads, and the environment of its Deployment.
struct IstioLayer: Sendable {
  /// In the order in which they count: what is wanted before what runs.
  enum Origin: Int, Sendable, CaseIterable {
    case resource, patch, revision, istioOperator, values, configMap, deployment
  }

  let origin: Origin
  /// The object or file as a whole.
  let top: Field
  /// The revision; nil where the form does not say.
  let revision: String?
  /// The control plane's namespace; nil where the form does not say.
  let namespace: String?
  let folder: Substring
  /// The mesh's configuration, as in istio/api `mesh/v1alpha1/config.proto`.
  let meshConfig: Field
  /// The values of the chart `istiod`.
  let values: Field
  /// Lists of variables, as a container has them.
  private let variables: [Field]

  private init(
    _ origin: Origin, _ top: Field, revision: String?, namespace: String?, folder: Substring, meshConfig: Field,
    values: Field, variables: [Field] = []
  ) {
    self.origin = origin
    self.top = top
    self.revision = revision
    self.namespace = namespace
    self.folder = folder
    self.meshConfig = meshConfig.withJSONNames
    self.values = values
    self.variables = variables
  }

  /// Nil for anything that does not configure Istio.
  init?(_ manifest: Manifest) {
    let (top, spec) = (manifest.top, manifest.spec)
    switch (manifest.kind, manifest.group) {
    case (IstioForm.sailKind, "sailoperator.io"), ("IstioRevision", "sailoperator.io"):
      self.init(
        manifest.kind == IstioForm.sailKind ? .resource : .revision, top, revision: manifest.name,
        namespace: spec["namespace"].string ?? Self.usualNamespace, folder: manifest.folder,
        meshConfig: spec["values"]["meshConfig"], values: spec["values"])
    case (IstioForm.operatorKind, "install.istio.io"):
      let values = spec["values"]
      self.init(
        .istioOperator, top, revision: spec["revision"].string ?? Self.defaultRevision,
        namespace: values["global"]["istioNamespace"].string ?? manifest.namespace ?? Self.usualNamespace,
        folder: manifest.folder, meshConfig: spec["meshConfig"].exists ? spec["meshConfig"] : values["meshConfig"],
        values: values, variables: spec["components"]["pilot", "k8s"]["env"].items)
    case (ConfigMap.kind, ""):
      guard let config = MeshText.config(of: manifest) else { return nil }
      self.init(
        .configMap, top, revision: Self.revision(manifest.name, of: "istio"), namespace: manifest.namespace,
        folder: manifest.folder, meshConfig: config, values: top["values"])
    case ("Deployment", "apps"):
      guard manifest.isIstiod else { return nil }
      let containers = spec["template", "spec", "containers"].items
      let container = containers.first { $0["name"].string == "discovery" } ?? containers.first
      self.init(
        .deployment, top, revision: Self.revision(manifest.name, of: "istiod"), namespace: manifest.namespace,
        folder: manifest.folder, meshConfig: top["meshConfig"], values: top["values"],
        variables: container?["env"].items ?? [])
    default: return nil
    }
  }

  /// Helm's values, or a patch of the Sail resource: documents that are no manifests.
  init?(_ stranger: Document) {
    let slash = stranger.source.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { stranger.source[..<$0] } ?? ""
    let top = Field(stranger, object: "the file `\(stranger.source)`")
    let patched = top["spec"]["values"]
    guard !patched.exists else {
      self.init(
        .patch, top, revision: nil, namespace: top["spec"]["namespace"].string, folder: folder,
        meshConfig: patched["meshConfig"], values: patched)
      return
    }
    guard stranger.root["meshConfig"]?.mapping != nil || stranger.root["pilot"]?.mapping != nil else { return nil }
    self.init(
      .values, top, revision: top["revision"].string, namespace: top["global"]["istioNamespace"].string,
      folder: folder, meshConfig: top["meshConfig"], values: top)
  }

  /// A variable in istiod's environment, as a field; its value may be text or a boolean.
  func variable(_ name: String) -> Field? {
    for table in [values["pilot"]["env"], values["env"]] where table[name].exists { return table[name] }
    return variables.first { $0["name"].string == name }?["value"]
  }

  /// Whether the form has istiod's environment at all.
  var hasEnvironment: Bool { origin != .configMap }

  static let usualNamespace = "istio-system"
  static let defaultRevision = "default"

  /// `istiod-canary` is of the revision `canary`.
  private static func revision(_ name: String, of stem: String) -> String {
    name.hasPrefix(stem + "-") ? String(name.dropFirst(stem.count + 1)) : defaultRevision
  }
}

extension Manifest {
  /// Whether it is istiod, of any revision.
  var isIstiod: Bool { isA("Deployment", of: "apps") && (name == "istiod" || name.hasPrefix("istiod-")) }
}
