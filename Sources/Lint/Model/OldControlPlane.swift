public import Diagnostics

/// A ServiceMeshControlPlane in the form of version 1, whose fields differ from those of version 2.
public struct OldControlPlane: Sendable {
  public let what: Message
  public let why: Message
  public let next: Message
  /// Prints the same control plane in version 2, as the operator converts it.
  public let command: String

  /// Nil for every other manifest.
  public init?(_ manifest: Manifest) {
    guard manifest.kind == "ServiceMeshControlPlane", manifest.apiVersion == "maistra.io/v1" else { return nil }
    let namespace = manifest.namespace ?? "NAMESPACE"
    command =
      "oc get servicemeshcontrolplanes.v2.maistra.io \(ShellWord.quoted(manifest.name)) "
      + "-n \(ShellWord.quoted(namespace)) -o yaml"
    let version = manifest.version
    let numbers = version.flatMap(Version.numbers)
    let isTooOld = numbers.map { $0.lexicographicallyPrecedes([2, 1]) } ?? true
    what = "the control plane `\(manifest.name)` is in the old form `maistra.io/v1`"
    why =
      isTooOld
      ? "federation needs version 2.1 or later, and this is \(version ?? "a version 1"); nothing else of it was checked"
      : "its fields differ from those of `maistra.io/v2`, so nothing else of it was checked"
    next =
      isTooOld
      ? "migrate it to v2.1 or later; then `\(command)` prints it in version 2" : "print it in version 2: `\(command)`"
  }
}
