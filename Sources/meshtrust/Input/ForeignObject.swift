import Diagnostics
import Documents
import Kubernetes

/// An object in which people look for roots, although they are elsewhere, or are those of something else.
struct ForeignObject: Hashable {
  /// The kinds that deserve a sentence of their own.
  enum Kind {
    case bundle
    case clusterTrustBundle
    case istio
    case istioOperator
    case kubeconfig
    case certificate
    case issuer
    case certificateRequest
    case signingRequest
    case sealedSecret
    case peer
    case other
  }

  /// The object in words.
  let name: String
  let why: String
  /// The command that prints what is wanted.
  let command: String

  static func kind(of node: Node) -> Kind {
    let group = node["apiVersion"]?.string.map { $0.split(separator: "/").dropLast().joined() } ?? ""
    return switch (group, node["kind"]?.string ?? "") {
    case ("trust.cert-manager.io", "Bundle"), ("trust-manager.io", "ClusterBundle"): .bundle
    case ("certificates.k8s.io", "ClusterTrustBundle"): .clusterTrustBundle
    case ("sailoperator.io", IstioForm.sailKind): .istio
    case ("install.istio.io", IstioForm.operatorKind): .istioOperator
    case ("", "Config"): .kubeconfig
    case ("cert-manager.io", "Certificate"): .certificate
    case ("cert-manager.io", "Issuer"), ("cert-manager.io", "ClusterIssuer"): .issuer
    case ("cert-manager.io", "CertificateRequest"): .certificateRequest
    case ("certificates.k8s.io", "CertificateSigningRequest"): .signingRequest
    case ("bitnami.com", "SealedSecret"), ("external-secrets.io", "ExternalSecret"): .sealedSecret
    case ("federation.maistra.io", ServiceMeshPeer.kind): .peer
    default: .other
    }
  }

  /// What trust-manager takes from other places, in words.
  static func sourcesElsewhere(of bundle: Node) -> [String] {
    let spec = bundle["spec"]
    let sources = (spec?["sources"]?.sequence ?? []).flatMap { source in
      [("ConfigMap", source["configMap"]), ("Secret", source["secret"])].compactMap { kind, node in
        node.map { "the \(kind) `\(named($0))`" }
      } + (source["useDefaultCAs"]?.bool == true ? ["the public CAs of its image"] : [])
    }
    let references = (spec?["sourceRefs"]?.sequence ?? []).map {
      "the \($0["kind"]?.string ?? "ConfigMap") `\(named($0))`"
    }
    let isPublic = spec?["defaultCAs"]?["provider"]?.string == "System"
    return (sources + references).map(\.printable) + (isPublic ? ["the public CAs of its image"] : [])
  }

  private static func named(_ source: Node) -> String {
    source["name"]?.string ?? "of a selector"
  }

  /// Nil for an object that is read, or of which nothing can be said.
  init?(_ node: Node) {
    let name = node["metadata"]?["name"]?.string.typeable ?? "NAME"
    let namespace = node.objectNamespace.typeable ?? "NAMESPACE"
    self.name = Self.article(node["kind"]?.string ?? "") + (node["metadata"] == nil ? "" : " `\(name)`")
    switch Self.kind(of: node) {
    case .bundle:
      let elsewhere = Self.sourcesElsewhere(of: node)
      guard !elsewhere.isEmpty else { return nil }
      why = "it takes roots from \(elsewhere.prefix(4).joined(separator: ", ")), which are not in the file"
      let data = Self.targetKey(node)
      command = "kubectl get configmap \(name) -n NAMESPACE -o jsonpath='{.data.\(Self.escaped(data))}' > converted.pem"
    case .kubeconfig:
      why = "its certificates are those of API servers, which sign nothing in a mesh"
      command = "kubectl get configmap istio-ca-root-cert -n NAMESPACE -o yaml > roots.yaml"
    case .certificate:
      let secret = node["spec"]?["secretName"]?.string.typeable ?? "SECRET"
      why = "it only asks for a certificate; what was issued is in the Secret `\(secret)`"
      command = Self.reading("secret", secret, namespace)
    case .issuer:
      guard let secret = node["spec"]?["ca"]?["secretName"]?.string.typeable else { return nil }
      why = "it only names its CA, which is in the Secret `\(secret)`"
      command = Self.reading("secret", secret, node["kind"]?.string == "ClusterIssuer" ? "cert-manager" : namespace)
    case .certificateRequest:
      why = "its answer is base64 of PEM: the certificate under `status.certificate`, and its CA under `status.ca`"
      command =
        "kubectl get certificaterequest \(name) -n \(namespace) -o jsonpath='{.status.ca}' | base64 -d > converted.pem"
    case .signingRequest:
      why = "it holds a chain at most, and never a root; the answer is base64 of PEM under `status.certificate`"
      command = "kubectl get csr \(name) -o jsonpath='{.status.certificate}' | base64 -d > converted.pem"
    case .sealedSecret:
      why = "its content is encrypted or elsewhere, and only its controller makes the Secret of it"
      command = Self.reading("secret", name, namespace)
    case .peer:
      let roots = node["spec"]?["security"]?["certificateChain"]?["name"]?.string.typeable ?? "\(name)-ca-root-cert"
      why = "it only names the roots of the peer, which are in the ConfigMap `\(roots)`"
      command = Self.reading("configmap", roots, namespace)
    case .clusterTrustBundle, .istio, .istioOperator, .other: return nil
    }
  }

  private static func reading(_ kind: String, _ name: String, _ namespace: String) -> String {
    "kubectl get \(kind) \(name) -n \(namespace) -o yaml > \(kind == "secret" ? "secret" : "roots").yaml"
  }

  private static func targetKey(_ bundle: Node) -> String {
    let target = bundle["spec"]?["target"]?["configMap"]
    let key = target?["key"]?.string ?? target?["data"]?.sequence?.lazy.compactMap { $0["key"]?.string }.first
    return key.typeable ?? "KEY"
  }

  /// For jsonpath.
  private static func escaped(_ key: String) -> String { key.replacing(".", with: "\\.") }

  private static func article(_ kind: String) -> String {
    kind == "Config" ? "a kubeconfig" : ("AEIO".contains(kind.prefix(1)) ? "an \(kind)" : "a \(kind)")
  }
}

extension String? {
  /// A name that a shell takes as it stands; nil for any other, which somebody could have chosen to be more than a name.
  fileprivate var typeable: String? {
    flatMap { text in
      let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "-._".contains($0) }
      return isName && !text.isEmpty && !text.hasPrefix("-") ? text : nil
    }
  }
}
