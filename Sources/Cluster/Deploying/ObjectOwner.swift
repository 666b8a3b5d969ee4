public import Documents

/// Somebody else to whom an object belongs as a whole, by the signs that owners leave.
public enum ObjectOwner: Hashable, Sendable {
  /// An object that deletes this one when it goes (`metadata.ownerReferences`).
  case controller(String)
  /// `kubectl apply --applyset`.
  case applySet(String)
  case argo(String)
  case flux(String)
  case helm(String)
  case kapp(String)
  case kpt(String)

  /// Nil for an object that belongs to nobody, to a person, or to this tool.
  public init?(_ object: Node) {
    let metadata = object["metadata"]
    if let owner = metadata?["ownerReferences"]?.sequence?.first {
      self = .controller("\(owner["kind"]?.string ?? "an object") \(owner["name"]?.string ?? "")")
      return
    }
    for (group, key, make) in Self.signs {
      if let value = metadata?[group]?[key]?.text, !value.isEmpty {
        self = make(value)
        return
      }
    }
    switch metadata?["labels"]?["app.kubernetes.io/managed-by"]?.text {
    case "Helm"?:
      self = .helm("app.kubernetes.io/managed-by")
      return
    case "maistra-istio-operator"?:
      self = .controller("the operator of OpenShift Service Mesh")
      return
    default: break
    }
    for entry in ManagedFields(object).entries {
      guard let make = Self.managers[entry.manager] else { continue }
      self = make(entry.manager)
      return
    }
    return nil
  }

  /// By group of metadata and key, in the order in which they are looked for.
  private static let signs: [(group: String, key: String, make: @Sendable (String) -> ObjectOwner)] = [
    ("labels", "applyset.kubernetes.io/part-of", { .applySet($0) }),
    ("annotations", "argocd.argoproj.io/tracking-id", { .argo($0) }),
    ("labels", "app.kubernetes.io/instance", { .argo($0) }),
    ("labels", "kustomize.toolkit.fluxcd.io/name", { .flux($0) }),
    ("labels", "helm.toolkit.fluxcd.io/name", { .flux($0) }),
    ("annotations", "meta.helm.sh/release-name", { .helm($0) }),
    ("labels", "kapp.k14s.io/app", { .kapp($0) }),
    ("annotations", "config.k8s.io/owning-inventory", { .kpt($0) }),
    ("labels", "maistra.io/owner", { .controller("the control plane of \($0)") }),
  ]

  /// The annotations that are signs.
  static let annotations = signs.filter { $0.group == "annotations" }.map { $0.key }

  private static let managers: [String: @Sendable (String) -> ObjectOwner] = [
    "argocd-controller": { .argo($0) }, "argocd-application-controller": { .argo($0) },
    "kustomize-controller": { .flux($0) }, "helm-controller": { .flux($0) }, "helm": { .helm($0) },
  ]

  /// For people: `Argo CD (trust/red:v1/ConfigMap)`.
  public var words: String {
    switch self {
    case .controller(let name): name
    case .applySet(let name): "the ApplySet \(name)"
    case .argo(let name): "Argo CD (\(name))"
    case .flux(let name): "Flux (\(name))"
    case .helm(let name): "Helm (\(name))"
    case .kapp(let name): "kapp (\(name))"
    case .kpt(let name): "kpt (\(name))"
    }
  }
}
