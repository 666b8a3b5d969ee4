import Foundation
import Testing

/// The `openssl` program of the machine: the foreign eyes that look at what is made here.
struct OpenSSLCommand {
  let status: Int32
  let output: [UInt8]
  let complaints: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// Runs it in an empty folder that holds the files given, without any configuration but `openssl.cnf` among them.
  init(_ arguments: [String], files: [String: [UInt8]] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("x509-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = files["openssl.cnf"] ?? Array("[req]\ndistinguished_name=dn\n[dn]\n".utf8)
    for (name, bytes) in files.merging(["openssl.cnf": configuration], uniquingKeysWith: { $1 }) {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["OPENSSL_CONF": "openssl.cnf"]) { $1 }
    let (outputFile, complaintFile) = (folder.appendingPathComponent(".out"), folder.appendingPathComponent(".err"))
    try Data().write(to: outputFile)
    try Data().write(to: complaintFile)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: complaintFile)
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = Array(try Data(contentsOf: outputFile))
    complaints = String(decoding: try Data(contentsOf: complaintFile), as: UTF8.self)
  }

  /// What it prints, when it succeeds.
  static func succeeding(_ arguments: [String], files: [String: [UInt8]] = [:]) throws -> [UInt8] {
    let run = try OpenSSLCommand(arguments, files: files)
    try #require(run.status == 0, "openssl \(arguments.joined(separator: " ")): \(run.complaints)")
    return run.output
  }
}
