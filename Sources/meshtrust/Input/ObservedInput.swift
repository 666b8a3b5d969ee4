import CA
import Diagnostics
import Documents
import Kubernetes
import Rotation
import X509

/// The ConfigMaps of files and folders, as observations of running meshes.
enum ObservedInput {
  static func read(_ path: String) throws -> [ObservedRoots] {
    var observed: [ObservedRoots] = []
    try ManifestInput.each(path) { observed += try observations($0) }
    return observed
  }

  /// Those of one document, or of a list.
  ///
  /// - Parameter reading: The cluster that returned them just now.
  static func observations(_ document: Document, reading: SeenObject.Reading? = nil) throws -> [ObservedRoots] {
    try document.unrolled().filter { $0.root["kind"]?.string == ConfigMap.kind }
      .compactMap { try observation($0, reading) }
  }

  private static func observation(_ document: Document, _ reading: SeenObject.Reading?) throws -> ObservedRoots? {
    guard case .configMap(let configMap) = try Resource.read(document) else { return nil }
    let metadata = configMap.metadata
    let object = SeenObject(
      name: metadata.name, namespace: metadata.namespace, uid: metadata.uid, resourceVersion: metadata.resourceVersion,
      created: metadata.created, changed: metadata.lastChange,
      isBeingDeleted: metadata.isBeingDeleted, reading: reading, file: document.source)
    do throws(KubernetesError) {
      return ObservedRoots(object: object, certificates: .success(try rootCertificates(from: configMap).certificates))
    } catch {
      return ObservedRoots(object: object, certificates: .failure(ObservedRoots.Unreadable(error.diagnostic)))
    }
  }
}
