import Diagnostics
import Rotation
import X509

/// Changes of a timeline with one time and one reason.
struct TimelineGroup {
  let time: Timestamp
  let refusal: TimedRefusal?
  private(set) var handshakes: [TimedHandshake]

  /// In the order of the timeline.
  static func all(of timeline: Timeline) -> [TimelineGroup] {
    var groups: [TimelineGroup] = []
    var places: [Reason: Int] = [:]
    for change in timeline.changes {
      let reason = Reason(time: change.time, what: change.refusal?.reason.what)
      if let place = places[reason] {
        groups[place].handshakes.append(change.handshake)
      } else {
        places[reason] = groups.count
        groups.append(TimelineGroup(time: change.time, refusal: change.refusal, handshakes: [change.handshake]))
      }
    }
    return groups
  }

  private struct Reason: Hashable {
    let time: Timestamp
    /// Nil if the handshakes hold from then on.
    let what: Message?
  }

  /// The first handshakes, and how many more.
  var text: String {
    let names = handshakes.prefix(3).map(\.text).joined(separator: ", ")
    return handshakes.count > 3 ? "\(names) and \(handshakes.count - 3) more" : names
  }
}
