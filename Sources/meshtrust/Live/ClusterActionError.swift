import Diagnostics

/// Why a command does not act on a cluster.
enum ClusterActionError: Error, Hashable {
  /// federation.yaml says that somebody else writes to the mesh's cluster.
  case readOnly(String)
}

extension ClusterActionError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .readOnly(let mesh):
      Diagnostic(
        "MT-K-64", what: "the cluster of `\(mesh)` is not written to",
        why: "federation.yaml has `cluster: {write: false}`",
        next: "restart it in the way that owns it, such as a commit; or remove `write: false`")
    }
  }

  var exitStatus: ExitStatus { .refused }
}
