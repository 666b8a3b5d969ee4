/// Points on a circle, without a library of mathematics: a picture needs no more than three digits.
enum Circle {
  /// The sine and cosine of a part of a turn.
  static func point(_ turn: Double) -> (sine: Double, cosine: Double) {
    (sine(turn), sine(turn + 0.25))
  }

  /// The series of Taylor to the ninth power, for an angle of at most a quarter turn.
  private static func sine(_ turn: Double) -> Double {
    var part = turn - turn.rounded(.down)
    if part > 0.75 { part -= 1 } else if part > 0.25 { part = 0.5 - part }
    let x = part * 2 * Double.pi
    let square = x * x
    return x * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
  }
}
