public import Documents
public import Federation

/// A form in which Istio reads its configuration.
public enum IstioForm: String, CaseIterable, Hashable, Sendable {
  /// The `Istio` resource of the Sail operator.
  case sail
  /// The values of Helm's chart `istiod`.
  case helm
  /// An IstioOperator for `istioctl install`.
  case istioOperator
  /// The ConfigMap `istio`, where neither of them owns it.
  case configMap

  public static let sailVersion = "sailoperator.io/v1"
  public static let sailKind = "Istio"
  public static let operatorVersion = "install.istio.io/v1alpha1"
  public static let operatorKind = "IstioOperator"
  /// The key of the ConfigMap with the configuration of the mesh, as YAML text.
  public static let meshKey = "mesh"

  /// Where a field stands in this form; nil if the form does not have it.
  public func path(of setting: [String]) -> [String]? {
    switch self {
    case .sail: ["spec", "values"] + setting
    case .helm: setting
    case .istioOperator: (setting.first == "meshConfig" ? ["spec"] : ["spec", "values"]) + setting
    // The other fields are environment and arguments of istiod's Deployment.
    case .configMap: setting.first == "meshConfig" ? Array(setting.dropFirst()) : nil
    }
  }

  /// The ConfigMap of a revision.
  public static func configMapName(revision: String) -> String {
    Naming.meshConfigMap(ofRevision: revision)
  }
}

extension IstioTrust {
  /// The fields alone, in a form: what a JSON merge patch sends, and what a new file begins with.
  public func fields(_ form: IstioForm) -> Mapping {
    var mapping = Mapping()
    for setting in settings {
      if let path = form.path(of: setting.path) { mapping.set(path[...], to: setting.value) }
    }
    return mapping
  }

  /// A whole object, for a control plane that does not exist yet, or is described nowhere else. A Sail resource needs a
  /// version; without one there is none.
  public func object(_ form: IstioForm, of mesh: Mesh) -> Node? {
    var mapping = Mapping()
    switch form {
    case .sail:
      return mesh.controlPlane.version == nil ? nil : resource(of: mesh)
    case .helm: break
    case .istioOperator:
      mapping.set("apiVersion", to: .string(IstioForm.operatorVersion))
      mapping.set("kind", to: .string(IstioForm.operatorKind))
      mapping.set(
        "metadata",
        to: .mapping([("name", .string(mesh.controlPlane.name)), ("namespace", .string(mesh.namespace))]))
      if mesh.controlPlane.name != "default" {
        mapping.set(["spec", "revision"], to: .string(mesh.controlPlane.name))
      }
      mapping.set(["spec", "values", "global", "istioNamespace"], to: .string(mesh.namespace))
    case .configMap: return .mapping(configMap(of: mesh))
    }
    for setting in settings {
      if let path = form.path(of: setting.path) { mapping.set(path[...], to: setting.value) }
    }
    return .mapping(mapping)
  }

  /// The Sail operator's resource with what is ours in it, and the version where it is known.
  public func resource(of mesh: Mesh) -> Node {
    var mapping = Mapping()
    mapping.set("apiVersion", to: .string(IstioForm.sailVersion))
    mapping.set("kind", to: .string(IstioForm.sailKind))
    mapping.set("metadata", to: .mapping([("name", .string(mesh.controlPlane.name))]))
    if let version = mesh.controlPlane.version { mapping.set(["spec", "version"], to: .string(version.description)) }
    mapping.set(["spec", "namespace"], to: .string(mesh.namespace))
    for setting in settings {
      if let path = IstioForm.sail.path(of: setting.path) { mapping.set(path[...], to: setting.value) }
    }
    return .mapping(mapping)
  }

  private func configMap(of mesh: Mesh) -> Mapping {
    var mapping = Mapping()
    mapping.set("apiVersion", to: .string(ConfigMap.apiVersion))
    mapping.set("kind", to: .string(ConfigMap.kind))
    mapping.set(
      "metadata",
      to: .mapping([
        ("name", .string(IstioForm.configMapName(revision: mesh.controlPlane.name))),
        ("namespace", .string(mesh.namespace)),
      ]))
    let text = YAMLWriter.string([.mapping(fields(.configMap))])
    mapping.set(["data", IstioForm.meshKey], to: .string(text))
    return mapping
  }
}
