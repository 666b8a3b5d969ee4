import ArgumentParser
import CA
import Kubernetes

/// Where a sealed key can be used.
struct SealingOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where a sealed key can be used: strict, namespace-wide or cluster-wide. (default: strict)", valueName: "scope"),
    completion: .list(SealedSecret.Scope.allCases.map(\.rawValue)))
  var scope: String?

  /// The controller whose certificate is in a file; nil without one.
  func sealer(_ file: String?, _ home: OpenHome) throws -> SecretSealer? {
    guard let file else {
      guard scope == nil else { throw UsageError.conflict(.scopeWithoutSealing) }
      return nil
    }
    let scope: SealedSecret.Scope = try scope.map { try OptionValue.choice("--scope", $0) } ?? .strict
    let certificates = try CertificateInput.read(file).certificates(file).certificates
    guard let certificate = certificates.first, certificates.count == 1 else {
      throw CommandLineError.wrongContent(
        file: file, found: "\(certificates.count) certificates", wanted: "the one certificate of a controller")
    }
    return try SecretSealer(certificate, scope: scope, at: home.now)
  }
}
