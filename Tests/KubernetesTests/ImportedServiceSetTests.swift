import Diagnostics
import Documents
import Federation
import Kubernetes
import Testing

@Suite struct ImportedServiceSetTests {
  private let text = """
    kind: ImportedServiceSet
    apiVersion: federation.maistra.io/v1
    metadata:
      name: red-mesh #name of mesh that exported the service
      namespace: green-mesh-system #mesh namespace that service is being imported into
    spec:
      domainSuffix: red.example
      importRules: # first matching rule is used
      - type: NameSelector
        importAsLocal: true
        nameSelector:
          namespace: bookinfo
          name: red-ratings
          alias:
            namespace: bookinfo
            name: ratings
      - {type: NameSelector, domainSuffix: other.example, nameSelector: {}}
      locality:
        region: us-west
    status:
      importedServices:
      - exportedName: reviews.red-mesh-bookinfo.svc.green-mesh-exports.local
        localService: {hostname: "", name: "", namespace: ""}
    """

  @Test func readsAndWritesTheManualsExample() throws {
    let set = try #require(read(text).imports)
    #expect(set.metadata.name == "red-mesh")
    #expect(set.domainSuffix == "red.example")
    #expect(set.locality == ImportLocality(region: "us-west"))
    #expect(set.rules.map(\.importAsLocal) == [true, nil])
    #expect(set.rules.map(\.domainSuffix) == [nil, "other.example"])
    #expect(set.rules.last?.nameSelector == NameMapping(NamePattern()))
    #expect(set.importedServices?.map(\.isBlank) == [true])
    #expect(try set.node == documents(text).first?.root)
    #expect(try read(Resource.importedServiceSet(set).content.text).imports == set)
  }

  @Test func resolves() throws {
    let set = try #require(read(text).imports)
    let offered = try #require(OfferedService(host: "red-ratings.bookinfo.svc.green-mesh-exports.local"))
    let resolved = ServiceImports.resolve(
      offered: [offered], rules: set.rules, peer: set.metadata.name,
      importer: .init(controlPlaneNamespace: "green-mesh-system"), domainSuffix: set.domainSuffix,
      locality: set.locality)
    #expect(resolved.imported.map(\.host) == ["ratings.bookinfo.svc.cluster.local"])
    #expect(resolved.imported.map(\.locality?.region) == ["us-west"])
  }

  @Test func fieldsThatAreTakenAwayAreGone() throws {
    var set = try #require(read(text).imports)
    set.locality = nil
    set.domainSuffix = nil
    set.rules = []
    #expect(set.node["spec"]?.mapping?.keys == [])
    #expect(set.node["status"] != nil)
  }

  @Test func aSetOfOurs() throws {
    let mesh = try mesh("green-mesh", in: colours)
    let rule = ImportRule(
      nameSelector: NameMapping(NamePattern(namespace: "b", name: "r"), alias: Alias(namespace: "b")),
      importAsLocal: true)
    let set = ImportedServiceSet(
      fromPeer: "red-mesh", of: mesh, rules: [rule], locality: ImportLocality(region: "us-west"))
    #expect(
      Resource.importedServiceSet(set).content.text == """
        apiVersion: federation.maistra.io/v1
        kind: ImportedServiceSet
        metadata:
          name: red-mesh
          namespace: green-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
        spec:
          importRules:
          - type: NameSelector
            importAsLocal: true
            nameSelector:
              namespace: b
              name: r
              alias:
                namespace: b
          locality:
            region: us-west

        """)
  }

  @Test(arguments: [
    ("localty: {}", "unknown field `spec.localty`"),
    ("locality: {regio: a}", "unknown field `spec.locality.regio`"),
    ("locality: us-west", "`spec.locality` is `us-west` (a string), but should be a mapping"),
    ("importRules: {}", "`spec.importRules` is a mapping, but should be a sequence"),
    (
      "importRules: [{type: NameSelector, importAsLocal: \"true\"}]",
      "`spec.importRules[0].importAsLocal` is `true` (a string), but should be `true` or `false`"
    ),
    ("importRules: [{importAslocl: true}]", "unknown field `spec.importRules[0].importAslocl`"),
  ])
  func faults(spec: String, what: String) throws {
    let error = try readingError(
      "apiVersion: federation.maistra.io/v1\nkind: ImportedServiceSet\nmetadata: {name: a}\nspec: {\(spec)}\n")
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.place?.line == 4)
  }
}
