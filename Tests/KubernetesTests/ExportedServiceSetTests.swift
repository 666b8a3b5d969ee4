import Diagnostics
import Documents
import Federation
import Kubernetes
import Testing

@Suite struct ExportedServiceSetTests {
  private let text = """
    kind: ExportedServiceSet
    apiVersion: federation.maistra.io/v1
    metadata:
      name: green-mesh
      namespace: red-mesh-system
    spec:
      exportRules:
      # export ratings.mesh-x-bookinfo as ratings.bookinfo
      - type: NameSelector
        nameSelector:
          namespace: red-mesh-bookinfo
          name: red-ratings
          alias:
            namespace: bookinfo
            name: ratings
      - type: LabelSelector
        labelSelector:
          namespace: red-mesh-bookinfo
          selector:
            matchLabels:
              export-service: "true"
            matchExpressions:
            - {key: tier, operator: NotIn, values: [internal]}
          aliases:
          - namespace: "*"
            name: "*"
            alias:
              namespace: bookinfo
    status:
      exportedServices:
      - exportedName: ratings.bookinfo.svc.green-mesh-exports.local
        localService:
          hostname: red-ratings.red-mesh-bookinfo.svc.cluster.local
          name: red-ratings
          namespace: red-mesh-bookinfo
    """

  @Test func readsTheManualsExample() throws {
    let set = try #require(read(text).exports)
    #expect(set.metadata.name == "green-mesh")
    #expect(set.metadata.namespace == "red-mesh-system")
    #expect(set.rules.count == 2)
    #expect(set.rules.map(\.fault) == [nil, nil])
    #expect(
      set.rules.first?.nameSelector
        == NameMapping(
          NamePattern(namespace: "red-mesh-bookinfo", name: "red-ratings"),
          alias: Alias(namespace: "bookinfo", name: "ratings")))
    let label = try #require(set.rules.last?.labelSelector)
    #expect(label.selector.matchLabels == ["export-service": "true"])
    #expect(label.selector.matchExpressions == [.init(key: "tier", operation: "NotIn", values: ["internal"])])
    #expect(label.aliases == [NameMapping(NamePattern(namespace: "*", name: "*"), alias: Alias(namespace: "bookinfo"))])
  }

  @Test func readsTheStatus() throws {
    let set = try #require(read(text).exports)
    let resolved = ServiceExports.resolve(
      services: [LocalService(ServiceName(namespace: "red-mesh-bookinfo", name: "red-ratings"))], rules: set.rules,
      peer: set.metadata.name, controlPlaneNamespace: "red-mesh-system")
    #expect(set.exportedServices == resolved.mappings)
    #expect(set.node["status"] == resolved.status)
  }

  @Test func isWrittenAsItWasRead() throws {
    let set = try #require(read(text).exports)
    #expect(try set.node == documents(text).first?.root)
    #expect(try read(Resource.exportedServiceSet(set).content.text).exports == set)
  }

  @Test func changedRulesAreWrittenAnew() throws {
    var set = try #require(read(text).exports)
    set.rules.removeFirst()
    #expect(set.node["spec"]?["exportRules"]?.sequence?.count == 1)
    let again = try #require(read(Resource.exportedServiceSet(set).content.text).exports)
    #expect(again.rules == set.rules)
    set.rules = []
    #expect(set.node["spec"]?["exportRules"] == nil)
  }

  @Test func aSetOfOurs() throws {
    let mesh = try mesh(in: colours)
    let rule = ExportRule(NameMapping(NamePattern(namespace: "b", name: "*"), alias: Alias(namespace: "c")))
    let set = ExportedServiceSet(toPeer: "green-mesh", of: mesh, rules: [rule])
    #expect(
      Resource.exportedServiceSet(set).content.text == """
        apiVersion: federation.maistra.io/v1
        kind: ExportedServiceSet
        metadata:
          name: green-mesh
          namespace: red-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
        spec:
          exportRules:
          - type: NameSelector
            nameSelector:
              namespace: b
              name: "*"
              alias:
                namespace: c

        """)
    #expect(set.exportedServices == nil)
  }

  @Test(arguments: [
    ("nameSelectr: {}", "unknown field `spec.exportRules[0].nameSelectr`"),
    ("nameSelector: {names: a}", "unknown field `spec.exportRules[0].nameSelector.names`"),
    ("nameSelector: {aliases: {}}", "unknown field `spec.exportRules[0].nameSelector.aliases`"),
    ("nameSelector: ratings", "`spec.exportRules[0].nameSelector` is `ratings` (a string), but should be a mapping"),
    (
      "labelSelector: {selector: {matchLabels: {a: true}}}",
      "`spec.exportRules[0].labelSelector.selector.matchLabels.a` is `true` (a boolean), but should be a string"
    ),
    (
      "labelSelector: {selector: {matchExpressions: [{operator: In}]}}",
      "`spec.exportRules[0].labelSelector.selector.matchExpressions[0].key` is missing"
    ),
  ])
  func faults(rule: String, what: String) throws {
    let error = try readingError(
      """
      apiVersion: federation.maistra.io/v1
      kind: ExportedServiceSet
      metadata: {name: green-mesh}
      spec: {exportRules: [{type: NameSelector, \(rule)}]}
      """)
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.place?.line == 4)
  }

  @Test func aRuleMayBeMalformedForTheControlPlaneAndStillBeRead() throws {
    let set = try #require(
      read(
        "{apiVersion: federation.maistra.io/v1, kind: ExportedServiceSet, metadata: {name: a}, "
          + "spec: {exportRules: [{}, {type: Other}, {type: LabelSelector, nameSelector: {}}]}}"
      ).exports)
    #expect(set.rules.map { $0.fault == nil } == [false, false, false])
  }
}
