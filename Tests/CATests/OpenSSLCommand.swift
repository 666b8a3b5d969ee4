import Foundation
import SystemPackage
import Testing

/// The `openssl` program of the machine: somebody else's eyes and hands.
struct OpenSSLCommand {
  let status: Int32
  let output: String

  /// Runs it in a folder.
  init(_ arguments: [String], in folder: FilePath) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.string)
    process.standardInput = FileHandle.nullDevice
    let output = folder.appending(".output-\(UUID().uuidString)").string
    try Data().write(to: URL(fileURLWithPath: output))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    try FileManager.default.removeItem(atPath: output)
  }

  /// Runs it and asks for success.
  @discardableResult
  static func succeeding(_ arguments: [String], in folder: FilePath) throws -> String {
    let run = try OpenSSLCommand(arguments, in: folder)
    try #require(run.status == 0, "openssl \(arguments.joined(separator: " ")): \(run.output)")
    return run.output
  }
}
