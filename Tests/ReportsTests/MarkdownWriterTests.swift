import Testing

@testable import Reports

@Suite struct MarkdownWriterTests {
  @Test func wordsStayWords() {
    #expect(
      MarkdownWriter.escaped("<script>*x* [a](http://b) | #1 @anna")
        == "&lt;script&gt;\\*x\\* \\[a\\]\\(http\\://b\\) \\| \\#1 @<!-- -->anna")
    #expect(MarkdownWriter.escaped("a\nb\u{202E}") == "a\\\\x0ab\\\\u\\{202e\\}")
  }

  @Test func codeIsClosedByItsOwnFence() {
    #expect(MarkdownWriter.code("red") == "`red`")
    #expect(MarkdownWriter.code("a``b`c") == "```a``b`c```")
    #expect(MarkdownWriter.code("`x") == "`` `x ``")
    #expect(MarkdownWriter.code("a|b") == "`a\\|b`")
    #expect(MarkdownWriter.code("") == "")
  }
}
