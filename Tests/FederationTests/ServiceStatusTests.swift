import Documents
import Federation
import Testing

/// The manual's example of 1.18.11 and 1.18.12, from the Services to both statuses.
@Suite struct ServiceStatusTests {
  private let leaving = exports(
    [byName("red-mesh-bookinfo/ratings => bookinfo/red-ratings"), byName("red-mesh-bookinfo/reviews")],
    [service("red-mesh-bookinfo/reviews"), service("red-mesh-bookinfo/ratings"), service("red-mesh-bookinfo/details")])

  private var arriving: ServiceImports {
    ServiceImports.resolve(
      offered: leaving.offered, rules: [taking("bookinfo/red-ratings => bookinfo/ratings", local: false)],
      peer: "red-mesh", importer: .init(controlPlaneNamespace: "green-mesh-system"))
  }

  @Test func exportedServices() {
    #expect(
      String(decoding: YAMLWriter.write([leaving.status]), as: UTF8.self) == """
        exportedServices:
        - exportedName: red-ratings.bookinfo.svc.green-mesh-exports.local
          localService:
            hostname: ratings.red-mesh-bookinfo.svc.cluster.local
            name: ratings
            namespace: red-mesh-bookinfo
        - exportedName: reviews.red-mesh-bookinfo.svc.green-mesh-exports.local
          localService:
            hostname: reviews.red-mesh-bookinfo.svc.cluster.local
            name: reviews
            namespace: red-mesh-bookinfo

        """)
  }

  @Test func importedServices() {
    #expect(
      String(decoding: YAMLWriter.write([arriving.status]), as: UTF8.self) == """
        importedServices:
        - exportedName: red-ratings.bookinfo.svc.green-mesh-exports.local
          localService:
            hostname: ratings.bookinfo.svc.red-mesh-imports.local
            name: ratings
            namespace: bookinfo
        - exportedName: reviews.red-mesh-bookinfo.svc.green-mesh-exports.local
          localService:
            hostname: ""
            name: ""
            namespace: ""

        """)
    #expect(arriving.mappings.map(\.isBlank) == [false, true])
  }

  @Test func nothingIsAnEmptyList() {
    #expect(exports([], []).status["exportedServices"]?.sequence == [])
    #expect(imports([], []).status["importedServices"]?.sequence == [])
  }

  @Test func routesJoinBothSides() throws {
    let routes = ServiceRoute.join(leaving, arriving)
    #expect(routes.map(\.service.name.name) == ["details", "ratings", "reviews"])
    #expect(routes.map(\.host) == [nil, "ratings.bookinfo.svc.red-mesh-imports.local", nil])
    #expect(routes.map { $0.exported?.rule } == [nil, 0, 1])
    #expect(routes.first?.end == .withheld(.noRule))
    #expect(routes.last?.end == .declined(.noRule))
  }

  @Test func aStatusThatAgrees() {
    let live = leaving.mappings
    #expect(MappingDifference.all(resolved: live, live: live).isEmpty)
    #expect(MappingDifference.all(resolved: live, live: live.reversed()).isEmpty)
    #expect(MappingDifference.all(resolved: [], live: []).isEmpty)
  }

  @Test func aStatusThatDiffers() throws {
    let resolved = leaving.mappings
    let (ratings, reviews) = (resolved[0], resolved[1])
    #expect(MappingDifference.all(resolved: resolved, live: [ratings]) == [.missing(reviews)])
    #expect(MappingDifference.all(resolved: [reviews], live: resolved) == [.unexpected(ratings)])
    var moved = ratings
    moved.local.namespace = "elsewhere"
    let changed = MappingDifference.all(resolved: resolved, live: [reviews, moved])
    #expect(changed == [.changed(resolved: ratings, live: moved)])
    #expect(changed.map(\.exportedName) == [ratings.exportedName])
    #expect(
      MappingDifference.all(resolved: resolved, live: resolved + [reviews])
        == [.repeated(exportedName: reviews.exportedName, count: 2)])
    #expect(MappingDifference.all(resolved: [], live: [ratings, ratings]).count == 2)
  }

  @Test func anUnimportedServiceInTheStatusIsADifference() {
    let resolved = imports([taking("-/-")], ["b/x"]).mappings
    let live = imports([], ["b/x"]).mappings
    #expect(MappingDifference.all(resolved: resolved, live: live).count == 1)
  }
}
