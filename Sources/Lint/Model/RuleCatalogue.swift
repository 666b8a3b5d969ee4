import Diagnostics

extension Rule {
  /// Every rule, by family.
  public static let all: [Rule] = [
    GatewayRules.all, IdentityRules.all, CertificateRules.all, PeerRules.all, ServiceRules.all, FailoverRules.all,
    LifecycleRules.all, istio, TypeRules.all,
  ].flatMap { $0 }

  /// MT-I, by number.
  private static let istio: [Rule] = [
    SigningRules.all, PoolRules.all, ReloadRules.all, DomainRules.all, AmbientRules.all, AccessRules.all,
    EndpointRules.all, DistributionRules.all, UpgradeRules.all,
  ].flatMap { $0 }.sorted { $0.code.rawValue < $1.code.rawValue }
}
