import Documents
import Testing

@testable import Cluster

/// Whatever an object has, and whoever wrote it: no field of another manager vanishes, and none gets another value that
/// is not shown before.
@Suite struct FieldsOfOthersTests {
  private typealias Make = DeployedFixtures

  /// An object as its fields, and who owns which.
  private struct Model {
    var fields: [FieldPath: String]
    var owners: [(manager: String, isApply: Bool, paths: Set<FieldPath>)]

    /// Server-side apply, as the API server does it.
    mutating func apply(_ wanted: [FieldPath: String], isForced: Bool) -> Bool {
      let others = owners.filter { $0.manager != "meshtrust" }
      let conflicts = others.flatMap { owner in owner.paths.filter { wanted[$0] != nil && fields[$0] != wanted[$0] } }
      guard conflicts.isEmpty || isForced else { return false }
      let mine = owners.filter { $0.manager == "meshtrust" && $0.isApply }.reduce(into: Set()) {
        $0.formUnion($1.paths)
      }
      for path in mine.subtracting(wanted.keys) where !others.contains(where: { $0.paths.contains(path) }) {
        fields[path] = nil
      }
      fields.merge(wanted) { $1 }
      return true
    }

    /// A merge patch (RFC 7396), whose nulls remove everything below.
    mutating func merge(_ patch: Node, at keys: [String] = []) {
      for entry in patch.mapping?.entries ?? [] {
        let path = keys + [entry.key]
        if entry.value.isNull {
          fields = fields.filter { !$0.key.isWithin(FieldPath(path)) }
        } else if entry.value.mapping != nil {
          merge(entry.value, at: path)
        } else {
          fields[FieldPath(path)] = JSONWriter.write(entry.value)
        }
      }
    }

    /// The object as a cluster shows it.
    func live(_ apiVersion: String, _ kind: String) -> LiveObject {
      var node = Node.mapping([("apiVersion", .string(apiVersion)), ("kind", .string(kind))])
      for (path, value) in fields {
        let read = (try? DocumentReader.all(bytes: Array(value.utf8), source: "", format: .json))?.first?.root.unmarked
        node = node.setting(path.keys[...], to: read ?? .null)
      }
      let entries = owners.map { owner in
        var set = Node.mapping([])
        for path in owner.paths { set = set.setting(path.keys.map { "f:\($0)" }[...], to: .mapping([])) }
        return Node.mapping([
          ("manager", .string(owner.manager)), ("operation", .string(owner.isApply ? "Apply" : "Update")),
          ("fieldsV1", set),
        ])
      }
      node = node.setting(["metadata", "managedFields"], to: .sequence(entries))
      return LiveObject(node.setting(["metadata", "uid"], to: .string("u")))
    }
  }

  private static let managers = [
    "meshtrust", "kubectl-client-side-apply", "kubectl-edit", "oc", "somebody", "istio-operator",
  ]
  private static let values = ["\"a\"", "\"b\"", "true", "[1,2]"]

  private static func model(_ paths: [FieldPath], _ random: inout Generator) -> Model {
    var model = Model(fields: [:], owners: [])
    for path in paths where random.next(upTo: 3) > 0 {
      model.fields[path] = values[random.next(upTo: values.count)]
    }
    for manager in managers where random.next(upTo: 2) == 0 {
      let owned = model.fields.keys.filter { _ in random.next(upTo: 3) == 0 }
      model.owners.append((manager, random.next(upTo: 2) == 0, Set(owned)))
    }
    return model
  }

  private static func check(
    _ before: Model, _ after: Model, _ decision: ObjectDecision, _ wanted: ObjectContent
  ) {
    let shown = Set(decision.changes.map(\.path))
    for owner in before.owners where owner.manager != "meshtrust" {
      for path in owner.paths {
        guard let value = before.fields[path] else { continue }
        if after.fields[path] == value { continue }
        let isReplaced = after.fields[path] != nil && wanted[path] == after.fields[path]
        let isPruned = after.fields[path] == nil && ManagedFields.isPerson(owner.manager)
        #expect(isReplaced || isPruned, "\(path) of \(owner.manager) is \(after.fields[path] ?? "gone")")
        #expect(shown.contains(path), "\(path) of \(owner.manager) was not shown")
        if isReplaced { #expect(decision.replaced.contains(owner.manager)) }
      }
    }
    // Fields of nobody stay, too.
    for (path, value) in before.fields where wanted[path] == nil && !shown.contains(path) {
      #expect(after.fields[path] == value, "\(path) is \(after.fields[path] ?? "gone")")
    }
  }

  @Test(arguments: 0..<40)
  func objectsThatAreOurs(seed: Int) throws {
    var random = Generator(seed: UInt64(seed))
    let wanted = try Make.roots()
    let paths =
      Array(wanted.content.fields.keys)
      + [
        FieldPath("data", "other"), FieldPath("metadata", "labels", "team"),
        FieldPath("metadata", "annotations", "note"),
      ]
    for _ in 0..<50 {
      let before = Self.model(paths.sorted(), &random)
      let published = random.next(upTo: 2) == 0 ? [ObjectContent(fields: before.fields)] : []
      let planner = Make.planner(takenOver: random.next(upTo: 3) == 0 ? [wanted.reference] : [])
      let decision = planner.decide(wanted, live: before.live("v1", "ConfigMap"), published: published)
      guard case .apply(let isForced) = decision.action else { continue }
      var after = before
      let isAccepted = after.apply(wanted.content.fields, isForced: isForced)
      #expect(isAccepted, "the server would see a conflict")
      Self.check(before, after, decision, wanted.content)
      #expect(wanted.content.fields.allSatisfy { after.fields[$0.key] == $0.value })
    }
  }

  @Test(arguments: 0..<40)
  func controlPlanes(seed: Int) throws {
    var random = Generator(seed: UInt64(seed))
    let wanted = try Make.manifest(
      """
      {"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane", "metadata": {"name": "red", "namespace": "red"},
       "spec": {"version": "v2.5", "security": {"trust": {"domain": "red.local"}},
       "gateways": {"additionalIngress": {"ingress-green": {"enabled": true}}}}}
      """)
    let others = [
      ["spec", "addons"], ["spec", "security", "x"],
      ["spec", "gateways", "additionalIngress", "ingress-blue", "enabled"],
      ["spec", "gateways", "additionalIngress", "ingress-blue", "replicas"],
      ["spec", "gateways", "additionalIngress", "ingress-green", "replicas"], ["metadata", "labels", "team"],
    ].map { FieldPath($0) }
    for _ in 0..<50 {
      let before = Self.model((Array(wanted.content.fields.keys) + others).sorted(), &random)
      let published =
        random.next(upTo: 2) == 0
        ? [ObjectContent(fields: before.fields.filter { _ in random.next(upTo: 2) == 0 })] : []
      let planner = Make.planner(
        takenOver: random.next(upTo: 3) == 0 ? [wanted.reference] : [], isPruning: random.next(upTo: 2) == 0)
      let decision = planner.decide(
        wanted, live: before.live("maistra.io/v2", "ServiceMeshControlPlane"), published: published)
      guard case .merge(let patch) = decision.action else { continue }
      var after = before
      after.merge(patch)
      Self.check(before, after, decision, wanted.content)
      #expect(after.fields[FieldPath("spec", "version")] == before.fields[FieldPath("spec", "version")])
    }
  }
}

/// Reproducible numbers (SplitMix64).
private struct Generator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  mutating func next(upTo limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}
