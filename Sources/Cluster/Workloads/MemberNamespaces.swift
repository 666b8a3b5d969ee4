import Documents

/// The namespaces of a mesh of OpenShift Service Mesh 2: by the roll, and by the label that the operator sets.
struct MemberNamespaces {
  /// Nil if there is none.
  let roll: Node?
  /// Those with the label; nil if namespaces may not be listed.
  let labelled: [String]?
  /// That of the control plane.
  let home: String

  var namespaces: MeshWorkloads.Namespaces {
    guard let roll else {
      guard let labelled else {
        return .unknown("there is no ServiceMeshMemberRoll, and namespaces may not be listed")
      }
      return .known([home] + labelled.filter { $0 != home })
    }
    let status = roll["status"]
    let pending = (status?["pendingMembers"]?.sequence ?? []).map { $0.string ?? "…" }
    guard pending.isEmpty else {
      return .unknown("the ServiceMeshMemberRoll has pending members: \(pending.sorted().joined(separator: ", "))")
    }
    guard let configured else {
      // The operator has not said who the members are, so that anything that speaks of one leaves that open.
      return namesNobody && labelled.map({ $0.allSatisfy { $0 == home } }) ?? false
        ? .known([home]) : .unknown("the ServiceMeshMemberRoll has no status")
    }
    guard let configured = Self.texts(configured) else {
      return .unknown("a member of the ServiceMeshMemberRoll cannot be read")
    }
    guard !isBehind else { return .unknown("the operator has not seen the change of the ServiceMeshMemberRoll yet") }
    let members = configured.filter { $0 != home }
    if let labelled {
      let odd = Set(members).symmetricDifference(labelled.filter { $0 != home }).sorted()
      guard odd.isEmpty else {
        return .unknown(
          "the ServiceMeshMemberRoll and the label maistra.io/member-of differ: \(odd.joined(separator: ", "))")
      }
    }
    return .known([home] + members)
  }

  /// Whether the labels decide.
  var needLabels: Bool { roll == nil || configured == nil }

  /// Those that the operator has taken up; nil if it does not say.
  private var configured: [Node]? { roll?["status"]?["configuredMembers"]?.sequence }

  /// Nil if one of them is no text, or had to be left out.
  private static func texts(_ nodes: [Node]) -> [String]? {
    let texts = nodes.compactMap(\.string)
    return texts.count == nodes.count ? texts : nil
  }

  /// Whether neither a list nor selectors name any members.
  private var namesNobody: Bool {
    let spec = roll?["spec"]
    return [spec?["members"], spec?["memberSelectors"]].allSatisfy { $0?.sequence?.isEmpty ?? $0?.isNull ?? true }
  }

  /// Whether what the operator says is of an earlier state of the roll.
  private var isBehind: Bool {
    guard let seen = roll?["status"]?["observedGeneration"]?.int else { return false }
    return seen < roll?["metadata"]?["generation"]?.int ?? 0
  }
}
