public import Diagnostics

/// A service that one mesh calls in another without service sets: what the importer calls, whom it expects to answer, what
/// the exporter's gateway lets through, and whom the exporter admits.
public struct BorderService: Sendable {
  /// The name that both sides use: it is the SNI.
  public let host: String
  public let call: Call
  public let passage: Passage
  public let admission: Admission
  /// The trust domains of both meshes, as far as they are known.
  let exporterDomain, importerDomain: String?

  /// What the importer has for the service.
  public enum Call: Sendable {
    case entry(Entry)
    /// Its ServiceEntries are known, and none is for the host.
    case missing
    /// Its ServiceEntries are not in the input.
    case unknown
  }

  /// A ServiceEntry.
  public struct Entry: Sendable {
    /// The display name.
    public let object: String
    public let place: Place
    /// `http 9080`.
    public let ports: [String]
    /// The identities that may answer: `subjectAltNames`. Empty: any certificate of any trusted root.
    public let identities: [String]
    /// The networks of its endpoints.
    public let networks: [String]
    /// Where calls go; empty if the input does not say.
    public let addresses: [String]
  }

  /// Whether a gateway of the exporter lets calls for the host in.
  public enum Passage: Sendable {
    /// By the Gateways with these display names.
    case listed([String])
    case unlisted([String])
    /// No Gateway of the exporter is in the input.
    case unknown
  }

  /// The principals of the importer that are admitted, as the policies name them.
  public var admitted: [String] { importerDomain.map { admission.principals(of: $0) } ?? admission.principals }

  /// Whether calls arrive, by everything that is known; nil if something that decides is not known.
  public var arrives: Bool? {
    let answers = [isCalled, isExpected, isLetThrough, isAdmitted]
    if answers.contains(false) { return false }
    return answers.contains(nil) ? nil : true
  }

  private var isCalled: Bool? {
    switch call {
    case .entry: true
    case .missing: false
    case .unknown: nil
    }
  }

  /// Whether the importer expects an identity of the exporter.
  private var isExpected: Bool? {
    guard case .entry(let entry) = call, let exporterDomain else { return nil }
    return entry.identities.isEmpty || entry.identities.contains { $0.hasPrefix("spiffe://\(exporterDomain)/") }
  }

  private var isLetThrough: Bool? {
    switch passage {
    case .listed: true
    case .unlisted: false
    case .unknown: nil
    }
  }

  private var isAdmitted: Bool? {
    guard admission.isKnown, !admission.hasConditions else { return nil }
    return admission.isForEveryone ? true : importerDomain.map { _ in !admitted.isEmpty }
  }
}

/// The services that one mesh calls in another.
public struct BorderDirection: Sendable {
  /// The mesh where the services run.
  public let from: ServiceGuide.MeshName
  /// The mesh that calls them.
  public let to: ServiceGuide.MeshName
  /// By host.
  public let services: [BorderService]
  /// Whether the ServiceEntries of the importer are known, and so what it calls.
  public let knowsCalls: Bool
  /// Whether the Gateways of the exporter are known.
  public let knowsPassages: Bool
}
