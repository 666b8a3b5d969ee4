public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inLint: [Explanation] =
    istioSigning + istioPools + istioIdentities + istioDistribution + istioUpgrades + ambient + certificates + failover
    + gateways + identities + lifecycle + peers + services + types + federationImport
    + removals
}
