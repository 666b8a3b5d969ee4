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

  /// The type of a kind's document, with the fields of every object; nil for kinds and versions without a type here.
  static func root(of manifest: Manifest) -> ObjectType? {
    guard versions[manifest.kind]?.contains(manifest.apiVersion) ?? false else { return nil }
    return roots[manifest.kind]
  }

  /// By kind.
  private static let roots: [String: ObjectType] = Dictionary(
    uniqueKeysWithValues: versions.keys.compactMap { kind in
      guard var members = types[kind + "0"]?.members else { return nil }
      for key in ["apiVersion", "kind"] { members[key] = Member(shape: .string, isRequired: true) }
      members["metadata"] = Member(shape: .object("Metadata0"), isRequired: true)
      // What the control plane writes is not checked.
      members["status"] = Member(shape: .anything, isRequired: false)
      return (kind, ObjectType(members))
    })

  /// The API versions with a type here, by kind.
  static let versions: [String: [String]] = [
    "ConfigMap": ["v1"], "Secret": ["v1"], "Service": ["v1"], "ServiceMeshControlPlane": ["maistra.io/v2"],
    "ServiceMeshMemberRoll": ["maistra.io/v1"], "ServiceMeshPeer": ["federation.maistra.io/v1"],
    "ExportedServiceSet": ["federation.maistra.io/v1"], "ImportedServiceSet": ["federation.maistra.io/v1"],
    "DestinationRule": ["networking.istio.io/v1beta1", "networking.istio.io/v1alpha3", "networking.istio.io/v1"],
  ]

  /// Every field of every type. A word that is one of them, but not here, is no slip of another.
  static let fieldNames: Set<String> = Set(types.values.flatMap(\.members.keys))

  /// By name.
  static let types: [String: ObjectType] = {
    let lines = [core, controlPlane, federation, destinationRule].flatMap { $0.split(separator: "\n") }
    return Dictionary(lines.map(type)) { first, _ in first }
  }()

  private static func type(_ line: Substring) -> (String, ObjectType) {
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
