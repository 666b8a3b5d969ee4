import ArgumentParser
import Diagnostics
import X509

/// What is asked of certificate policies (RFC 5280 section 6.1.1 (c) and (e) to (g)); the rfc5280 profile alone asks.
struct PolicyOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "With rfc5280: an acceptable certificate policy; may be repeated. (default: any)", valueName: "oid"))
  var policy: [String] = []

  @Flag(name: .long, help: "With rfc5280: one acceptable policy must hold along the path.")
  var requireExplicitPolicy = false

  @Flag(name: .long, help: "With rfc5280: policies count only under their own names.")
  var inhibitPolicyMapping = false

  @Flag(name: .long, help: "With rfc5280: anyPolicy in a certificate stands for nothing.")
  var inhibitAnyPolicy = false

  var isGiven: Bool { !policy.isEmpty || requireExplicitPolicy || inhibitPolicyMapping || inhibitAnyPolicy }

  func inputs() throws -> PolicyInputs {
    for text in policy where !PolicyInputs.isPolicy(text) {
      throw CommandLineError.value(
        option: "--policy", text: text, why: "it is a dotted number such as 2.16.840.1.101.3.2.1.48.1",
        next: "`openssl x509 -noout -text` shows a certificate's policies")
    }
    return PolicyInputs(
      acceptable: policy.isEmpty ? nil : Set(policy), requiresExplicitPolicy: requireExplicitPolicy,
      inhibitsMapping: inhibitPolicyMapping, inhibitsAnyPolicy: inhibitAnyPolicy)
  }
}
