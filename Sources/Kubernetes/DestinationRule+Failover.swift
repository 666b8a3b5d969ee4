public import Federation
import SPIFFE

extension DestinationRule {
  /// Makes a service fail over to a peer: outlier detection, without which priorities mean nothing, the two regions,
  /// and who may answer, as far as that is known.
  public init(_ failover: Failover, outlierDetection: OutlierDetection = OutlierDetection()) {
    self.init(
      metadata: ObjectMetadata(
        name: "\(failover.service.name)-failover", namespace: failover.service.namespace,
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
