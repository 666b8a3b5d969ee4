public import Diagnostics

/// Why a write was not carried out, or may not have been.
public enum WriteFault: Error, Hashable, Sendable {
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
}

extension WriteFault: Diagnosable {
  public var diagnostic: Diagnostic {
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
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .conflict: .refused
    case .denied, .quota, .terminating, .invalid, .altered: .no
    case .moved, .unknownOutcome: .inputOutput
    }
  }
}
