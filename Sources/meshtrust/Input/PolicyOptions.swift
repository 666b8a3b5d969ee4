import ArgumentParser
import Diagnostics
import X509

/// Requirements on certificate policies (RFC 5280 section 6.1.1 (c) and (e) to (g)), only for the rfc5280 profile.
struct PolicyOptions: ParsableArguments {
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

  var isGiven: Bool { !policy.isEmpty || requireExplicitPolicy || inhibitPolicyMapping || inhibitAnyPolicy }

  func inputs() throws -> PolicyInputs {
    for text in policy where !PolicyInputs.isPolicy(text) {
      throw CommandLineError.value(
        option: "--policy", text: text, why: "a policy is a dotted number such as 2.16.840.1.101.3.2.1.48.1",
        next: "`openssl x509 -noout -text` shows a certificate's policies")
    }
    return PolicyInputs(
      acceptable: policy.isEmpty ? nil : Set(policy), requiresExplicitPolicy: requireExplicitPolicy,
      inhibitsMapping: inhibitPolicyMapping, inhibitsAnyPolicy: inhibitAnyPolicy)
  }
}
