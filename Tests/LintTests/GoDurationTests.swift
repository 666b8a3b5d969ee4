import Testing

@testable import Lint

@Suite struct GoDurationTests {
  @Test(arguments: [
    ("24h", 86_400), ("1h30m", 5_400), ("0", 0), ("-1s", -1), ("+2m", 120), ("1.5h", 5_400), (".5h", 1_800),
    ("5.s", 5), ("1500ms", 1.5), ("87600h0m0s", 315_360_000),
  ])
  func reads(text: String, seconds: Double) throws {
    #expect(abs(try #require(GoDuration.seconds(text)) - seconds) < 1e-6)
  }

  @Test(arguments: ["", "10y", "90d", "24", "h", ".", ".h", "1h 30m", "1H", "-", "1.2.3h", "20%", "１h"])
  func refuses(text: String) { #expect(GoDuration.seconds(text) == nil) }
}
