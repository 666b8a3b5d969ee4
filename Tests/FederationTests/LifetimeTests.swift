import Federation
import Testing

@Suite struct LifetimeTests {
  static let readable: [(text: String, seconds: Int64)] = [
    ("90d", 7_776_000), ("24h", 86_400), ("10y", 315_360_000), ("30m", 1800), ("1h30m", 5400), ("1s", 1),
    ("87600h", 315_360_000), ("24h0m0s", 86_400), ("250y", 7_884_000_000), ("1y1d", 31_622_400),
  ]

  @Test(arguments: readable)
  func reads(text: String, seconds: Int64) {
    #expect(Lifetime(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "h", "24", "24 h", "-1h", "1.5h", "0h", "0s0m", "251y", "250y1s", "99999999999999999999h",
    "9223372036854775807y",
    "1w", "24H", "1h30", "\u{661}h",
  ])
  func refuses(text: String) {
    #expect(Lifetime(text) == nil)
  }

  @Test(arguments: [
    ("90d", "90d", "2160h"), ("24h", "24h", "24h"), ("1d", "24h", "24h"), ("10y", "10y", "87600h"),
    ("365d", "1y", "8760h"),
    ("90m", "1h30m", "1h30m"), ("45s", "45s", "45s"), ("36h", "36h", "36h"), ("48h", "2d", "48h"),
    ("61h", "2d13h", "61h"),
  ])
  func prints(text: String, words: String, goText: String) throws {
    let lifetime = try #require(Lifetime(text))
    #expect(lifetime.description == words)
    #expect(lifetime.goText == goText)
    #expect(Lifetime(words) == lifetime)
    #expect(Lifetime(goText) == lifetime)
  }

  @Test func compares() throws {
    let (day, week) = (try #require(Lifetime("24h")), try #require(Lifetime("7d")))
    #expect(day < week)
    #expect(day == Lifetime(seconds: 86_400))
  }
}
