import ArgumentParser
import Diagnostics
import Federation
import SystemPackage
import X509

/// The rules for verifying a chain.
enum VerifyProfile: String, CaseIterable {
  /// The X509-SVID standard, strictly.
  case spiffe
  /// The rules of a federated mesh's proxies.
  case envoy
  /// The rules of ztunnel, the proxy of ambient meshes.
  case ztunnel
  /// Only path validation by RFC 5280.
  case rfc5280
}

/// How a chain is verified: profile, time, and additional inputs.
struct JudgingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "spiffe, envoy or ztunnel (would the mesh's proxies accept it?), or rfc5280 (no SPIFFE rules).",
      valueName: "name"))
  var profile = VerifyProfile.spiffe.rawValue

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A file with CRLs; may be repeated. They must cover every certificate.", valueName: "file"))
  var crl: [String] = []

  @Option(name: .long, help: ArgumentHelp("With rfc5280: more certificates to build a path from.", valueName: "file"))
  var untrusted: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With ztunnel: the version of Istio that it comes from. (default: the newest)", valueName: "version"))
  var istio: String?

  @Option(
    name: .long,
    help: ArgumentHelp("With rfc5280: server, client or any; with ztunnel: server or client.", valueName: "purpose"))
  var purpose = Purpose.any.rawValue

  @Option(
    name: .long,
    help: ArgumentHelp("With rfc5280: the maximum number of intermediates. (default: 8)", valueName: "count"))
  var maxDepth: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With rfc5280: an acceptable certificate policy; may be repeated. (default: any)", valueName: "oid"))
  var policy: [String] = []

  @Flag(name: .long, help: "With rfc5280: require an acceptable policy along the path.")
  var requireExplicitPolicy = false

  @Flag(name: .long, help: "With rfc5280: do not allow policy mapping.")
  var inhibitPolicyMapping = false

  @Flag(name: .long, help: "With rfc5280: ignore anyPolicy in certificates.")
  var inhibitAnyPolicy = false

  @Flag(
    name: .long, help: "With spiffe: let an intermediate of the bundle end a path, as OpenSSL's -partial_chain does.")
  var partialChain = false

  @Option(name: .long, help: ArgumentHelp("Verify at this time (RFC 3339). (default: now)", valueName: "time"))
  var at: String?

  @Flag(name: .long, help: "Reject on warnings too.")
  var strict = false

  /// The purpose that a leaf must have.
  enum Purpose: String, CaseIterable {
    case server, client, any

    var purposes: [ExtendedKeyUsage.Purpose] {
      switch self {
      case .server: [.serverAuth]
      case .client: [.clientAuth]
      case .any: []
      }
    }
  }

  /// The options as values, checked together.
  func settings(now: String?) throws -> JudgingSettings {
    let profile: VerifyProfile = try OptionValue.choice("--profile", profile)
    let purpose: Purpose = try OptionValue.choice("--purpose", purpose)
    let isOfPaths = maxDepth != nil || !untrusted.isEmpty || hasPolicies
    if profile != .rfc5280, isOfPaths || purpose != .any && profile != .ztunnel {
      throw UsageError.conflict(.pathValidationOnly)
    }
    guard profile == .spiffe || profile == .rfc5280 || !partialChain else {
      throw UsageError.conflict(.partialChainOfProxies)
    }
    if profile == .ztunnel, !crl.isEmpty { throw UsageError.conflict(.revocationOfZtunnel) }
    if let maxDepth, !(0...100).contains(maxDepth) {
      throw CommandLineError.value(
        option: "--max-depth", text: "\(maxDepth)", why: "it must be from 0 to 100", next: "--max-depth 8")
    }
    var limits = PathLimits()
    if let maxDepth { limits.intermediates = maxDepth }
    return JudgingSettings(
      profile: profile, time: try Clock.now(at ?? now, option: at == nil ? "--now" : "--at"),
      purposes: purpose.purposes, limits: limits, rule: partialChain ? .anyAuthority : .selfSigned, isStrict: strict,
      certificatePolicies: try policyInputs(), revocationFiles: crl, untrustedFiles: untrusted,
      webPKI: try webPKI(profile))
  }

  /// What ztunnel of the version verifies with.
  private func webPKI(_ profile: VerifyProfile) throws -> WebPKI {
    guard let istio else { return ControlPlane.Version.newestWebPKI }
    guard profile == .ztunnel else { throw UsageError.conflict(.ztunnelOnly) }
    guard let version = ControlPlane.Version(istio: istio) else {
      throw CommandLineError.value(
        option: "--istio", text: istio, why: "Istio's versions look like 1.29 or 1.29.3", next: "--istio 1.29.3")
    }
    return version.webPKI
  }
}

/// The options as values.
struct JudgingSettings {
  let profile: VerifyProfile
  let time: Timestamp
  let purposes: [ExtendedKeyUsage.Purpose]
  let limits: PathLimits
  let rule: TrustAnchors.Rule
  let isStrict: Bool
  let certificatePolicies: PolicyInputs
  let revocationFiles: [String]
  let untrustedFiles: [String]
  let webPKI: WebPKI
}
