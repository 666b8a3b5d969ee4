import Diagnostics
import Files
import SystemPackage
import Testing

@Suite struct FileErrorTests {
  @Test(arguments: [
    FileError.system(operation: "read", path: "a", .noSuchFileOrDirectory), .locked(folder: "pki", seconds: 10),
    .notRegular("pipe"),
  ])
  func everyErrorIsExplained(error: FileError) {
    #expect(Explanation.inFiles.contains { $0.code == error.diagnostic.code })
    #expect(!error.diagnostic.what.isEmpty && !error.diagnostic.why.isEmpty && !error.diagnostic.next.isEmpty)
  }
}
