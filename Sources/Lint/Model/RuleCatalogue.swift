extension Rule {
  /// Every rule, by family.
  public static let all: [Rule] = [
    GatewayRules.all, IdentityRules.all, CertificateRules.all, PeerRules.all, ServiceRules.all, FailoverRules.all,
    LifecycleRules.all, AmbientRules.all, TypeRules.all,
  ].flatMap { $0 }
}
