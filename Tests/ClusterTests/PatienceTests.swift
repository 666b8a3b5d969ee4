import Testing

@testable import Cluster

@Suite struct PatienceTests {
  private static let start = ContinuousClock.now

  /// Twenty gateways that take a minute each take longer than ten minutes, and none of them too long.
  @Test func eachThingHasItsOwnTime() {
    var patience = Patience(.seconds(600), isForAll: false, now: Self.start)
    for number in 0..<20 {
      let isOver = patience.isOver("gateway \(number)", now: Self.start + .seconds(60 * number))
      #expect(!isOver)
    }
    let last = Self.start + .seconds(60 * 19)
    let before = patience.isOver("gateway 19", now: last + .seconds(599))
    let after = patience.isOver("gateway 19", now: last + .seconds(600))
    #expect(!before && after)
  }

  @Test func theUsersLimitIsThatOfAll() {
    var patience = Patience(.seconds(600), isForAll: true, now: Self.start)
    let before = patience.isOver("a", now: Self.start + .seconds(599))
    patience.progress(now: Self.start + .seconds(599))
    let after = patience.isOver("b", now: Self.start + .seconds(600))
    #expect(!before && after)
  }
}
