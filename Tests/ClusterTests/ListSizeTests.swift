import Testing

@testable import Cluster

/// A list without an end ends all the same.
@Suite struct ListSizeTests {
  private static func limits() -> RequestLimits {
    var limits = RequestLimits()
    (limits.listItems, limits.listPages, limits.tokenBytes) = (10, 4, 20)
    (limits.listBytes, limits.pageBytes, limits.keptBytes) = (1000, 600, 300)
    return limits
  }

  private static func reason(_ body: (inout ListSize) throws(AnswerFault) -> Void) -> String? {
    var size = ListSize(limits())
    do throws(AnswerFault) {
      try body(&size)
      return nil
    } catch {
      guard case .unreadable("GET /x", let reason) = error else { return "another fault" }
      return reason
    }
  }

  @Test func whatHasAnEndIsTaken() {
    let reason = Self.reason { size throws(AnswerFault) in
      for page in 1...4 {
        try size.take(250, "GET /x")
        try size.takeItem(70, isKept: true, "GET /x")
        try size.takeItem(5000, isKept: false, "GET /x")
        try size.finishPage("GET /x", next: page < 4 ? "page \(page)" : nil)
      }
    }
    #expect(reason == nil)
  }

  @Test func everythingElseIsNamed() {
    let circle = Self.reason { size throws(AnswerFault) in
      for token in ["a", "b", "a"] { try size.finishPage("GET /x", next: token) }
    }
    #expect(circle?.contains("goes in a circle") == true)
    let pages = Self.reason { size throws(AnswerFault) in
      for page in 0..<9 { try size.finishPage("GET /x", next: "\(page)") }
    }
    #expect(pages == "the list has more than 4 pages")
    let token = Self.reason { size throws(AnswerFault) in
      try size.finishPage("GET /x", next: String(repeating: "x", count: 21))
    }
    #expect(token?.hasPrefix("what continues the list has more than") == true)
    let items = Self.reason { size throws(AnswerFault) in
      for _ in 0...10 { try size.takeItem(1, isKept: false, "GET /x") }
    }
    #expect(items == "the list has more than 10 objects")
    let kept = Self.reason { size throws(AnswerFault) in try size.takeItem(301, isKept: true, "GET /x") }
    #expect(kept?.hasPrefix("the objects of the list have more than") == true)
    let page = Self.reason { size throws(AnswerFault) in for _ in 0..<3 { try size.take(250, "GET /x") } }
    #expect(page?.hasPrefix("a page of the list has more than") == true)
    let bytes = Self.reason { size throws(AnswerFault) in
      for page in 0..<3 {
        try size.take(500, "GET /x")
        try size.finishPage("GET /x", next: "\(page)")
      }
    }
    #expect(bytes?.hasPrefix("the list has more than") == true)
  }
}
