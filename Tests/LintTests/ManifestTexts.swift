import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Synchronization
import SystemPackage
import Testing
import X509

@testable import Lint

/// The manifests of two meshes, as text that tests can change: everything that is known of both, and nothing wrong.
struct ManifestTexts: Sendable {
  var texts: [String: String]
  var facts: Facts

  /// Red exports two services to green, and one of them fails over there.
  static func pair() throws -> ManifestTexts { try standard.get() }

  /// The same, of other authorities or with more in federation.yaml.
  static func pair(
    _ authorities: Authorities? = nil, red: String = "", green: String = "", roots: String = "per-mesh"
  ) throws -> ManifestTexts {
    let authorities = try authorities ?? Authorities.fixed.get()
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        roots: \(roots)
        meshes:
        - {name: red-mesh, peers: [green-mesh], controlPlane: {version: v2.5}\(red)}
        - {name: green-mesh, controlPlane: {version: v2.5}\(green)}
      """
    let federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
    var files = ManifestTexts(texts: services, facts: Facts(now: now))
    for (name, own, peer, other) in [
      ("red-mesh", authorities.red, "green-mesh", authorities.green),
      ("green-mesh", authorities.green, "red-mesh", authorities.red),
    ] {
      let material = MeshMaterial(
        rootsByPeer: [peer: [other.root.certificate]], ownRoots: [own.root.certificate],
        intermediate: own.intermediate.certificate, chain: [own.intermediate.certificate],
        intermediateKey: try own.intermediate.keyText,
        generations: MeshMaterial.Generations(ownRoots: [1], intermediate: 1))
      let set = try ManifestSet(mesh: #require(federation.mesh(named: name)), material: material)
      for file in set.files {
        files.texts["\(name.prefix { $0 != "-" })/\(short(file.path.string))"] = file.content.text
      }
      let chain = [
        try other.intermediate.leaf(
          "spiffe://\(peer).local/ns/\(peer)-system/sa/egress-\(name)-service-account"),
        other.intermediate.certificate,
      ]
      try files.facts.presentedChains.append(#require(PresentedChain(chain)))
    }
    files.facts.restarts = [
      "istiod", "ingress-green-mesh", "egress-green-mesh", "ingress-red-mesh", "egress-red-mesh",
    ]
    files.facts.localRegion = "us-west"
    files.facts.platform = "gcp"
    files.facts.before = try files.documents()
    return files
  }

  /// What is written for the two meshes of a federation.yaml, and nothing else.
  static func written(_ text: String, _ authorities: Authorities) throws -> ManifestTexts {
    let federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
    var files = ManifestTexts(texts: [:], facts: Facts(now: now))
    for (name, own, peer, other) in [
      ("red-mesh", authorities.red, "green-mesh", authorities.green),
      ("green-mesh", authorities.green, "red-mesh", authorities.red),
    ] {
      let material = MeshMaterial(
        rootsByPeer: [peer: [other.root.certificate]], ownRoots: [own.root.certificate],
        intermediate: own.intermediate.certificate, chain: [own.intermediate.certificate],
        intermediateKey: try own.intermediate.keyText,
        generations: MeshMaterial.Generations(ownRoots: [1], intermediate: 1))
      let set = try ManifestSet(mesh: #require(federation.mesh(named: name)), material: material)
      for file in set.files where file.path.string != "kustomization.yaml" {
        files.texts["\(name)/\(file.path.string)"] = file.content.text
      }
    }
    return files
  }

  private static func short(_ name: String) -> String {
    if name.hasPrefix("configmap") { return "roots.yaml" }
    if name.hasPrefix("servicemeshpeer") { return "peer.yaml" }
    if name.hasPrefix("servicemeshcontrolplane") { return "plane.yaml" }
    return name.hasPrefix("secret") ? "cacerts.yaml" : name
  }

  /// Replaces a text that must be there, everywhere in a file.
  mutating func replace(_ file: String, _ old: String, _ new: String) throws {
    let text = try #require(texts[file])
    #expect(text.contains(old), "`\(old)` is not in \(file)")
    texts[file] = text.replacing(old, with: new)
  }

  func documents() throws -> [Document] {
    try texts.sorted { $0.key < $1.key }.flatMap { name, text in try Self.read(text, name) }
  }

  /// Hundreds of cases change one file and leave the others: each text is read once.
  private static func read(_ text: String, _ name: String) throws -> [Document] {
    let key = "\(name)\n\(text)"
    if let documents = known.withLock({ $0[key] }) { return documents }
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: name)
    known.withLock { $0[key] = documents }
    return documents
  }

  private static let known = Mutex<[String: [Document]]>([:])
  private static let standard = Result { try pair(nil) }

  func inventory() throws -> Inventory { Inventory(documents: try documents(), facts: facts) }

  func lint() throws -> LintReport { Linter.lint(try inventory()) }
}

extension FileContent {
  /// The bytes as text; only tests may look.
  var text: String {
    switch self {
    case .plain(let bytes): String(decoding: bytes, as: UTF8.self)
    case .secret(let secret): secret.withBytes { bytes in unsafe String(decoding: bytes, as: UTF8.self) }
    }
  }
}

extension LintReport {
  /// The codes of the findings, without `MT-`.
  var codes: [String] { findings.map { String($0.code.rawValue.dropFirst(3)) } }

  /// The findings of a code, without `MT-`.
  func of(_ code: String) -> [Finding] { findings.filter { $0.code.rawValue == "MT-" + code } }

  /// The needs of a code, without `MT-`.
  func needs(_ code: String) -> [Need] { unchecked.filter { $0.code.rawValue == "MT-" + code }.map(\.need) }
}

extension ManifestTexts {
  private static let services = [
    "red/roll.yaml": roll("red-mesh-system"), "green/roll.yaml": roll("green-mesh-system"),
    "red/services.yaml": service("ratings") + "---\n" + service("details"), "green/services.yaml": service("ratings"),
    "red/exports.yaml": """
    apiVersion: federation.maistra.io/v1
    kind: ExportedServiceSet
    metadata:
      name: green-mesh
      namespace: red-mesh-system
    spec:
      exportRules:
      - type: NameSelector
        nameSelector:
          namespace: bookinfo
          name: ratings
      - type: LabelSelector
        labelSelector:
          namespace: bookinfo
          selector:
            matchLabels:
              app: details
          aliases:
          - namespace: bookinfo
            name: details
            alias:
              namespace: books

    """,
    "green/imports.yaml": """
    apiVersion: federation.maistra.io/v1
    kind: ImportedServiceSet
    metadata:
      name: red-mesh
      namespace: green-mesh-system
    spec:
      locality:
        region: us-east
      importRules:
      - type: NameSelector
        importAsLocal: true
        nameSelector:
          namespace: bookinfo
          name: ratings
          alias:
            namespace: bookinfo
            name: ratings
      - type: NameSelector
        importAsLocal: false
        nameSelector:
          namespace: books
          name: details

    """,
    "green/rule.yaml": """
    apiVersion: networking.istio.io/v1beta1
    kind: DestinationRule
    metadata:
      name: ratings-failover
      namespace: bookinfo
    spec:
      host: ratings.bookinfo.svc.cluster.local
      trafficPolicy:
        loadBalancer:
          localityLbSetting:
            enabled: true
            failover:
            - from: us-west
              to: us-east
        outlierDetection:
          consecutive5xxErrors: 3
        tls:
          mode: ISTIO_MUTUAL
          subjectAltNames:
          - spiffe://green-mesh.local/ns/bookinfo/sa/ratings
          - spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account

    """,
  ]

  private static func roll(_ namespace: String) -> String {
    """
    apiVersion: maistra.io/v1
    kind: ServiceMeshMemberRoll
    metadata:
      name: default
      namespace: \(namespace)
    spec:
      members:
      - bookinfo

    """
  }

  private static func service(_ name: String) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: \(name)
      namespace: bookinfo
      labels:
        app: \(name)
    spec:
      ports:
      - name: http
        port: 9080
      selector:
        app: \(name)

    """
  }
}
