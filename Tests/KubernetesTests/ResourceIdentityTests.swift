import Kubernetes
import Testing

@Suite struct ResourceIdentityTests {
  @Test(arguments: [
    ("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "Service"), ("maistra.io/v2", "ServiceMeshControlPlane"),
    ("maistra.io/v1", "ServiceMeshMemberRoll"), ("federation.maistra.io/v1", "ServiceMeshPeer"),
    ("federation.maistra.io/v1", "ExportedServiceSet"), ("federation.maistra.io/v1", "ImportedServiceSet"),
    ("networking.istio.io/v1alpha3", "DestinationRule"),
  ])
  func everyTypedObjectHasAName(version: String, kind: String) throws {
    func resource(_ name: String) throws -> Resource {
      try read("{apiVersion: \(version), kind: \(kind), metadata: {name: \(name)}}")
    }
    #expect(try resource("a").objectName == ObjectName(kind: kind, name: "a"))
    try resource("a").validate()
    #expect(throws: KubernetesError.self) { try resource("A").validate() }
  }

  @Test(arguments: [
    "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: []}",
    "{apiVersion: v1, kind: Pod, metadata: {name: a}}",
    "{apiVersion: maistra.io/v2, kind: ServiceMeshMemberRoll, metadata: {name: a}}",
    "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {}}}",
    "{apiVersion: federation.maistra.io/v2, kind: ExportedServiceSet, metadata: {name: a}}",
  ])
  func nothingElseHas(text: String) throws {
    #expect(try read(text).objectName == nil)
  }
}
