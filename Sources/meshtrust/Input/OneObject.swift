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

  /// The only ConfigMap or Secret of a file; nil if there is none. The certificates of several are never pooled: one of
  /// them could be another mesh's, or anybody's.
  ///
  /// - Throws: ``CommandLineError/severalObjects(kind:candidates:option:)`` with all of them.
  static func ofCertificates(_ resources: [Resource], in file: String) throws(CommandLineError) -> Resource? {
    var found: [Candidate<Resource>] = []
    var kinds: Set<String> = []
    for resource in resources {
      guard let (kind, metadata) = holder(resource), !found.contains(where: { $0.object == resource }) else { continue }
      // Enough to show: each further one would be compared with all of them.
      if found.count == 1000 { break }
      kinds.insert(kind)
      found.append(Candidate(object: resource, metadata: metadata, file: file))
    }
    guard found.count > 1 else { return found.first?.object }
    throw .severalObjects(
      kind: kinds.sorted().joined(separator: " or "),
      candidates: found.map { candidate in
        "\(candidate.object.objectName?.kind ?? "object") \(text(candidate.metadata)) in \(file)"
      }, option: file == "-" ? "standard input" : file)
  }

  /// Kind and metadata of an object that holds certificates.
  private static func holder(_ resource: Resource) -> (kind: String, metadata: ObjectMetadata)? {
    switch resource {
    case .configMap(let configMap): (ConfigMap.kind, configMap.metadata)
    case .secret(let secret): (Secret.kind, secret.metadata)
    default: nil
    }
  }

  /// `namespace/name`, or the name alone if the object has no namespace.
  static func text(_ metadata: ObjectMetadata) -> String {
    metadata.namespace.map { "\($0)/\(metadata.name)" } ?? metadata.name
  }
}
