extension Resource {
  /// The display name; nil for a kustomization and for resources without a type here.
  public var objectName: ObjectName? { identity.map { ObjectName(kind: $0.kind, name: $0.metadata.name) } }

  /// Kind and metadata of the types here, except a kustomization, which is not an object of a cluster.
  var identity: (kind: String, metadata: ObjectMetadata)? {
    switch self {
    case .configMap(let configMap): (ConfigMap.kind, configMap.metadata)
    case .secret(let secret): (Secret.kind, secret.metadata)
    case .serviceMeshControlPlane(let controlPlane): (ServiceMeshControlPlane.kind, controlPlane.metadata)
    case .serviceMeshPeer(let peer): (ServiceMeshPeer.kind, peer.metadata)
    case .exportedServiceSet(let set): (ExportedServiceSet.kind, set.metadata)
    case .importedServiceSet(let set): (ImportedServiceSet.kind, set.metadata)
    case .destinationRule(let rule): (DestinationRule.kind, rule.metadata)
    case .serviceMeshMemberRoll(let roll): (ServiceMeshMemberRoll.kind, roll.metadata)
    case .service(let service): (Service.kind, service.metadata)
    case .kustomization, .other: nil
    }
  }
}
