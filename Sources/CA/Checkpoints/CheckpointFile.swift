/// The checkpoint beside federation.yaml as it was at some moment.
struct CheckpointFile: Hashable, Sendable {
  /// Nil if there is none.
  let octets: [UInt8]?
}
