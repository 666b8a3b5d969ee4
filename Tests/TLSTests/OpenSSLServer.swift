import Cryptography
import Foundation
import Glibc
import TLS
import Testing
import X509

/// `openssl s_server` on a free port of the loopback, ended with the value that stands for it.
final class OpenSSLServer {
  let endpoint: TLSEndpoint
  private let process = Process()
  private let input = Pipe()
  private let folder: URL

  /// Whether there is a program to test against.
  static let isMissing: Bool = {
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    probe.arguments = ["openssl", "version"]
    probe.standardOutput = FileHandle.nullDevice
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return true }
    probe.waitUntilExit()
    return probe.terminationStatus != 0
  }()

  /// Starts it with an identity, and with `trusted` as the roots it takes client certificates from.
  init(_ identity: TLSIdentity, _ options: [String], trusted: [Certificate] = []) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let key = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(identity.key))
    let files = [
      "cert.pem": Data(PEM.write(Array(identity.chain.prefix(1))).utf8),
      "chain.pem": Data(PEM.write(Array(identity.chain.dropFirst())).utf8),
      "key.pem": key.withBytes { unsafe Data($0) },
      "roots.pem": Data(PEM.write(trusted).utf8),
    ]
    for (name, bytes) in files { try bytes.write(to: folder.appendingPathComponent(name)) }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem"]
      + (identity.chain.count > 1 ? ["-cert_chain", "chain.pem"] : [])
      + (trusted.isEmpty ? [] : ["-CAfile", "roots.pem"]) + options
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    endpoint = try Self.announced(by: output)
  }

  deinit {
    // A child inherits the signals its thread blocks, SIGTERM among them.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Reads until the line `ACCEPT 127.0.0.1:PORT`.
  private static func announced(by output: Pipe) throws -> TLSEndpoint {
    var text = ""
    while true {
      let bytes = output.fileHandleForReading.availableData
      try #require(!bytes.isEmpty, "openssl s_server ended: \(text)")
      text += String(decoding: bytes, as: UTF8.self)
      for line in text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1) where line.hasPrefix("ACCEPT ") {
        return try TLSEndpoint(String(line.dropFirst(7)))
      }
    }
  }
}
