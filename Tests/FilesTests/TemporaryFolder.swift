import Foundation
import SystemPackage

@testable import Files

/// Runs a test in an empty folder, which is removed afterwards.
func withFolder<Value>(_ body: (FilePath) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(FilePath(folder.path))
}

/// The error with which something ends; nil when it does not fail.
func failure<Value>(_ body: () throws -> Value) -> FileError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? FileError
  }
}

/// Tests write paths as text: `folder + "/out/red-mesh"`.
func + (folder: FilePath, path: String) -> FilePath { folder.appending(String(path.drop { $0 == "/" })) }
