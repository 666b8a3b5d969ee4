public import Diagnostics

/// How a server, or what lies before it, did not answer as asked.
public enum AnswerFault: Error, Hashable, Sendable {
  case unreachable(context: String, reason: String)
  /// The server did not take the credentials, or the plugin that makes them failed.
  case credentials(context: String, reason: String)
  /// The server's own sentence, which names user, verb, resource and namespace.
  case forbidden(String)
  case noNamespace(String, context: String)
  /// The cluster does not know a kind of object.
  case noDefinition(request: String)
  case noObject(String)
  /// The server is busy or ill, after all attempts.
  case unavailable(status: Int, String)
  case timedOut(seconds: Int, request: String)
  /// The connection ended in the middle of an answer, after all attempts.
  case broken(request: String, reason: String)
  /// The answer is not what the API promises.
  case unreadable(request: String, reason: String)
  /// Others own fields with other values: the fields and their managers, in the server's words.
  case conflict([String])
  /// The object was changed, replaced or made by somebody else meanwhile.
  case moved(String)
  /// An admission webhook said no.
  case denied(by: String, String)
  case quota(String)
  /// The namespace is being deleted.
  case terminating(String)
  /// The object is not what its definition allows; the fields, in the server's words.
  case invalid([String])
  /// What was sent is not what the server has, or would have: the fields.
  case altered([String])
  /// A write was sent, and neither an answer nor the object says whether it was carried out.
  case unknownOutcome(request: String, reason: String)
  /// Any other refusal of the server.
  case refused(status: Int, reason: String, String)
}

extension AnswerFault {
  /// What whoever administers the cluster can grant, with the rule that is missing.
  private static func grant(_ sentence: String) -> Message {
    let lacking = LackingRule(sentence)
    let command =
      switch lacking?.options.first {
      case let option?: SuggestedCommand.meshtrust("cluster", "rights", "MESH", option)
      case nil: SuggestedCommand.meshtrust("cluster", "rights", "MESH")
      }
    let place = lacking?.namespace.map { " in `\($0)`" } ?? ""
    return "`\(command)` prints the Role that the cluster's administrator can grant"
      + (lacking.map { "; what is missing\(place): \($0.rule.line)" } ?? "")
  }
}

extension AnswerFault: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .unreachable(let context, let reason):
      Diagnostic(
        "MT-K-08", what: "the cluster behind `\(context)` cannot be reached", why: "\(reason)",
        next: reason.contains("localhost:8080")
          ? "the kubeconfig is empty: set KUBECONFIG, or --kubeconfig"
          : "check the network, the VPN, and the server's address in the kubeconfig")
    case .credentials(let context, let reason):
      Diagnostic(
        "MT-K-06", what: "the cluster behind `\(context)` did not take the credentials", why: "\(reason)",
        next: "log in once in the foreground: kubectl --context=\(ShellWord.quoted(context)) get --raw /version")
    case .forbidden(let sentence):
      Diagnostic(
        "MT-K-07", what: "the cluster forbids it: \(sentence)",
        why: "what is forbidden is not absent: nothing is known of it", next: Self.grant(sentence))
    case .noNamespace(let name, let context):
      Diagnostic(
        "MT-K-11", what: "there is no namespace `\(name)` behind `\(context)`",
        why: "the context leads to another cluster, or the mesh is not installed",
        next: "check the context, and `namespace` in federation.yaml")
    case .noDefinition(let request):
      Diagnostic(
        "MT-K-12", what: "the cluster does not know what is asked for: \(request)",
        why: "the definitions of OpenShift Service Mesh or Istio are not installed",
        next: "check the context, and `controlPlane.flavour` in federation.yaml")
    case .noObject(let name):
      Diagnostic("MT-K-21", what: "there is no \(name)", why: "the cluster says so", next: "check name and namespace")
    case .unavailable(let status, let text):
      Diagnostic(
        "MT-K-13", what: "the cluster cannot answer now: \(text)", why: "it answered \(status) to every attempt",
        next: "try again later")
    case .timedOut(let seconds, let request):
      Diagnostic(
        "MT-K-14", what: "no answer within \(seconds) s: \(request)",
        why: "the server, or the way to it, is slow or dead", next: "try again, and check the network")
    case .broken(let request, let reason):
      Diagnostic(
        "MT-K-10", what: "the connection ended in the middle of an answer: \(request)", why: "\(reason)",
        next: "try again, and check what lies between here and the cluster")
    case .unreadable(let request, let reason):
      Diagnostic(
        "MT-K-19", what: "the answer cannot be read: \(request)", why: "\(reason)",
        next: "check the server's address in the kubeconfig: is it that of an API server?")
    case .conflict, .moved, .denied, .quota, .terminating, .invalid, .altered, .unknownOutcome: ofWriting
    case .refused(let status, let reason, let text):
      Diagnostic(
        "MT-K-09", what: "the cluster refused: \(text)",
        why: "it answered \(status)\(reason.isEmpty ? "" : ", \(reason)")", next: "change what the reason names")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .credentials: .secret
    case .noNamespace, .noDefinition, .noObject, .refused, .denied, .quota, .terminating, .invalid, .altered: .no
    case .conflict: .refused
    case .unreadable: .malformed
    case .unreachable, .forbidden, .unavailable, .timedOut, .broken, .moved, .unknownOutcome: .inputOutput
    }
  }
}

extension AnswerFault {
  /// What is said of a write that was not carried out.
  private var ofWriting: Diagnostic {
    switch self {
    case .conflict(let fields):
      Diagnostic(
        "MT-K-23", what: "others own fields that would be changed: \(fields.joined(separator: "; "))",
        why: "nothing of others is replaced unless this home had published it",
        next: "look at \(.meshtrust("deploy", "MESH", "--dry-run")), then agree with them, or add --take-over")
    case .moved(let text):
      Diagnostic(
        "MT-K-24", what: "the object changes while it is written: \(text)",
        why: "somebody else has written it since it was read",
        next: "find out who writes it, and run the same again")
    case .denied(let webhook, let text):
      Diagnostic(
        "MT-K-25", what: "the cluster's webhook \(webhook) refuses the object: \(text)",
        why: "its rules hold for every user", next: "change what the reason names")
    case .quota(let text):
      Diagnostic(
        "MT-K-26", what: "the namespace has no room for the object: \(text)",
        why: "a quota of the namespace is used up",
        next: "let the cluster's administrator raise it")
    case .terminating(let text):
      Diagnostic(
        "MT-K-27", what: "the namespace is being deleted: \(text)", why: "nothing can be created in it any more",
        next: "wait until it is gone, and create it again")
    case .invalid(let fields):
      Diagnostic(
        "MT-K-28", what: "the cluster does not accept the object: \(fields.joined(separator: "; "))",
        why: "its definition there allows no such value",
        next: "compare the version of the cluster's definitions with `controlPlane.version` in federation.yaml")
    case .altered(let fields):
      Diagnostic(
        "MT-K-54", what: "the cluster does not keep what is sent: \(fields.joined(separator: ", "))",
        why: "a webhook or a controller there changes it, or who answers is not the API server",
        next: "find out who changes it: `get --show-managed-fields`, and the cluster's mutating webhooks")
    case .unknownOutcome(let request, let reason):
      Diagnostic(
        "MT-K-29", what: "it is unknown whether the cluster has carried it out: \(request)", why: "\(reason)",
        next: "run the same again: what is done already stays as it is")
    default: diagnostic
    }
  }
}
