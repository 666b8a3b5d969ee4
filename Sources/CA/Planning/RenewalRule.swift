public import Federation
public import X509

/// An intermediate is due when one third of its life is left, and no later than the longest workload lifetime before it
/// expires, because istiod does not shorten what it issues.
public enum RenewalRule {
  /// When `plan` renews the intermediate of a mesh, or asks for its successor.
  ///
  /// - Parameter isExternal: Whether another authority signs it, which takes the profile's `externalLead`.
  public static func renewal(
    of certificate: Certificate, _ profile: Profile, isExternal: Bool = false
  ) -> Timestamp {
    let validity = certificate.validity
    let third = (validity.notAfter.seconds - validity.notBefore.seconds) / 3
    let lead = profile.maxWorkloadLifetime.seconds + (isExternal ? profile.externalLead.seconds : 0)
    return validity.notAfter - max(third, lead)
  }

  /// When to rotate a root: early enough for a whole rotation in the last third of its life.
  public static func rotation(of certificate: Certificate) -> Timestamp {
    let validity = certificate.validity
    return validity.notAfter - (validity.notAfter.seconds - validity.notBefore.seconds) / 3
  }
}
