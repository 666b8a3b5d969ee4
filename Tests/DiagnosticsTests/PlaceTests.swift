import Diagnostics
import Testing

@Suite struct PlaceTests {
  @Test(arguments: [
    (Place(file: "a.yaml", line: 7, column: 3), "a.yaml:7:3"), (Place(file: "a.yaml", line: 7), "a.yaml:7"),
    (Place(file: "a.yaml"), "a.yaml"), (Place(file: "-", line: 1, column: 2), "standard input:1:2"),
    (Place(file: "a.yaml", column: 3), "a.yaml"), (Place(), ""),
  ])
  func readsAsEditorsWriteIt(place: Place, text: String) {
    #expect(place.description == text)
  }
}
