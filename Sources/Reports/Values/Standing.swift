import CA
import Diagnostics
import Rotation
import X509

/// The verdict of a report: what a reader must know first.
public struct Standing: Hashable, Sendable {
  public enum Level: String, Hashable, Sendable, Comparable {
    case good
    /// Everything holds, and something waits for somebody.
    case attention
    /// Something fails, has expired, or cannot be relied on.
    case failing

    public static func < (left: Level, right: Level) -> Bool { left.weight < right.weight }

    private var weight: Int {
      switch self {
      case .good: 0
      case .attention: 1
      case .failing: 2
      }
    }
  }

  public let level: Level
  /// Its lines belong to it.
  public let text: String

  init(_ level: Level, _ text: String) {
    self.level = level
    self.text = text
  }
}

extension FederationReport {
  /// The verdict first, then what it rests on, the worst first.
  public var standings: [Standing] {
    let found = (failures + attention).sorted { $0.level > $1.level }
    return found + (found.contains { $0.level == .failing } ? [] : [outlook])
  }

  public var level: Standing.Level { standings.map(\.level).max() ?? .good }

  private var failures: [Standing] {
    var list: [Standing] = []
    let failing = timeline.failing.count
    if failing > 0 {
      list.append(Standing(.failing, "\(failing) of \(timeline.handshakes.count) handshakes fail now"))
    }
    let expired = status.entries.count { $0.kind != .leaf && $0.certificate.validity.notAfter < time }
    if expired > 0 {
      list.append(Standing(.failing, Self.counted(expired, "certificate has", "certificates have") + " expired"))
    }
    let errors = findings.count { $0.severity == .error }
    if errors > 0 {
      list.append(Standing(.failing, Self.counted(errors, "finding is an error", "findings are errors")))
    }
    let unwell = (running ?? []).count { !$0.isHealthy }
    if unwell > 0 {
      list.append(Standing(.failing, Self.counted(unwell, "mesh does", "meshes do") + " not run as written"))
    }
    return list
  }

  private var attention: [Standing] {
    var list: [Standing] = []
    let unknown = acceptances.count { if case .unknown = $0.state { true } else { false } }
    if unknown > 0 {
      list.append(
        Standing(
          .attention,
          "\(unknown) of \(acceptances.count) sides cannot be verified here: unknown is never a pass"))
    }
    let waiting = Set(timeline.unknown.filter { $0.cause == .waiting }.map(\.mesh)).count
    if waiting > 0 {
      list.append(
        Standing(.attention, Self.counted(waiting, "mesh has", "meshes have") + " no intermediate yet: unknown"))
    }
    for rotation in rotations {
      let name = "\(rotation.rotation.owner)/root is \(rotation.rotation.phase.rawValue)"
      let shut = rotation.shut.count
      list.append(
        Standing(
          .attention,
          shut == 0 ? "\(name), and every gate is open" : "\(name): \(shut) of \(rotation.gates.count) gates are shut"))
    }
    let warnings = findings.count { $0.severity == .warning }
    if warnings > 0 { list.append(Standing(.attention, Self.counted(warnings, "warning", "warnings"))) }
    return list
  }

  /// What happens if nobody acts.
  private var outlook: Standing {
    let count = timeline.handshakes.count
    guard count > 0 else { return Standing(.attention, "there are no handshakes yet") }
    // Until then somebody may have what was written before.
    let isReached = rotations.allSatisfy(\.shut.isEmpty)
    let now =
      "all \(count) handshakes that can be verified succeed" + (isReached ? "" : " once every mesh has what is written")
    let level = isReached ? Standing.Level.good : .attention
    guard let first = timeline.firstFailure else { return Standing(level, now) }
    return Standing(level, "\(now); the first one will fail on \(first.time.day) if nothing is renewed")
  }

  static func counted(_ count: Int, _ one: String, _ several: String) -> String {
    "\(count) \(count == 1 ? one : several)"
  }
}
