/// What the client inherits: credential plugins and proxies need all of it.
public struct ProgramEnvironment: Sendable {
  private let variables: [String: String]

  /// Takes the environment of this process.
  public init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// Nil if the variable is not set or is empty.
  subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// `NAME=VALUE`. A file of the user's preferences could change what clients print, and let a deletion fail with
  /// success (kubectl 1.34, ~/.kube/kuberc).
  var lines: [String] {
    variables.merging(["KUBERC": "off"]) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// Where a program is, looked for as a shell does.
  func locate(_ name: String, isProgram: (String) -> Bool) -> String? {
    if name.contains("/") { return isProgram(name) ? name : nil }
    return (self["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
  }
}
