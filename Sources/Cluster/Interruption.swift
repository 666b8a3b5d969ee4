/// Whether the user wants a long operation to end. It is asked between requests, so that each that was begun comes to its
/// end.
public struct Interruption: Sendable {
  public let isWanted: @Sendable () -> Bool

  public init(isWanted: @escaping @Sendable () -> Bool) {
    self.isWanted = isWanted
  }

  public static let never = Interruption { false }
}
