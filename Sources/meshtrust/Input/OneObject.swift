import Kubernetes

/// The only object of a name. Kubernetes identifies an object by kind, namespace and name, so several that differ in
/// one of them are several objects, and none of them is chosen.
enum OneObject {
  /// An object, and the file that contains it.
  struct Candidate<Object: Equatable> {
    let object: Object
    let metadata: ObjectMetadata
    let file: String
  }

  /// The only candidate; nil if there is none. Two copies of one object are one object.
  ///
  /// - Throws: ``CommandLineError/severalObjects(kind:candidates:option:)`` with all of them.
  static func of<Object>(
    _ kind: String, _ candidates: [Candidate<Object>], option: String
  ) throws(CommandLineError) -> Candidate<Object>? {
    guard let first = candidates.first else { return nil }
    guard candidates.allSatisfy({ $0.object == first.object }) else {
      throw .severalObjects(
        kind: kind, candidates: candidates.map { "\(text($0.metadata)) in \($0.file)" }, option: option)
    }
    return first
  }

  /// `namespace/name`, or the name alone if the object has no namespace.
  static func text(_ metadata: ObjectMetadata) -> String {
    metadata.namespace.map { "\($0)/\(metadata.name)" } ?? metadata.name
  }
}
