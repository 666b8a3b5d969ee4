public import Diagnostics

/// One thing that a rule found.
public struct Finding: Hashable, Sendable {
  /// Code, severity, what is wrong, the consequence on a running mesh, what to do, and where it stands.
  public let diagnostic: Diagnostic
  /// The object, as people call it: ``ServiceMeshPeer `red-mesh-system/green-mesh` ``.
  public let object: String
  /// What to paste; empty where words alone can say it.
  public let repair: String
  /// The change that repairs it for certain, if there is one.
  public let edit: Edit?

  /// The code of the rule.
  public var code: Code { diagnostic.code }
  /// How much it weighs.
  public var severity: Severity { diagnostic.severity }
  /// What becomes of it on a running mesh.
  public var consequence: Message { diagnostic.why }
}

extension Finding: Comparable {
  /// Findings are listed by file, line, column and code.
  public static func < (left: Finding, right: Finding) -> Bool { left.order < right.order }

  private var order: (String, Int, Int, Code, String) {
    let place = diagnostic.place
    return (place?.file ?? "", place?.line ?? 0, place?.column ?? 0, diagnostic.code, diagnostic.what.description)
  }
}
