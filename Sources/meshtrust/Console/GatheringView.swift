import CA
import Diagnostics
import Documents
import Rotation
import X509

/// What the last look at each mesh's cluster showed, as text and as JSON.
struct GatheringView {
  let observations: [Observation]

  /// A table; what is shown comes first in each mesh only if it was looked at first.
  func lines(on page: Page, indent: Int = 0) -> [String] {
    guard !observations.isEmpty else { return [] }
    var table = Table("CLUSTER OF", "LOOKED AT", "OF", "RESULT", "WHAT")
    for item in observations {
      table.add(item.mesh, item.subject.title, item.about, item.verdict.rawValue, item.text)
    }
    return table.lines(on: page, indent: indent)
  }

  /// When each cluster was asked, by its own clock.
  var times: [String] {
    var seen: Set<String> = []
    return observations.filter { seen.insert($0.mesh).inserted }.map { "\($0.mesh) at \($0.read)" }
  }

  var node: Node {
    .sequence(
      observations.map { item in
        .mapping([
          ("mesh", .string(item.mesh)), ("about", .string(item.about)), ("subject", .string(item.subject.rawValue)),
          ("verdict", .string(item.verdict.rawValue)), ("text", .string(item.text)),
          ("cluster", .optional(item.cluster)), ("object", .optional(item.object)), ("uid", .optional(item.uid)),
          ("resourceVersion", .optional(item.resourceVersion)), ("changed", .optional(item.changed?.description)),
          ("read", .string(item.read.description)),
        ])
      })
  }
}

extension Observation.Subject {
  /// The words for people.
  var title: String {
    switch self {
    case .bundle: "bundle"
    case .secret: "Secret"
    case .istiod: "istiod"
    case .ownRoots: "own roots"
    case .proxies: "proxies"
    case .gateway: "gateway"
    case .connection: "connection"
    }
  }
}
