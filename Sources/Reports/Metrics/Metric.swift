/// A gauge that monitoring reads. Times are absolute, in seconds since 1970, never "seconds left", which would be wrong as
/// soon as it is written.
public struct Metric: Hashable, Sendable {
  /// As monitoring knows it; never changed.
  public let name: String
  /// One line.
  public let help: String

  private init(_ name: String, _ help: String) {
    self.name = "meshtrust_\(name)"
    self.help = help
  }

  public static let authorityEnds = Metric(
    "authority_not_after_timestamp_seconds", "When the certificate of an authority expires.")
  public static let authorityDue = Metric(
    "authority_renew_after_timestamp_seconds",
    "From when an authority is to be replaced: an intermediate renewed, a root rotated.")
  public static let bundleRootEnds = Metric(
    "bundle_root_not_after_timestamp_seconds", "When a root in the bundle of a mesh expires.")
  public static let remoteRootEnds = Metric(
    "remote_root_not_after_timestamp_seconds", "When a root of a mesh that others run expires.")
  public static let leafEnds = Metric(
    "leaf_not_after_timestamp_seconds",
    "When the last of the leaf certificates that the home issued for a mesh expires.")
  public static let listDue = Metric(
    "crl_next_update_timestamp_seconds", "Until when the last CRL of an authority is valid.")
  public static let phase = Metric("rotation_phase", "1 for the phase that the root of a mesh is in, 0 for the others.")
  public static let phaseSince = Metric(
    "rotation_since_timestamp_seconds", "When the present phase of a rotation began.")
  public static let gatesShut = Metric("rotation_gates_shut", "How many gates of a rotation are shut.")
  public static let requestSince = Metric(
    "request_pending_since_timestamp_seconds", "When a request for an intermediate was made that waits for its answer.")
  public static let planChanges = Metric(
    "plan_changes", "How many authorities, folders and removals an apply would change.")
  public static let logEntries = Metric("log_entries", "The number of entries of the log.")
  public static let checkpointEntries = Metric("checkpoint_entries", "How many entries the last checkpoint counts.")
  public static let firstFailure = Metric(
    "first_failure_timestamp_seconds",
    "When the first handshake of the federation fails if nothing is renewed; the present if one fails now.")
  public static let unknownHandshakes = Metric(
    "unknown_handshakes",
    "How many pairs of meshes cannot be verified because of a mesh: cause is waiting for one of the home that has no "
      + "intermediate yet, and remote for one that others run.")
  public static let lastRun = Metric("last_run_timestamp_seconds", "When these metrics were written.")
  public static let build = Metric("build_info", "1; the version is a label.")

  /// In the order in which they are written.
  public static let all = [
    authorityEnds, authorityDue, bundleRootEnds, remoteRootEnds, leafEnds, listDue, phase, phaseSince, gatesShut,
    requestSince, planChanges, logEntries, checkpointEntries, firstFailure, unknownHandshakes, lastRun, build,
  ]
}

/// One value of a metric.
public struct Sample: Hashable, Sendable {
  public let metric: Metric
  /// In the order in which they are written; every sample has `federation` first, so that two homes on one machine differ.
  public let labels: [Label]
  public let value: Int64

  public struct Label: Hashable, Sendable {
    public let name: String
    public let value: String
  }

  public init(_ metric: Metric, _ labels: KeyValuePairs<String, String>, _ value: Int64) {
    self.metric = metric
    self.labels = labels.map { Label(name: $0.key, value: $0.value) }
    self.value = value
  }

  public func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }
}
