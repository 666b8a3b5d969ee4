import Foundation

/// A folder of its own for one test.
enum TemporaryFolder {
  /// Lends a fresh folder and removes it afterwards, also when `body` throws.
  static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
    // One with its links resolved, so that programs that print where they are print this.
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let folder = base.appending(path: "meshtrust-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
