/// The types of the resources, in a table with one line each: `Name: field=shape field!=shape`.
///
/// A shape is `s` for a string, `i` and `n` for whole and any numbers, `b` for a boolean, `x` for a whole number or a
/// string, `y` for base64, `o` for anything, `[…]` for a sequence, `{…}` for a mapping from any names, and otherwise
/// the name of another type. `!` marks a required field.
enum TypeTable {
  /// The shape of a value.
  indirect enum Shape: Sendable {
    case string, integer, number, bool, integerOrString, base64, anything
    case list(Shape)
    case table(Shape)
    case object(String)
  }

  struct Member: Sendable {
    let shape: Shape
    let isRequired: Bool
  }

  struct ObjectType: Sendable {
    /// By name.
    let members: [String: Member]
    /// The names of the required fields, in order.
    let required: [String]

    init(_ members: [String: Member]) {
      self.members = members
      required = members.filter(\.value.isRequired).keys.sorted()
    }
  }

  /// The type of a kind's document, with the fields of every object, and the table that it is from; nil for kinds and
  /// versions without a type here.
  static func root(of manifest: Manifest) -> (type: ObjectType, family: Family)? {
    guard versions[manifest.kind]?.contains(manifest.apiVersion) ?? false else { return nil }
    let family = istioGroups[manifest.kind] == nil ? maistra : istio
    return family.roots[manifest.kind].map { ($0, family) }
  }

  /// Types that refer to each other by name. Each table is read when the first object of its kinds comes.
  struct Family: Sendable {
    /// By name.
    let types: [String: ObjectType]
    /// Of whole objects, by kind.
    let roots: [String: ObjectType]
    /// Every field of every type. A word that is one of them, but not here, is no slip of another.
    let fieldNames: Set<String>

    fileprivate init(_ tables: [String]) {
      let types = Dictionary(tables.flatMap { $0.split(separator: "\n") }.map(TypeTable.type)) { first, _ in first }
      self.types = types
      fieldNames = Set(types.values.flatMap(\.members.keys))
      roots = Dictionary(
        uniqueKeysWithValues: versions.keys.compactMap { kind in
          guard var members = types[kind + "0"]?.members else { return nil }
          for key in ["apiVersion", "kind"] { members[key] = Member(shape: .string, isRequired: true) }
          members["metadata"] = Member(shape: .object("Metadata0"), isRequired: true)
          // What the control plane writes is not checked.
          members["status"] = Member(shape: .anything, isRequired: false)
          return (kind, ObjectType(members))
        })
    }
  }

  /// The kinds of Kubernetes and Maistra.
  static let maistra = Family([core, controlPlane, federation, destinationRule])
  /// The kinds of Istio and of what signs and distributes for it.
  static let istio = Family([core, sail, istioObjects, distribution])

  /// The API versions with a type here, by kind, the present one first.
  static let versions: [String: [String]] = [
    "ConfigMap": ["v1"], "Secret": ["v1"], "Service": ["v1"], "ServiceMeshControlPlane": ["maistra.io/v2"],
    "ServiceMeshMemberRoll": ["maistra.io/v1"], "ServiceMeshPeer": ["federation.maistra.io/v1"],
    "ExportedServiceSet": ["federation.maistra.io/v1"], "ImportedServiceSet": ["federation.maistra.io/v1"],
    "DestinationRule": networking("v1beta1", "v1alpha3", "v1"),
    "ServiceEntry": networking("v1", "v1beta1", "v1alpha3"), "WorkloadEntry": networking("v1", "v1beta1", "v1alpha3"),
    "Gateway": networking("v1", "v1beta1", "v1alpha3"),
    "AuthorizationPolicy": ["security.istio.io/v1", "security.istio.io/v1beta1"],
    "PeerAuthentication": ["security.istio.io/v1", "security.istio.io/v1beta1"],
    "Istio": ["sailoperator.io/v1", "sailoperator.io/v1alpha1"],
    "IstioRevision": ["sailoperator.io/v1", "sailoperator.io/v1alpha1"],
    "IstioOperator": ["install.istio.io/v1alpha1"], "Bundle": ["trust.cert-manager.io/v1alpha1"],
    "ClusterBundle": ["trust-manager.io/v1alpha2"], "ClusterFederatedTrustDomain": ["spire.spiffe.io/v1alpha1"],
    "ClusterSPIFFEID": ["spire.spiffe.io/v1alpha1"], "IstioCSR": ["operator.openshift.io/v1alpha1"],
    "Certificate": ["cert-manager.io/v1"], "Issuer": ["cert-manager.io/v1"], "ClusterIssuer": ["cert-manager.io/v1"],
  ]

  /// The groups of the kinds in the second table. Other projects have kinds of these names too.
  static let istioGroups: [String: String] = [
    "ServiceEntry": "networking.istio.io", "WorkloadEntry": "networking.istio.io", "Gateway": "networking.istio.io",
    "AuthorizationPolicy": "security.istio.io", "PeerAuthentication": "security.istio.io", "Istio": "sailoperator.io",
    "IstioRevision": "sailoperator.io",
    "IstioOperator": "install.istio.io", "Bundle": "trust.cert-manager.io", "ClusterBundle": "trust-manager.io",
    "ClusterFederatedTrustDomain": "spire.spiffe.io", "ClusterSPIFFEID": "spire.spiffe.io",
    "IstioCSR": "operator.openshift.io", "Certificate": "cert-manager.io", "Issuer": "cert-manager.io",
    "ClusterIssuer": "cert-manager.io",
  ]

  private static func networking(_ versions: String...) -> [String] { versions.map { "networking.istio.io/\($0)" } }

  fileprivate static func type(_ line: Substring) -> (String, ObjectType) {
    let words = line.split(separator: " ")
    let name = words.first.map { String($0.dropLast()) } ?? ""
    let members = words.dropFirst().map { word -> (String, Member) in
      let key = word.prefix { $0 != "=" && $0 != "!" }
      let isRequired = word.dropFirst(key.count).first == "!"
      return (
        String(key), Member(shape: shape(word.dropFirst(key.count + (isRequired ? 2 : 1))), isRequired: isRequired)
      )
    }
    return (name, ObjectType(Dictionary(members) { first, _ in first }))
  }

  private static func shape(_ text: Substring) -> Shape {
    switch text {
    case "s": .string
    case "i": .integer
    case "n": .number
    case "b": .bool
    case "x": .integerOrString
    case "y": .base64
    case "o": .anything
    default:
      if text.hasPrefix("[") {
        .list(shape(text.dropFirst().dropLast()))
      } else if text.hasPrefix("{") {
        .table(shape(text.dropFirst().dropLast()))
      } else {
        .object(String(text))
      }
    }
  }
}
