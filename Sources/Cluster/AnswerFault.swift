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
  /// A write was not carried out, or may not have been.
  case write(WriteFault)
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
    case .write(let fault): fault.diagnostic
    case .refused(let status, let reason, let text):
      Diagnostic(
        "MT-K-09", what: "the cluster refused: \(text)",
        why: "it answered \(status)\(reason.isEmpty ? "" : ", \(reason)")", next: "change what the reason names")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .credentials: .secret
    case .noNamespace, .noDefinition, .noObject, .refused: .no
    case .unreadable: .malformed
    case .unreachable, .forbidden, .unavailable, .timedOut, .broken: .inputOutput
    case .write(let fault): fault.exitStatus
    }
  }
}
