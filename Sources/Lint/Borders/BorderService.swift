public import Diagnostics

/// A service that one mesh calls in another without service sets: what the importer calls, whom it expects to answer, what
/// the exporter's gateway lets through, and whom the exporter admits.
public struct BorderService: Sendable {
  /// The name that both sides use: it is the SNI.
  public let host: String
  public let call: Call
  public let passage: Passage
  public let admission: Admission
  /// Whether the importer expects whoever answers.
  public let isExpected: BorderAnswer
  /// Whether policies let calls pass the gateways that list the host.
  public let isPassed: BorderAnswer
  /// Whether the workloads take Istio's mutual TLS at the ports that are called.
  public let isServed: BorderAnswer
  /// Whether the importer calls it: by a ServiceEntry, or by an import in a home.
  public let isWanted: Bool

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
    let numbers: [Int]
    /// The identities that may answer: `subjectAltNames`. Empty: any certificate of any trusted root.
    public let identities: [String]
    /// The networks of its endpoints.
    public let networks: [String]
    /// Where calls go; empty if the input does not say.
    public let addresses: [String]
    /// Whether calls are sent there, with Istio's mutual TLS.
    public var isReached: BorderAnswer
  }

  /// Whether a gateway of the exporter lets calls for the host in.
  public enum Passage: Sendable {
    /// By the Gateways with these display names.
    case listed([String])
    case unlisted([String])
    /// No Gateway of the exporter is in the input.
    case unknown
  }

  /// Whether calls arrive, by everything that is known; nil if something that decides is not known.
  public var arrives: Bool? {
    let answers = self.answers
    if answers.contains(.no) { return false }
    return answers.allSatisfy { $0 == .yes } ? true : nil
  }

  /// What is not known of it, in words.
  public var unknowns: [String] {
    answers.flatMap(\.reasons).withoutRepetition
  }

  /// Whether it is let through and certainly not called, which is no difference between both sides.
  public var isOnlyOffered: Bool { if case .missing = call { !isWanted } else { false } }

  private var answers: [BorderAnswer] {
    [isCalled, isReached, isExpected, isLetThrough, isPassed, isServed, isAdmitted]
  }

  private var isCalled: BorderAnswer {
    switch call {
    case .entry: .yes
    case .missing: .no
    case .unknown: .unknown(["the caller's ServiceEntries are not in the input"])
    }
  }

  private var isReached: BorderAnswer {
    if case .entry(let entry) = call { entry.isReached } else { .yes }
  }

  private var isLetThrough: BorderAnswer {
    switch passage {
    case .listed: .yes
    case .unlisted: .no
    case .unknown: .unknown(["the Gateways where it runs are not in the input"])
    }
  }

  private var isAdmitted: BorderAnswer {
    switch admission.answer {
    case .admitted: .yes
    case .refused: .no
    case .unknown(let reasons): .unknown(reasons)
    }
  }
}

/// One of three values: what is not seen or not modelled is not known, and counts for no permission.
public enum BorderAnswer: Sendable, Hashable {
  case yes
  /// Certainly not.
  case no
  /// With the reasons, in words.
  case unknown([String])

  /// Why it is not known; empty if it is.
  public var reasons: [String] { if case .unknown(let reasons) = self { reasons } else { [] } }
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
