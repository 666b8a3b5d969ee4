import Testing
import X509

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:34:56Z", 951_827_696), ("2026-11-23", 1_795_392_000),
    ("1969-12-31T23:59:59Z", -1), ("2038-01-19T03:14:08+00:00", 2_147_483_648),
    ("2026-01-01T02:00:00+02:00", 1_767_225_600), ("9999-12-31T23:59:59Z", 253_402_300_799),
  ])
  func readsWhatRFC3339Allows(text: String, seconds: Int64) throws {
    #expect(try Timestamp(text).seconds == seconds)
  }

  @Test(arguments: [
    "", "now", "2026-13-01", "2026-02-30", "2025-02-29", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2016-12-31T23:59:60Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+25:00", "2026-1-1", "2026-01-01 ",
    "２０２６-01-01", "2026-01-01T00:00:00ZZ", "+2026-01-01", "2026-01-01T00:00:00+0200",
  ])
  func refusesWhatIsNoTime(text: String) {
    #expect(throws: X509Error.unreadableTime(text)) { try Timestamp(text) }
  }

  /// From the first day of the year 0 to the last of the year 9999, which is all that has four digits.
  @Test func everyDayComesBackAsItself() throws {
    for day in stride(from: Int64(-719_528), through: 2_932_896, by: 997) {
      let moment = Timestamp(seconds: day * 86_400 + 45_296)
      #expect(moment.day.count == 10)
      #expect(try Timestamp(moment.description) == moment)
    }
  }

  @Test(arguments: ["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.999999999+00:00", "2026-01-01T01:00:00.0+01:00"])
  func fractionsAreCutOff(text: String) throws {
    #expect(try Timestamp(text).description == "2026-01-01T00:00:00Z")
  }

  @Test(arguments: [
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.5", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00.5x",
  ])
  func brokenFractionsAreRefused(text: String) {
    #expect(throws: X509Error.unreadableTime(text)) { try Timestamp(text) }
  }

  @Test func momentsAreOrderedAndMoved() throws {
    let moment = try Timestamp("2026-01-01")
    #expect(moment - 1 < moment && moment < moment + 1)
    #expect((moment + 86_400).day == "2026-01-02")
    #expect((moment - 1).description == "2025-12-31T23:59:59Z")
  }
}
