import Diagnostics
import Documents
import Testing

@Suite struct CoreSchemaTests {
  @Test(arguments: [
    "yes", "no", "on", "off", "y", "n", "Yes", "NO", "nULL", "tRUE", "+", ".", "..", "1_000", "12:30", "0b101",
    "0x", "0o", "0xg", "0o8", "0x-1", "0o+1", "-0x1", "1e", "1e+", ".e1", "+.e3", "1.2.3", "0.0.0.0", "2024-01-01",
    ".info", "-.infinity", "+.nan", "nan", "inf", "1 2", "10Mi", "v2.5", "None", "~a",
  ])
  func strings(_ text: String) throws {
    #expect(try read(text).content == .string(text))
  }

  @Test(arguments: [
    ("0", 0), ("-1", -1), ("+7", 7), ("007", 7), ("0777", 777), ("0o17", 15), ("0x1F", 31), ("0xff", 255),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
  ])
  func integers(_ text: String, _ value: Int64) throws {
    #expect(try read(text).content == .integer(value))
  }

  @Test(arguments: [
    "1.0", "-0.5", ".5", "5.", "+1.5e10", "1e3", "1E-3", ".inf", "-.Inf", "+.INF", ".nan", ".NaN",
    "9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFFFF", "0o7777777777777777777777777",
  ])
  func decimals(_ text: String) throws {
    #expect(try read(text).content == .decimal(text))
  }

  @Test(arguments: ["null", "Null", "NULL", "~"]) func nulls(_ text: String) throws {
    #expect(try read("[\(text)]").sequence?.first?.content == .null)
  }

  @Test(arguments: [("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false)])
  func booleans(_ text: String, _ value: Bool) throws {
    #expect(try read(text).content == .bool(value))
  }

  @Test(arguments: ["'5'", "\"5\"", "! 5", "!!str 5", "|-\n  5"]) func quotesMakeStrings(_ text: String) throws {
    #expect(try read(text).content == .string("5"))
  }

  @Test func tagsOfTheCoreSchema() throws {
    let node = try read(
      "[!!int '5', !!float 5, !!bool 'true', !!null '', !!str null, !!seq [], !!map {}, !!int 99999999999999999999]")
    #expect(
      node.sequence?.map(\.content) == [
        .integer(5), .decimal("5"), .bool(true), .null, .string("null"), .sequence([]), .mapping(Mapping()),
        .decimal("99999999999999999999"),
      ])
  }

  @Test(arguments: [
    "!!binary aGk=", "!!timestamp 2024-01-01", "!!set {a}", "!!omap []", "!local x", "!Ref {a: 1}", "!<tag:a.b,1:c> x",
    "!Sub []", "!!int abc", "!!int 1.5", "!!int 1e3", "!!bool yes", "!!null a", "!!float abc", "!!map []", "!!seq {}",
    "!!str []", "!!int {}", "!!map a", "!!seq a", "!!merge a",
  ])
  func refusedTags(_ text: String) throws {
    #expect(failure("a:\n  b: \(text)\n")?.short == "MT-DOC-10 2:6")
  }

  @Test func tagsAreNamedAsWritten() {
    #expect(failure("!!binary aGk=")?.diagnostic.what == "tag `!!binary` is not supported")
    #expect(failure("!Ref a")?.diagnostic.what == "tag `!Ref` is not supported")
    #expect(failure("!!int abc")?.diagnostic.what == "tag `!!int` does not fit `abc`")
  }
}
