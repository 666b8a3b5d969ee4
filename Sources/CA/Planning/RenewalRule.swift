public import Federation
public import X509

/// When an intermediate is due: at one third of its life left, and never later than the longest workload lifetime before
/// its end, because istiod does not shorten what it issues.
public enum RenewalRule {
  /// The moment from which `plan` renews the intermediate of a mesh.
  public static func renewal(of certificate: Certificate, _ profile: Profile) -> Timestamp {
    let validity = certificate.validity
    let third = (validity.notAfter.seconds - validity.notBefore.seconds) / 3
    return validity.notAfter - max(third, profile.maxWorkloadLifetime.seconds)
  }

  /// The moment from which a root should be rotated: early enough for a whole rotation in the last third of its life.
  public static func rotation(of certificate: Certificate) -> Timestamp {
    let validity = certificate.validity
    return validity.notAfter - (validity.notAfter.seconds - validity.notBefore.seconds) / 3
  }
}
