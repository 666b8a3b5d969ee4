import Diagnostics
import Documents
import Federation
public import Files
public import SystemPackage

/// The files with the configuration of a mesh's Istio. None of them is applied with the folder: each belongs to somebody
/// who has other fields in it.
public struct IstioFiles: Sendable {
  /// The name of the folder in a mesh's folder.
  public static let folderName = "istio"
  /// The folder in a mesh's folder.
  public static let folder = FilePath(folderName)
  /// The folder with what the SPIRE server of a mesh is told.
  public static let agentFolder = SPIREFederation.folder
  /// The patch of a Sail resource.
  public static let patch = folder.appending("patch.json")
  /// The whole Sail resource.
  public static let resource = folder.appending("istio.yaml")
  /// The values of the chart `istiod`.
  public static let values = folder.appending("values.yaml")
  /// The overlay for `istioctl install`.
  public static let overlay = folder.appending("istiooperator.yaml")
  /// The ConfigMap of the mesh's configuration.
  public static let configMap = folder.appending("configmap.yaml")

  public let files: [OutputFile]

  /// Empty for Maistra.
  init(_ mesh: Mesh, _ trust: IstioTrust) {
    switch mesh.controlPlane.flavour {
    case .maistra: files = []
    case .sail:
      files =
        [Self.patch(trust)]
        + [Self.file(Self.resource, trust.object(.sail, of: mesh), Self.comment(.sail, mesh))].compactMap { $0 }
    case .istio:
      files = [
        (Self.values, IstioForm.helm), (Self.overlay, .istioOperator), (Self.configMap, .configMap),
      ].compactMap { path, form in Self.file(path, trust.object(form, of: mesh), Self.comment(form, mesh)) }
    }
  }

  /// RFC 7386: fields that the patch does not have stay, and a list is replaced as a whole.
  private static func patch(_ trust: IstioTrust) -> OutputFile {
    let text = JSONWriter.write(.mapping(trust.fields(.sail)), pretty: true) + "\n"
    return OutputFile(path: patch, content: FileContent(text))
  }

  private static func file(_ path: FilePath, _ node: Node?, _ comment: [String]) -> OutputFile? {
    node.map { OutputFile(path: path, content: .plain(YAMLWriter.write([$0], comments: [comment]))) }
  }

  private static func comment(_ form: IstioForm, _ mesh: Mesh) -> [String] {
    let edit = SuggestedCommand.meshtrust("emit", mesh.name, "--into", "FILE").text(in: .none)
    switch form {
    case .sail:
      return [
        "The whole resource, only for a mesh that has none yet: \(mesh.client) create -f istio.yaml",
        "An existing one has fields of others, and is patched: \(mesh.sailPatch(file: "patch.json").description)",
      ]
    case .helm:
      return [
        "Values for the chart istio/istiod, after your own: helm upgrade … -f YOURS.yaml -f values.yaml",
        "A list is replaced as a whole. To edit your own file instead: \(edit)",
      ]
    case .istioOperator:
      return [
        "An overlay after your own: istioctl install -f YOURS.yaml -f istiooperator.yaml",
        "To edit your own file instead: \(edit)",
      ]
    case .configMap:
      return [
        "Only where neither Helm nor an operator owns this ConfigMap: it would take the fields back.",
        "To edit the running one: \(mesh.client) get configmap … -o yaml > FILE, then \(edit)",
        "Not in it, but in the environment of the Deployment \(mesh.istiod): \(IstioTrust.multiRoot)",
      ]
    }
  }
}
