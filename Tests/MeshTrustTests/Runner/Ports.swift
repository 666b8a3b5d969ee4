import Foundation
import Synchronization

/// TCP ports of this machine for the servers of scripts.
enum Ports {
  /// What was given out already: a port that no server has taken yet looks free to the next script.
  private static let given = Mutex<Set<UInt16>>([])

  /// A port at which nobody listens, and that no other script was given.
  static func free() throws(ScriptFailure) -> UInt16 {
    for _ in 0..<100 {
      guard let port = chosenByTheSystem() else { throw ScriptFailure("there is no free port") }
      if given.withLock({ $0.insert(port).inserted }) { return port }
    }
    throw ScriptFailure("there is no free port that was not given out")
  }

  private static func chosenByTheSystem() -> UInt16? {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    defer { close(socket) }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe bind(socket, general, size) == 0 && getsockname(socket, general, &size) == 0
      }
    }
    return isBound ? UInt16(bigEndian: address.sin_port) : nil
  }

  /// Whether somebody listens at a port. The system's table is read, so that the server sees no connection of ours.
  static func isTaken(_ port: UInt16) -> Bool {
    let ending = ":" + String(format: "%04X", Int(port))
    return ["/proc/net/tcp", "/proc/net/tcp6"].contains { table in
      guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { return false }
      return text.split(separator: "\n").contains { line in
        let columns = line.split(separator: " ")
        return columns.count > 3 && columns[1].hasSuffix(ending) && columns[3] == "0A"
      }
    }
  }
}
