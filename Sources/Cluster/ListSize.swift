/// How much of a list has come, so that one without an end ends all the same, and memory stays bounded.
struct ListSize {
  private let limits: RequestLimits
  private var items = 0
  private var pages = 0
  private var bytes = 0
  private var pageBytes = 0
  private var keptBytes = 0
  /// What continued the pages so far.
  private var tokens: Set<String> = []

  init(_ limits: RequestLimits) {
    self.limits = limits
  }

  /// Some more bytes of a page.
  mutating func take(_ count: Int, _ request: String) throws(AnswerFault) {
    bytes += count
    pageBytes += count
    guard pageBytes <= limits.pageBytes else {
      throw Self.excess(request, "a page of the list has more than \(Self.text(limits.pageBytes))")
    }
    guard bytes <= limits.listBytes else {
      throw Self.excess(request, "the list has more than \(Self.text(limits.listBytes))")
    }
  }

  /// An object that has come.
  ///
  /// - Parameter isKept: Whether it stays in memory as it is.
  mutating func takeItem(_ count: Int, isKept: Bool, _ request: String) throws(AnswerFault) {
    items += 1
    if isKept { keptBytes += count }
    guard items <= limits.listItems else {
      throw Self.excess(request, "the list has more than \(limits.listItems) objects")
    }
    guard keptBytes <= limits.keptBytes else {
      throw Self.excess(request, "the objects of the list have more than \(Self.text(limits.keptBytes))")
    }
  }

  /// - Parameter next: What continues the list; nil at its end.
  mutating func finishPage(_ request: String, next: String?) throws(AnswerFault) {
    pages += 1
    pageBytes = 0
    guard let next else { return }
    guard next.utf8.count <= limits.tokenBytes else {
      throw Self.excess(request, "what continues the list has more than \(Self.text(limits.tokenBytes))")
    }
    guard tokens.insert(next).inserted else {
      throw Self.excess(request, "the list goes in a circle: two of its pages are continued by the same one")
    }
    guard pages < limits.listPages else {
      throw Self.excess(request, "the list has more than \(limits.listPages) pages")
    }
  }

  private static func excess(_ request: String, _ reason: String) -> AnswerFault {
    .unreadable(request: request, reason: reason)
  }

  private static func text(_ bytes: Int) -> String { bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB" }
}
