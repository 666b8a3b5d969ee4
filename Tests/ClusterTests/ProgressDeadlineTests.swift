import Testing

@testable import Cluster

@Suite struct ProgressDeadlineTests {
  private static let start = ContinuousClock.now

  /// Twenty gateways that take a minute each take longer than ten minutes, and none of them too long.
  @Test func eachThingHasItsOwnTime() {
    var deadline = ProgressDeadline(.seconds(600), isForAll: false, now: Self.start)
    for number in 0..<20 {
      let isOver = deadline.isOver("gateway \(number)", now: Self.start + .seconds(60 * number))
      #expect(!isOver)
    }
    let last = Self.start + .seconds(60 * 19)
    let before = deadline.isOver("gateway 19", now: last + .seconds(599))
    let after = deadline.isOver("gateway 19", now: last + .seconds(600))
    #expect(!before && after)
  }

  @Test func theUsersLimitIsThatOfAll() {
    var deadline = ProgressDeadline(.seconds(600), isForAll: true, now: Self.start)
    let before = deadline.isOver("a", now: Self.start + .seconds(599))
    deadline.progress(now: Self.start + .seconds(599))
    let after = deadline.isOver("b", now: Self.start + .seconds(600))
    #expect(!before && after)
  }
}
