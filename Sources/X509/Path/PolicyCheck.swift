import SwiftASN1

/// Certificate policies along a path (RFC 5280 sections 6.1.2 to 6.1.5).
///
/// As in the standard, the anchor's certificate is not part of the path here: its policies have no effect.
struct PolicyCheck {
  private let inputs: PolicyInputs
  private var graph = PolicyGraph()
  /// 6.1.2 (d), (e) and (f): how many more certificates may follow before each rule takes effect.
  private var explicitPolicy: Int
  private var inhibitAnyPolicy: Int
  private var policyMapping: Int

  /// `count` is the number of certificates below the anchor.
  init(_ inputs: PolicyInputs, count: Int) {
    self.inputs = inputs
    explicitPolicy = inputs.requiresExplicitPolicy ? 0 : count + 1
    inhibitAnyPolicy = inputs.inhibitsAnyPolicy ? 0 : count + 1
    policyMapping = inputs.inhibitsMapping ? 0 : count + 1
  }

  /// 6.1.3 (d) to (f).
  mutating func process(_ certificate: Certificate, isLeaf: Bool) -> PathFailure? {
    let policies = certificate.extensions.policies
    graph.add(
      policies.identifiers, countsAnyPolicy: inhibitAnyPolicy > 0 || (!isLeaf && certificate.isSelfIssued))
    return explicitPolicy > 0 || !graph.isEmpty ? nil : .policyNotAcceptable(wanted: wanted)
  }

  /// 6.1.4 (a), (b), and (h) to (j).
  mutating func prepareForNext(_ certificate: Certificate) -> PathFailure? {
    let policies = certificate.extensions.policies
    if let mappings = policies.mappings {
      guard mappings.allSatisfy({ $0.issuerPolicy != .anyPolicy && $0.subjectPolicy != .anyPolicy }) else {
        return .anyPolicyMapped
      }
      graph.map(mappings, isAllowed: policyMapping > 0)
    }
    if !certificate.isSelfIssued {
      explicitPolicy = max(0, explicitPolicy - 1)
      policyMapping = max(0, policyMapping - 1)
      inhibitAnyPolicy = max(0, inhibitAnyPolicy - 1)
    }
    explicitPolicy = min(explicitPolicy, policies.requireExplicitPolicy ?? explicitPolicy)
    policyMapping = min(policyMapping, policies.inhibitPolicyMapping ?? policyMapping)
    inhibitAnyPolicy = min(inhibitAnyPolicy, policies.inhibitAnyPolicy ?? inhibitAnyPolicy)
    return nil
  }

  /// 6.1.5 (a), (b) and (g).
  mutating func wrapUp(_ leaf: Certificate) -> PathFailure? {
    explicitPolicy = max(0, explicitPolicy - 1)
    if leaf.extensions.policies.requireExplicitPolicy == 0 { explicitPolicy = 0 }
    guard explicitPolicy == 0 else { return nil }
    let wanted = inputs.acceptable.map { texts in
      Set(texts.compactMap { PolicyGraph.Policy($0) })
    }
    // RFC 5280 6.1.1 (c): a set that contains anyPolicy accepts every policy.
    let set = wanted.flatMap { $0.contains(.anyPolicy) ? nil : $0 }
    return graph.isEmpty || graph.acceptable(of: set).isEmpty ? .policyNotAcceptable(wanted: self.wanted) : nil
  }

  private var wanted: [String] { (inputs.acceptable ?? []).sorted() }
}
