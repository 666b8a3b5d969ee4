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
    for change in timeline.changes {
      if let last = groups.last, last.time == change.time,
        last.refusal?.reason.what == change.refusal?.reason.what
      {
        groups[groups.count - 1].handshakes.append(change.handshake)
      } else {
        groups.append(TimelineGroup(time: change.time, refusal: change.refusal, handshakes: [change.handshake]))
      }
    }
    return groups
  }

  /// The first handshakes, and how many more.
  var text: String {
    let names = handshakes.prefix(3).map(\.text).joined(separator: ", ")
    return handshakes.count > 3 ? "\(names) and \(handshakes.count - 3) more" : names
  }
}
