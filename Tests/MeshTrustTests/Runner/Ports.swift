import Foundation
import Synchronization

/// TCP ports of this machine for the servers of scripts.
enum Ports {
  /// Where the system takes no ports of its own from for outgoing connections (ip_local_port_range, 32768 and up): one
  /// of those could take a port between its choice and the start of the server.
  private static let range: Range<UInt16> = 15_000..<32_000

  /// The next candidate. Two runs of the tests at the same time start at different places.
  private static let next = Mutex(range.lowerBound + UInt16(getpid() % Int32(range.count)))

  /// A port at which nobody listens, and that no other script was given.
  static func free() throws(ScriptFailure) -> UInt16 {
    for _ in range {
      let port = next.withLock { candidate in
        defer { candidate = candidate + 1 < range.upperBound ? candidate + 1 : range.lowerBound }
        return candidate
      }
      if isFree(port) { return port }
    }
    throw ScriptFailure("there is no free port")
  }

  private static func isFree(_ port: UInt16) -> Bool {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    address.sin_port = port.bigEndian
    return unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe bind(socket, general, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
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
