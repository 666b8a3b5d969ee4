import Cryptography
import Federation
import Kubernetes
import Testing
import X509

@testable import Lint

extension ManifestTexts {
  /// The manifests of two meshes of the Sail operator, and nothing wrong. Red's service `ratings` is used by green.
  static func istio() throws -> ManifestTexts { try sail.get() }

  private static let sail = Result { () throws -> ManifestTexts in
    var files = try written(
      """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        roots: per-mesh
        meshes:
        - name: red-mesh
          peers: [green-mesh]
          controlPlane: {name: red, flavour: sail, version: v1.30.1}
          cluster: {name: red-cluster, network: red-network}
          ingressAddresses: {green-mesh: [eastwest.red.example.com]}
          exports:
            green-mesh:
            - {namespace: bookinfo, name: ratings, serviceAccounts: [ratings], ports: [{number: 9080, name: http}]}
        - name: green-mesh
          controlPlane: {name: green, flavour: sail, version: v1.30.1}
          cluster: {name: green-cluster, network: green-network}
          ingressAddresses: {red-mesh: [eastwest.green.example.com]}
          imports:
            red-mesh: {rules: [{namespace: bookinfo, name: ratings, clients: [bookinfo/reviews]}]}
      """, Authorities.fixed.get())
    files.texts = Dictionary(
      uniqueKeysWithValues: files.texts.filter { !$0.key.hasSuffix("patch.json") && !$0.key.hasSuffix(".sh") }.map {
        (Self.shortIstio($0.key), $0.value)
      })
    files.facts.before = try files.documents()
    return files
  }

  private static func shortIstio(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    let mesh = parts[0].prefix { $0 != "-" }
    let name = parts.last ?? ""
    if name.hasPrefix("secret") { return "\(mesh)/cacerts.yaml" }
    let kind = name.prefix { $0 != "-" && $0 != "." }
    return "\(mesh)/\(kind == "configmap" ? "roots" : String(kind)).yaml"
  }
}

extension LintCase {
  /// A change to the clean manifests of Istio.
  init(istio code: String, _ change: @escaping @Sendable (inout ManifestTexts) throws -> Void) {
    self.init(code) { files in
      files = try ManifestTexts.istio()
      try change(&files)
    }
  }

  /// Changes one text of one file.
  init(istio code: String, _ file: String, _ old: String, _ new: String) {
    self.init(istio: code) { try $0.replace(file, old, new) }
  }
}
