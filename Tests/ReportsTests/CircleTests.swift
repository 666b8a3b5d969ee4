import Testing

@testable import Reports

@Suite struct CircleTests {
  @Test func theQuartersAndEighthsAreWhereTheyBelong() {
    let points: [(Double, Double, Double)] = [
      (0, 0, 1), (0.25, 1, 0), (0.5, 0, -1), (0.75, -1, 0), (-0.25, -1, 0), (1, 0, 1), (0.125, 0.70711, 0.70711),
    ]
    for (turn, sine, cosine) in points {
      let point = Circle.point(turn)
      #expect(abs(point.sine - sine) < 0.001 && abs(point.cosine - cosine) < 0.001, "\(turn)")
    }
  }
}
