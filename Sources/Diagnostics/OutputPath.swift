/// A file or folder that the home writes for a mesh, below the home's folder `out`.
public struct OutputPath: Hashable, Sendable {
  /// Relative to the home: `out/red-mesh/istio/patch.json`.
  public let path: String

  /// Takes the names below the folder `out`, the mesh first.
  public init(_ names: String...) {
    path = (["out"] + names).joined(separator: "/")
  }

  /// The path as a shell takes it, from where the user is.
  public func text(in context: CommandContext) -> String {
    ShellWord.quoted(context.home.map { $0.hasSuffix("/") ? $0 + path : "\($0)/\(path)" } ?? path)
  }
}
