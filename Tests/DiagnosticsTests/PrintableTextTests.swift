import Diagnostics
import Testing

@Suite struct PrintableTextTests {
  @Test(arguments: [
    ("plain text", "plain text"), ("Grüße, 世界", "Grüße, 世界"), ("a\u{1B}[2Jb", "a\\x1b[2Jb"), ("a\rb", "a\\x0db"),
    ("a\nb", "a\\x0ab"), ("a\r\nb", "a\\x0d\\x0ab"), ("\u{9B}31m", "\\x9b31m"), ("\u{85}", "\\x85"),
    ("\u{202E}gnp", "\\u{202e}gnp"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{2028}", "\\u{2028}"),
    ("\u{7F}", "\\x7f"), ("\u{0}", "\\x00"), ("\u{E0041}", "\\u{e0041}"),
  ])
  func escapesWhatActsOnATerminal(text: String, shown: String) {
    #expect(text.printable == shown)
    #expect(text.printable.printable == shown)
  }

  @Test func keepsLines() {
    #expect("a\n\tb\r\n\u{1B}".printableLines == "a\n\tb\\x0d\n\\x1b")
  }
}
