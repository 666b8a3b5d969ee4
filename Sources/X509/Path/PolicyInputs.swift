/// A verifier's requirements on certificate policies (RFC 5280 section 6.1.1 (c), (e), (f) and (g)).
public struct PolicyInputs: Hashable, Sendable {
  /// `user-initial-policy-set`, as dotted numbers; nil means any policy.
  package var acceptable: Set<String>?
  /// `initial-explicit-policy`: the path must be valid for one of the acceptable policies.
  package var requiresExplicitPolicy: Bool
  /// `initial-policy-mapping-inhibit`: policy mappings are not followed.
  package var inhibitsMapping: Bool
  /// `initial-any-policy-inhibit`: anyPolicy in a certificate is ignored.
  package var inhibitsAnyPolicy: Bool

  /// Whether a text is the dotted number of a policy.
  package static func isPolicy(_ text: String) -> Bool { ObjectID(text) != nil }

  /// The defaults require nothing.
  package init(
    acceptable: Set<String>? = nil, requiresExplicitPolicy: Bool = false, inhibitsMapping: Bool = false,
    inhibitsAnyPolicy: Bool = false
  ) {
    self.acceptable = acceptable
    self.requiresExplicitPolicy = requiresExplicitPolicy
    self.inhibitsMapping = inhibitsMapping
    self.inhibitsAnyPolicy = inhibitsAnyPolicy
  }
}
