import Federation
import Testing

@Suite struct ImportLocalityTests {
  @Test(arguments: [
    (ImportLocality(region: "r"), "r"),
    (ImportLocality(region: "r", zone: "z"), "r/z"),
    (ImportLocality(region: "r", zone: "z", subzone: "s"), "r/z/s"),
    (ImportLocality(region: "r", zone: "", subzone: ""), "r"),
  ])
  func whole(given: ImportLocality, path: String) {
    #expect(given.locality?.path == path)
    #expect(!given.isDropped)
    let resolved = imports([taking("-/-"), taking("b/- => b/-", local: true)], ["a/b"], locality: given)
    #expect(resolved.imported.map(\.locality?.path) == [path])
  }

  @Test(arguments: [
    ImportLocality(zone: "z"), ImportLocality(subzone: "s"), ImportLocality(zone: "z", subzone: "s"),
    ImportLocality(region: "r", subzone: "s"), ImportLocality(region: "", zone: "z"),
  ])
  func withGapsItIsDropped(given: ImportLocality) {
    #expect(given.locality == nil)
    #expect(given.isDropped)
    #expect(imports([], [], locality: given).localityIsDropped)
  }

  @Test func nothingGivenIsNothingDropped() {
    #expect(ImportLocality().locality == nil)
    #expect(!ImportLocality().isDropped)
    #expect(imports([], []).locality == nil)
    #expect(!imports([], []).localityIsDropped)
  }
}
