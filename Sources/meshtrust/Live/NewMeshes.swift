import Cluster
import Diagnostics
import Documents

/// Running meshes that no home describes yet.
struct NewMeshes {
  private let accesses: [ClusterAccess]

  init(_ names: [String], _ options: ContextOptions) throws {
    let choices = try options.choices(nil, only: names.count == 1 ? names.first : nil)
    accesses = try names.map { try choices.access(of: $0, isOpenShift: true) }
  }

  /// What rules about manifests need, and the Secrets without their keys, from each mesh's cluster. The first error ends
  /// it: half of a federation would be described as the whole.
  func read(_ console: Console) throws -> (documents: [Document], reading: ExitStatus) {
    let environment = ProgramEnvironment(Environment.all)
    var documents: [Document] = []
    var reading = ExitStatus.done
    for access in accesses {
      let session = try ClusterSession(access, environment: environment)
      let namespace = session.context.namespace ?? "\(access.mesh)-system"
      let place = MeshPlace(name: access.mesh, namespace: namespace, isMaistra: false)
      let objects = try MeshReader.read([.manifests, .publicSecret], of: place, from: session, known: nil)
      console.say(LiveInput.findings(objects))
      if !objects.unread.isEmpty { reading = .inputOutput }
      documents += objects.documents
    }
    return (documents, reading)
  }
}
