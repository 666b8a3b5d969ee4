import Diagnostics
import Documents
import Foundation
import Testing

@Suite struct ReadingFilesTests {
  /// Gives `body` the path of a file with these bytes.
  private func withFile(_ bytes: [UInt8], mode: Int = 0o600, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID()).yaml").path
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode]))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func failure(path: String) -> DocumentsError? {
    do throws(DocumentsError) {
      _ = try DocumentReader.all(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func aFileIsReadInChunks() throws {
    let one = "kind: ConfigMap\ndata:\n  text: |\n" + String(repeating: "    line é of text\n", count: 500)
    let text = String(repeating: "---\n" + one, count: 100)
    try withFile(Array(text.utf8)) { path in
      var reader = try DocumentReader(path: path)
      var lines: [Int] = []
      while let document = try reader.next() {
        #expect(document.root["data"]?["text"]?.string?.count == 500 * 15)
        lines.append(document.mark.line)
      }
      #expect(lines == (0..<100).map { $0 * 504 + 2 })
    }
  }

  @Test func jsonIsReadInChunks() throws {
    let long = String(repeating: "é\\n\\u00e9 text ", count: 20_000)
    let text = "[\"\(long)\",\n \"\(long)\", 12345, \"end\"]\n{\"a\": \"\(long)\"}"
    try withFile(Array(text.utf8)) { path in
      let documents = try DocumentReader.all(path: path)
      let items = try #require(documents.first?.root.sequence)
      #expect(items[1].string == String(repeating: "é\né text ", count: 20_000))
      #expect(items[3].mark == Mark(line: 2, column: long.count + 13))
      #expect(documents.last?.mark.line == 3)
    }
  }

  @Test(.timeLimit(.minutes(30))) func aPipeAmongTheFilesOfAFolderIsNotWaitedFor() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID()).yaml").path
    #expect(unsafe mkfifo(path, 0o600) == 0)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fault = DocumentsError.unreadable(SystemFault(number: ENXIO), Place(file: path))
    #expect(throws: fault) {
      var reader = try DocumentReader(path: path, onlyRegular: true)
      _ = try reader.next()
    }
    #expect(fault.diagnostic.what == "this is not a file, but a pipe, a socket or a device")
  }

  @Test func errorsFarIntoAFileHaveTheirLine() throws {
    let text = String(repeating: "---\nkey: value\n", count: 30_000)
    try withFile(Array((text + "key: {{ x }}\n").utf8)) { path in
      #expect(failure(path: path)?.short == "MT-DOC-06 60001:7")
    }
    try withFile(Array(text.utf8) + [0x61, 0xFF]) { path in
      #expect(failure(path: path)?.short == "MT-DOC-05 60001:2")
    }
    try withFile(Array((text + "key: a\n").utf8)) { path in
      #expect(failure(path: path)?.short == "MT-DOC-07 60001:1")
    }
  }

  @Test func aDescriptorIsReadAndLeftOpen() throws {
    try withFile(Array("a: 1\n".utf8)) { path in
      let handle = try #require(FileHandle(forReadingAtPath: path))
      var reader = DocumentReader(descriptor: handle.fileDescriptor, source: "-")
      #expect(try reader.next()?.source == "-")
      #expect(try reader.next() == nil)
      #expect(throws: Never.self) { try handle.seek(toOffset: 0) }
    }
  }

  @Test func aMissingFile() {
    let error = failure(path: "/nowhere/red.yaml")
    #expect(error?.exitStatus == .inputOutput)
    #expect(error?.diagnostic.code == "MT-DOC-01")
    #expect(error?.diagnostic.what == "cannot be read: No such file or directory")
    #expect(error?.diagnostic.place?.file == "/nowhere/red.yaml")
  }

  @Test func aDirectory() {
    let error = failure(path: "/tmp")
    #expect(error?.exitStatus == .inputOutput)
    #expect(error?.diagnostic.what == "this is a directory, not a file")
  }

  @Test func anEmptyFile() throws {
    try withFile([]) { path in #expect(failure(path: path) == .empty(Place(file: path))) }
  }

  @Test func aFileWithoutPermission() throws {
    guard geteuid() != 0 else { return }
    try withFile(Array("a: 1".utf8), mode: 0o000) { path in #expect(failure(path: path)?.exitStatus == .inputOutput) }
  }

  @Test func aDescriptorThatIsNotOpen() {
    var reader = DocumentReader(descriptor: 9999, source: "-")
    #expect(throws: DocumentsError.unreadable(SystemFault(number: EBADF), Place(file: "-"))) { try reader.next() }
  }
}
