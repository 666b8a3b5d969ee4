import Diagnostics
import Federation

/// The Services of a mesh, found by what selects them without looking at each of them.
struct KnownServices {
  private let patterns: Set<NamePattern>
  private let all: [String]
  private let byNamespace: [String: [String]]

  init(_ services: some Sequence<ServiceName>) {
    let services = Array(services)
    patterns = Set(services.flatMap(NamePattern.all(selecting:)))
    all = services.map(\.name)
    byNamespace = Dictionary(grouping: services, by: \.namespace).mapValues { $0.map(\.name) }
  }

  /// Whether a pattern selects any of them.
  func has(_ pattern: NamePattern) -> Bool { patterns.contains(pattern.canonical) }

  /// The names in a namespace, or in all if it is a wildcard.
  func names(in namespace: String) -> [String] {
    NamePattern.isOpen(namespace) ? all : byNamespace[namespace] ?? []
  }

  /// A name that was perhaps meant. Among very many none is guessed, since each guess compares with every one of them.
  func nearest(to name: String, among names: [String]) -> String? {
    names.count > 1000 ? nil : Spelling.nearest(to: name, among: names)
  }
}
