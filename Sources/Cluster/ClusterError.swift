public import Diagnostics
import X509

/// Why a cluster was not reached, or did not do what was asked.
public enum ClusterError: Error, Hashable, Sendable {
  /// Before any request.
  case setup(SetupFault)
  /// The server, or what lies before it, did not answer as asked.
  case answer(AnswerFault)
  /// The context leads to another cluster than before.
  case otherCluster(mesh: String, context: String, known: ClusterIdentity, found: ClusterIdentity)
  /// The context leads elsewhere than when it was shown.
  case otherContext(shown: ContextView, found: ContextView)
  /// The server's clock went back between two answers, by more than the clocks of any two servers differ.
  case unsteadyClock(context: String, seconds: Int64)
  /// The operator did not take up a control plane; in its words. If that is final, waiting longer does not help.
  case notReconciled(ObjectReference, String, isFinal: Bool)
}

extension ClusterError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .setup(let fault): fault.diagnostic
    case .answer(let fault): fault.diagnostic
    case .otherCluster(let mesh, let context, let known, let found):
      Diagnostic(
        "MT-K-05", what: "the context `\(context)` leads to another cluster than on \(known.seen.day)",
        why: "the uid of `\(mesh)`'s \(known.anchor.words) was \(known.uid), and is \(found.uid)",
        next: "check the kubeconfig; if the cluster was replaced on purpose: "
          + "\(.meshtrust("cluster", "check", mesh, "--accept-new-cluster"))")
    case .otherContext(let shown, let found):
      Diagnostic(
        "MT-K-55", what: "the context `\(found.name)` leads elsewhere than when it was shown",
        why: shown.words == found.words
          ? "the entry of its cluster in the kubeconfig was changed meanwhile"
          : "it was \(shown.words), and is \(found.words)",
        next: "check the kubeconfig, and run the same again")
    case .unsteadyClock(let context, let seconds):
      Diagnostic(
        "MT-K-17", what: "the clock behind `\(context)` went back \(seconds) s between two answers",
        why: "its API servers disagree about the time, so that no time of theirs proves an order",
        next: "synchronise the clocks of the control plane's nodes")
    case .notReconciled(let plane, let reason, let isFinal):
      Diagnostic(
        "MT-K-47", what: "\(plane) is not reconciled: \(reason)",
        why: isFinal
          ? "the operator says that it cannot"
          : "peers and rules apply to what the operator makes of the control plane",
        next: isFinal
          ? "repair what the reason names, and run the same again"
          : "look at the operator's log; run the same again: what is done already stays as it is")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .setup(let fault): fault.exitStatus
    case .answer(let fault): fault.exitStatus
    case .otherCluster, .otherContext, .unsteadyClock: .refused
    case .notReconciled(_, _, let isFinal): isFinal ? .no : .inputOutput
    }
  }
}

extension ClusterIdentity.Anchor {
  /// For people.
  public var words: String {
    switch self {
    case .namespace: "namespace"
    case .controlPlane: "control plane"
    }
  }
}
