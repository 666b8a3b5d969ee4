import Diagnostics
import X509

/// Requirements on certificate policies (RFC 5280 section 6.1.1 (c) and (e) to (g)), only for the rfc5280 profile.
extension JudgingOptions {
  var hasPolicies: Bool { !policy.isEmpty || requireExplicitPolicy || inhibitPolicyMapping || inhibitAnyPolicy }

  func policyInputs() throws -> PolicyInputs {
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
