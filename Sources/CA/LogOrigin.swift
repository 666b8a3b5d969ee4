import Diagnostics

/// Who did what an entry of the log says, and with which command.
public struct LogOrigin: Hashable, Sendable {
  /// The name of a person or machine.
  public let actor: String
  /// Where the name comes from, and so what it is worth: `os`, the operating system's word, and what else was noted.
  public let proof: String
  public let host: String
  /// As it was typed, without secrets.
  public let command: String
  /// The version of the tool.
  public let tool: String
  /// The same for all entries of one command, and for no other's.
  public let run: String

  public init(actor: String, proof: String, host: String, command: String, tool: String, run: String) {
    self.actor = actor
    self.proof = proof
    self.host = host
    self.command = command
    self.tool = tool
    self.run = run
  }

  /// Of a program that does not say who uses it.
  public static let unknown = LogOrigin(actor: "", proof: "none", host: "", command: "", tool: "", run: "")

  /// In the order in which they are hashed.
  var fields: [String] { [actor, proof, host, command, tool, run] }

  /// Takes ``fields``.
  init?(fields: [String]) {
    guard fields.count == 6 else { return nil }
    self.init(
      actor: fields[0], proof: fields[1], host: fields[2], command: fields[3], tool: fields[4], run: fields[5])
  }

  /// The same, each field on one line and safe for a terminal.
  var printable: LogOrigin { LogOrigin(fields: fields.map(\.printable)) ?? self }
}

extension LogOrigin {
  /// Whether somebody of this name acted, or was named beside the actor: by `sudo`, or by the system where a database
  /// vouches for the actor.
  func isBy(_ name: String) -> Bool {
    actor == name || proof.split(separator: ", ").contains { $0 == "sudo by \(name)" || $0.hasPrefix("\(name) by ") }
  }
}

extension LogEntry {
  /// Whether somebody of this name acted, or was named beside the actor, as `sudo` does.
  public func isBy(_ name: String) -> Bool { origin?.isBy(name) ?? false }

  /// Whether the entry is about a mesh: the mesh itself, one of its authorities, or an identity of its trust domain.
  public func isAbout(_ mesh: String, trustDomain: String) -> Bool {
    "\(subject) \(details)".split { " ,;".contains($0) }.contains { word in
      word == mesh || word.hasPrefix("\(mesh)/") || word.hasPrefix("spiffe://\(trustDomain)/")
    }
  }
}
