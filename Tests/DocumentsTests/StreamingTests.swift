import Documents
import Foundation
import Testing

@Suite struct StreamingTests {
  /// Sanitizers keep freed memory for a while, so that the process grows whatever the reader does.
  private static var isSanitized: Bool {
    ["__asan_init", "__tsan_init"].contains { (name: String) in unsafe dlsym(nil, name) != nil }
  }

  /// The largest the process has been, in KiB.
  private var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first ?? 0
  }

  /// Feeds `documents` copies of a document through a pipe.
  private func count(_ document: String, times documents: Int) throws -> Int {
    let pipe = Pipe()
    let bytes = Data(String(repeating: document, count: 100).utf8)
    let writer = Thread {
      for _ in 0..<(documents / 100) { try? pipe.fileHandleForWriting.write(contentsOf: bytes) }
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    var reader = DocumentReader(descriptor: pipe.fileHandleForReading.fileDescriptor, source: "-")
    var count = 0
    while try reader.next() != nil { count += 1 }
    return count
  }

  @Test(.disabled(if: isSanitized), arguments: ["yaml", "json"])
  func memoryDoesNotGrowWithTheNumberOfDocuments(_ language: String) throws {
    let text = String(repeating: "  text of a ConfigMap\n", count: 100)
    let document =
      language == "yaml"
      ? "---\ndata:\n  a: |\n" + text.replacing("  t", with: "    t")
      : "{\"data\": {\"a\": \"\(text.replacing("\n", with: "\\n"))\"}}\n"
    #expect(try count(document, times: 1000) == 1000)
    let before = peakMemory
    #expect(try count(document, times: 100_000) == 100_000)
    // In KiB. The documents are 230 MB as text alone. Tests that run at the same time take up to 140 MB.
    #expect(peakMemory - before < 200_000)
  }
}
