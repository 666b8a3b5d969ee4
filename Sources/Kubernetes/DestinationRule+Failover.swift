public import Federation
import SPIFFE

extension DestinationRule {
  /// Failover of a service to a peer: outlier detection, without which priorities have no effect, the two regions, and
  /// the identities that may answer, if known.
  public init(_ failover: Failover, outlierDetection: OutlierDetection = OutlierDetection()) {
    self.init(
      metadata: ObjectMetadata(
        name: failover.ruleName, namespace: failover.service.namespace,
        labels: ManifestSet.managedBy),
      host: failover.host)
    locality = LocalityLoadBalancing(
      failover: [LocalityLoadBalancing.Failover(from: failover.from, to: failover.to)])
    self.outlierDetection = outlierDetection
    if !failover.servers.isEmpty {
      tls = ClientTLS(subjectAltNames: failover.servers.map { $0.spiffeID.description })
    }
  }
}
