/// What a path is judged by, besides the rules that always hold.
public struct PathPolicy: Hashable, Sendable {
  /// The moment to judge for.
  public var time: Timestamp
  /// The purposes that the leaf must allow; authorities that limit purposes must allow them too.
  public var purposes: [ExtendedKeyUsage.Purpose]
  /// How much work is allowed.
  public var limits: PathLimits

  /// A policy for one moment.
  public init(time: Timestamp, purposes: [ExtendedKeyUsage.Purpose] = [], limits: PathLimits = PathLimits()) {
    self.time = time
    self.purposes = purposes
    self.limits = limits
  }
}
