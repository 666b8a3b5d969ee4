import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import Rotation
import X509

/// `meshtrust rotate seen`: evidence that a mesh holds a bundle.
struct RotateSeenCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "seen",
    abstract: "Take in what somebody saw on a running mesh: the ConfigMap with the roots of the mesh that rotates.",
    discussion: Manual.text(
      "At a peer that is `PEER's own name for it`-ca-root-cert in the namespace of its control plane; for the mesh itself "
        + "istio-ca-root-cert in any of its namespaces. What is in it has to be the last bundle that was published.",
      examples: [
        "oc get cm red-mesh-ca-root-cert -o yaml | meshtrust rotate seen green-mesh --for red-mesh -f -",
        "meshtrust rotate seen red-mesh --for red-mesh -f istio-ca-root-cert.yaml",
      ],
      exits: [
        .done: "taken in", .malformed: "the file is no such ConfigMap",
        .refused: "it does not hold what the step needs, or nothing rotates", .usage: "no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that was looked at.", valueName: "peer"))
  var holder: String

  @Option(name: .customLong("for"), help: ArgumentHelp("The mesh whose roots they are.", valueName: "mesh"))
  var mesh: String

  @Option(name: .customShort("f"), help: ArgumentHelp("The ConfigMap; `-` reads standard input.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let mesh = try home.federation().requireMesh(mesh)
    guard holder == mesh.name || mesh.gateways(for: holder) != nil else {
      throw CommandLineError.usage(
        what: "`\(holder)` is no peer of `\(mesh.name)`", why: "only peers and the mesh itself hold its roots",
        next: ([mesh.name] + mesh.gateways.map(\.peer)).joined(separator: ", "))
    }
    let input = try CertificateInput.read(file)
    let configMap = try configMap(input)
    let (certificates, warnings) = try input.certificates(file)
    let seen = SeenBundle(
      holder: holder, mesh: mesh.name, certificates: certificates, uid: configMap.metadata.uid,
      resourceVersion: configMap.metadata.resourceVersion, file: file)
    let (evidence, findings) = try seen.evidence(in: try home.rotationLedger(withKeys: false))
    console.say(warnings + findings)
    try home.record([evidence])
    if output.json {
      console.print(
        .schema(
          "rotate-seen",
          [
            ("holder", .string(holder)), ("mesh", .string(mesh.name)),
            ("bundleVersion", .int(evidence.version)), ("time", .string(evidence.time.description)),
            ("source", .string(evidence.source)), ("diagnostics", .sequence((warnings + findings).map(\.node))),
          ]))
    } else {
      console.print("`\(holder)` holds version \(evidence.version) of \(mesh.name)'s bundle (\(evidence.source))")
    }
    return .done
  }

  private func configMap(_ input: CertificateInput) throws -> ConfigMap {
    let found = (input.resources ?? []).compactMap { resource -> ConfigMap? in
      if case .configMap(let configMap) = resource { configMap } else { nil }
    }
    guard found.count == 1, let only = found.first else {
      throw CommandLineError.wrongContent(
        file: file, found: found.isEmpty ? input.description : "\(found.count) ConfigMaps", wanted: "one ConfigMap")
    }
    return only
  }
}
