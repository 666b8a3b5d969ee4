public import Federation
import SPIFFE

extension DestinationRule {
  /// What the rule is called by which a service fails over.
  public static func name(ofFailover service: String) -> String { "\(service)-failover" }

  /// Makes a service fail over to a peer: outlier detection, without which priorities mean nothing, the two regions,
  /// and who may answer, as far as that is known.
  public init(_ failover: Failover, outlierDetection: OutlierDetection = OutlierDetection()) {
    self.init(
      metadata: ObjectMetadata(
        name: Self.name(ofFailover: failover.service.name), namespace: failover.service.namespace,
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
