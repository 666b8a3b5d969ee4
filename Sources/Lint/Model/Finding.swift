public import Diagnostics

public struct Finding: Hashable, Sendable {
  public let diagnostic: Diagnostic
  /// The display name of the object: ``ServiceMeshPeer `red-mesh-system/green-mesh` ``.
  public let object: String
  /// Text to paste; empty if there is none.
  public let repair: String
  /// The edit that certainly repairs it, if there is one.
  public let edit: Edit?

  public var code: Code { diagnostic.code }
  public var severity: Severity { diagnostic.severity }
  /// The consequence in a running mesh.
  public var consequence: Message { diagnostic.why }
}

extension Finding: Comparable {
  /// Sorts by file, line, column and code.
  public static func < (left: Finding, right: Finding) -> Bool { left.order < right.order }

  private var order: (String, Int, Int, Code, String) {
    let place = diagnostic.place
    return (place?.file ?? "", place?.line ?? 0, place?.column ?? 0, diagnostic.code, diagnostic.what.description)
  }
}
