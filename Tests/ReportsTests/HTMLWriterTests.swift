import Testing

@testable import Reports

/// Whatever a name, a subject or a finding contains, the page stays the page.
@Suite struct HTMLWriterTests {
  private static let hostile = [
    "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)",
    "</style><img src=x onerror=alert(1)>",
    "\"\u{301} onfocus=alert(1) autofocus x=\"\u{338}", "<\u{338}script>", "&lt;script&gt;", "]]><svg onload=alert(1)>",
    "--><b>", "\u{202E}txt.exe\u{2066}", "\u{0}\u{8}\u{1B}[2J", "Müller & Söhne", "日本語メッシュ", "société « é »",
  ]

  @Test(arguments: hostile)
  func noTextBecomesMarkup(text: String) {
    var html = HTMLWriter()
    html.element(.p, HTMLWriter.Attribute("title", text), text: text)
    let inner = html.document.dropFirst("<!doctype html>\n<p title=\"".count).dropLast("</p>".count)
    // What is left of delimiters is the end of the attribute and of the start tag.
    #expect(inner.unicodeScalars.filter { "<>\"'".unicodeScalars.contains($0) }.map(String.init) == ["\"", ">"])
    #expect(!html.document.unicodeScalars.contains { $0.properties.generalCategory == .format })
    #expect(!html.document.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func lettersOfAllLanguagesStay() {
    var html = HTMLWriter()
    html.element(.p, text: "Größe, réseau, メッシュ")
    #expect(html.document.contains("<p>Größe, réseau, メッシュ</p>"))
  }

  @Test func aLongTextKeepsItsEnds() {
    let name = "a" + String(repeating: "x", count: 10_000) + "z"
    let short = HTMLWriter.shortened(name)
    #expect(short.count == HTMLWriter.longest + 1 && short.first == "a" && short.last == "z")
    #expect(HTMLWriter.shortened("日本語", to: 3) == "日本語")
  }

  @Test func thePolicyAllowsTheStyleAndNothingElse() {
    let policy = PageStyle.policy
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(!policy.contains("script-src") && !policy.contains("unsafe"))
  }
}
