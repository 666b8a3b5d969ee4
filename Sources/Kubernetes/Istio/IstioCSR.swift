import Cryptography
import Documents
public import Federation
import Files
import SPIFFE
import SystemPackage
import X509

/// cert-manager's istio-csr, which signs instead of istiod: an issuer with the mesh's intermediate, the file of roots, and
/// its own configuration for Helm and for OpenShift's operator.
///
/// The file of roots is what makes a root change with overlap possible: without it, istio-csr replaces the old root by the
/// new one at once. Source: cert-manager/istio-csr 0.17, deploy/charts/istio-csr and pkg/tls; openshift
/// cert-manager-operator, IstioCSR.
public enum IstioCSR {
  /// Where proxies reach it.
  static let address = "cert-manager-istio-csr.cert-manager.svc:443"
  /// The namespace of cert-manager and istio-csr.
  public static let namespace = "cert-manager"
  /// The Secret of the issuer, and the issuer itself.
  public static let issuer = "istio-csr-issuer"
  /// The file with the Secret, in a mesh's folder.
  public static let secretFile = "secret-\(issuer).yaml"
  /// Where the file of roots is mounted.
  private static let mount = "/var/run/secrets/istio-csr"
  /// The file with the values of its chart.
  static let values: FilePath = "istio-csr/values.yaml"
  /// The file with OpenShift's resource.
  static let resource: FilePath = "istio-csr/istiocsr.yaml"

  /// The ConfigMap with the roots of a mesh.
  static func rootConfigMap(of mesh: Mesh) -> String { "\(mesh.name)-roots" }

  /// The file with its roots, in a mesh's folder: a ConfigMap, or what trust-manager makes one of.
  public static func rootsFile(of mesh: Mesh) -> String {
    (mesh.trustManager == .none ? "configmap-" : "bundle-") + rootConfigMap(of: mesh) + ".yaml"
  }

  /// The objects that are applied with the folder; the ConfigMap of roots unless trust-manager writes it.
  static func objects(_ mesh: Mesh, _ roots: [Certificate]) -> [(file: String, resource: Resource)] {
    let issuer = KubernetesObject(
      "cert-manager.io/v1", "Issuer", Self.issuer, mesh.namespace,
      spec: [("ca", .mapping([("secretName", .string(Self.issuer))]))])
    var objects: [(file: String, resource: Resource)] = [("issuer-\(Self.issuer).yaml", .other(issuer.node))]
    if mesh.trustManager == .none {
      let name = rootConfigMap(of: mesh)
      let map = ConfigMap(
        metadata: ObjectMetadata(name: name, namespace: namespace, labels: ManifestSet.managedBy),
        data: [ConfigMap.rootKey: PEM.write(roots)])
      objects.append(("configmap-\(name).yaml", .configMap(map)))
    }
    return objects
  }

  /// The issuer's Secret: the chain that it presents, its key and its root.
  static func secret(_ mesh: Mesh, _ material: MeshMaterial) -> Secret? {
    guard let key = material.intermediateKey else { return nil }
    return Secret(
      metadata: ObjectMetadata(
        name: issuer, namespace: mesh.namespace, labels: ManifestSet.managedBy,
        annotations: [
          Annotation.intermediateGeneration: String(material.generations.intermediate),
          Annotation.intermediateFingerprint: material.intermediate.fingerprint,
        ]),
      type: "kubernetes.io/tls",
      data: [
        "tls.crt": SecretBytes(copying: PEM.write(material.presentedChain).utf8), "tls.key": key,
        "ca.crt": SecretBytes(copying: PEM.write(root(of: material)).utf8),
      ])
  }

  /// The root that the issuer presents: the one that it signs below.
  static func root(of material: MeshMaterial) -> [Certificate] {
    let signing = material.ownRoots.first { root in
      (material.chain.last ?? material.intermediate).issuer == root.subject
    }
    return (signing ?? material.ownRoots.first).map { [$0] } ?? []
  }

  /// Its configuration, which is not applied with the folder.
  static func files(_ mesh: Mesh) -> [OutputFile] {
    [
      OutputFile(
        path: values,
        content: .plain(
          YAMLWriter.write(
            [.mapping(chartValues(mesh))],
            comments: [["Values for the chart cert-manager-istio-csr: helm upgrade … -f values.yaml"]]))),
      OutputFile(
        path: resource,
        content: .plain(
          YAMLWriter.write(
            [openShift(mesh)],
            comments: [["For OpenShift's cert-manager operator, instead of the chart: oc apply -f istiocsr.yaml"]]))),
    ]
  }

  private static func chartValues(_ mesh: Mesh) -> Mapping {
    var values = Mapping()
    values.set(["app", "tls", "trustDomain"], to: .string(mesh.trustDomain.name))
    values.set(["app", "tls", "rootCAFile"], to: .string("\(mount)/\(ConfigMap.rootKey)"))
    values.set(["app", "server", "clusterID"], to: mesh.cluster.name.map { .string($0) })
    if mesh.dataPlane == .ambient {
      // Without it istio-csr refuses what ztunnel requests for others (I-55).
      values.set(["app", "server", "caTrustedNodeAccounts"], to: .string("\(mesh.namespace)/ztunnel"))
    }
    values.set(["app", "istio", "namespace"], to: .string(mesh.namespace))
    values.set(["app", "istio", "revisions"], to: .sequence([.string(mesh.controlPlane.name)]))
    values.set(["app", "certmanager", "namespace"], to: .string(mesh.namespace))
    for (key, value) in [("name", issuer), ("kind", "Issuer"), ("group", "cert-manager.io")] {
      values.set(["app", "certmanager", "issuer", key], to: .string(value))
    }
    values.set(
      "volumes",
      to: .sequence([
        .mapping([
          ("name", .string("root")),
          ("configMap", .mapping([("name", .string(rootConfigMap(of: mesh)))])),
        ])
      ]))
    values.set(
      "volumeMounts",
      to: .sequence([.mapping([("name", .string("root")), ("mountPath", .string(mount))])]))
    return values
  }

  /// The operator takes one resource, of this name.
  static func openShift(_ mesh: Mesh) -> Node {
    var config = Mapping()
    for (key, value) in [("name", issuer), ("kind", "Issuer"), ("group", "cert-manager.io")] {
      config.set(["certManager", "issuerRef", key], to: .string(value))
    }
    for (key, value) in [
      ("name", rootConfigMap(of: mesh)), ("namespace", namespace), ("key", ConfigMap.rootKey),
    ] {
      config.set(["certManager", "istioCACertificate", key], to: .string(value))
    }
    config.set(["istiodTLSConfig", "trustDomain"], to: .string(mesh.trustDomain.name))
    config.set(["istio", "namespace"], to: .string(mesh.namespace))
    config.set(["istio", "revisions"], to: .sequence([.string(mesh.controlPlane.name)]))
    config.set(["server", "clusterID"], to: mesh.cluster.name.map { .string($0) })
    return KubernetesObject(
      "operator.openshift.io/v1alpha1", "IstioCSR", "default", mesh.namespace,
      spec: [("istioCSRConfig", .mapping(config))]
    ).node
  }
}
