import ArgumentParser
import Diagnostics
import SystemPackage
import X509

/// By which rules a chain is judged.
enum VerifyProfile: String, CaseIterable {
  /// The X509-SVID standard, strictly.
  case spiffe
  /// As the proxies of a federated mesh judge.
  case envoy
  /// Path validation of RFC 5280 alone.
  case rfc5280
}

/// How a chain is judged: the profile, the time, and what is given beside the chain.
struct JudgingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("spiffe, envoy (would the mesh accept it?) or rfc5280 (no SPIFFE rule).", valueName: "name"))
  var profile = VerifyProfile.spiffe.rawValue

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A file with revocation lists; may be repeated. Every certificate must then be covered.", valueName: "file"))
  var crl: [String] = []

  @Option(name: .long, help: ArgumentHelp("With rfc5280: more certificates to build a path from.", valueName: "file"))
  var untrusted: [String] = []

  @Option(name: .long, help: ArgumentHelp("With rfc5280: server, client or any.", valueName: "purpose"))
  var purpose = Purpose.any.rawValue

  @Option(name: .long, help: ArgumentHelp("With rfc5280: intermediates at the most. (default: 8)", valueName: "count"))
  var maxDepth: Int?

  @OptionGroup var policies: PolicyOptions

  @Flag(
    name: .long, help: "With spiffe: let an intermediate of the bundle end a path, as OpenSSL's -partial_chain does.")
  var partialChain = false

  @Option(name: .long, help: ArgumentHelp("Judge for this moment (RFC 3339). (default: now)", valueName: "time"))
  var at: String?

  @Flag(name: .long, help: "Reject on warnings too.")
  var strict = false

  /// What a generic leaf must be good for.
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
    if profile != .rfc5280, purpose != .any || maxDepth != nil || !untrusted.isEmpty || policies.isGiven {
      throw CommandLineError.usage(
        what: "--purpose, --max-depth, --untrusted and what is about policies belong to --profile rfc5280",
        why: "the other profiles say themselves what a chain must be", next: "add --profile rfc5280, or leave them out")
    }
    guard profile != .envoy || !partialChain else {
      throw CommandLineError.usage(
        what: "--partial-chain and --profile envoy do not go together",
        why: "the mesh's proxies end a path at a self-signed root only", next: "leave one of them out")
    }
    if let maxDepth, !(0...100).contains(maxDepth) {
      throw CommandLineError.value(
        option: "--max-depth", text: "\(maxDepth)", why: "it is from 0 to 100", next: "--max-depth 8")
    }
    var limits = PathLimits()
    if let maxDepth { limits.intermediates = maxDepth }
    return JudgingSettings(
      profile: profile, time: try Clock.now(at ?? now, option: at == nil ? "--now" : "--at"),
      purposes: purpose.purposes, limits: limits, rule: partialChain ? .anyAuthority : .selfSigned, isStrict: strict,
      certificatePolicies: try policies.inputs(), revocationFiles: crl, untrustedFiles: untrusted)
  }
}

/// How a chain is judged, as values.
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
}
