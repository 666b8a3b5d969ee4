import Kubernetes

extension Resource {
  var exports: ExportedServiceSet? { if case .exportedServiceSet(let value) = self { value } else { nil } }
  var imports: ImportedServiceSet? { if case .importedServiceSet(let value) = self { value } else { nil } }
  var destinationRule: DestinationRule? { if case .destinationRule(let value) = self { value } else { nil } }
  var memberRoll: ServiceMeshMemberRoll? { if case .serviceMeshMemberRoll(let value) = self { value } else { nil } }
  var service: Service? { if case .service(let value) = self { value } else { nil } }
}
