import Diagnostics
import Documents

/// What a request asks for: an object, or the objects of a kind. What answers it must be that, since the name of a file, the
/// namespace of evidence and the target of a write follow from it.
struct AskedObject: Hashable, Sendable {
  let type: ResourceType
  /// Nil or empty for all namespaces, and for an object of the whole cluster.
  let namespace: String?
  /// Nil for the items of a list.
  var name: String?
  /// Whether the server may leave out all but the metadata, in a form that has a kind of its own.
  var isMetadata = false

  /// An answer, or an item of one, with the kind that was asked for.
  ///
  /// - Throws: ``AnswerFault/unreadable(request:reason:)`` for anything that was not asked for.
  func take(_ answer: Node, _ request: String) throws(AnswerFault) -> Node {
    func refusal(_ reason: String) -> AnswerFault { .unreadable(request: request, reason: reason) }
    guard let mapping = answer.mapping else { throw refusal("\(name == nil ? "an item" : "it") is no object") }
    let isPartial = isMetadata && mapping["kind"]?.string == Self.partialKind
    let head = [
      ("apiVersion", isPartial ? Self.partialVersion : type.apiVersion),
      ("kind", isPartial ? Self.partialKind : type.kind),
    ]
    for (key, wanted) in head {
      // Items of built-in kinds leave out what they are.
      guard let found = mapping[key] ?? (name == nil ? Node.string(wanted) : nil) else {
        throw refusal("it has no \(key)")
      }
      guard found.string == wanted else { throw refusal("its \(key) is \(Self.text(found)), not `\(wanted)`") }
    }
    let metadata = mapping["metadata"]
    guard let found = metadata?["name"]?.string, !found.isEmpty else { throw refusal("an object has no name") }
    if let name, found != name { throw refusal("its name is \(Self.text(.string(found))), not `\(name)`") }
    if let namespace, !namespace.isEmpty, metadata?["namespace"]?.string != namespace {
      let other = metadata?["namespace"].map(Self.text) ?? "missing"
      throw refusal("the namespace of \(Self.text(.string(found))) is \(other), not `\(namespace)`")
    }
    let own: [(String, Node)] = [("apiVersion", .string(type.apiVersion)), ("kind", .string(type.kind))]
    let rest = mapping.entries.filter { $0.key != "apiVersion" && $0.key != "kind" }
    return .mapping(own + rest.map { ($0.key, $0.value.unmarked) })
  }

  /// What continues a list; nil at its end.
  ///
  /// - Parameter frame: A list of the API without its items.
  /// - Throws: ``AnswerFault/unreadable(request:reason:)`` for anything but a list of the kind that was asked for: what is
  ///   missing from it would count as not there, and its items as objects of that kind.
  func next(after frame: Node, _ request: String) throws(AnswerFault) -> String? {
    func refusal(_ reason: String) -> AnswerFault { .unreadable(request: request, reason: reason) }
    // No definition of a kind that is read names its list otherwise.
    let own = (kind: type.kind + "List", version: type.apiVersion)
    let isPartial = isMetadata && frame["kind"]?.string == Self.partialKind + "List"
    let head = isPartial ? (kind: Self.partialKind + "List", version: Self.partialVersion) : own
    guard frame["kind"]?.string == head.kind, frame["apiVersion"]?.string == head.version else {
      throw refusal("it is no \(own.kind) of \(own.version)")
    }
    guard let items = frame["items"], items.isNull || items.sequence?.isEmpty ?? false else {
      throw refusal("it has no items")
    }
    let metadata = frame["metadata"]
    guard metadata?.mapping != nil || metadata == nil else { throw refusal("its metadata is no object") }
    let token = metadata?["continue"]
    guard token == nil || token?.string != nil else { throw refusal("what continues it is no string") }
    let next = token?.string.flatMap { $0.isEmpty ? nil : $0 }
    if next == nil, let rest = metadata?["remainingItemCount"], rest.int != 0 {
      throw refusal("nothing continues it, and it says that there are more objects")
    }
    return next
  }

  private static let partialKind = "PartialObjectMetadata"
  private static let partialVersion = "meta.k8s.io/v1"

  /// What the server said, in one line.
  private static func text(_ node: Node) -> String { node.text.map { "`\($0.asSentence)`" } ?? node.kindName }
}
