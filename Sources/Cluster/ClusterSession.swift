public import Documents
import Glibc
import HTTP

/// A live cluster through one context: requests, and what they say about time.
public final class ClusterSession {
  public let access: ClusterAccess
  public let context: ContextView
  /// The client with its folder.
  public let client: String
  /// How many requests were sent, repeated ones included.
  public internal(set) var requests = 0
  public internal(set) var clock = ServerClock()
  let program: ClientProgram
  let methods: ProxyMethods
  let proxy: ProxyProcess
  let connection: HTTPConnection
  let limits: RequestLimits
  private let interruption: Interruption

  /// Checks the context and starts the client's proxy. Nothing is asked of the cluster yet.
  ///
  /// - Parameter interruption: Once it is wanted, no request is sent a second time.
  public init(
    _ access: ClusterAccess, environment: ProgramEnvironment, methods: ProxyMethods = .reading,
    limits: RequestLimits = RequestLimits(), interruption: Interruption = .never
  ) throws(ClusterError) {
    self.access = access
    self.limits = limits
    self.interruption = interruption
    self.methods = methods
    program = try ClientProgram(access, environment: environment)
    client = program.path
    context = try ContextView(access, program)
    proxy = try ProxyProcess.start(program, context: access.context, server: context.server, methods: methods)
    do throws(HTTPError) {
      connection = try HTTPConnection(socket: proxy.socket)
    } catch {
      if case .noLibrary(let names) = error { throw .setup(.noLibrary(names)) }
      throw .setup(.client(program: program.path, reason: "\(error)"))
    }
  }

  /// The client's version, by its own words; nil if it does not say.
  public func clientVersion() throws(ClusterError) -> String? {
    let bytes = try program.run(["version", "--client", "-o", "json"])
    return (try? DocumentReader.all(bytes: bytes, source: "version", format: .json))?.first?
      .root["clientVersion"]?["gitVersion"]?.text
  }

  /// Waits before a request is sent again, but no longer than the limits allow.
  ///
  /// - Returns: Whether it may be sent again.
  func pause(seconds: Int) -> Bool {
    for _ in 0..<(10 * min(seconds, limits.longestWaitSeconds)) {
      guard !interruption.isWanted() else { return false }
      // usleep takes less than a second on some systems.
      usleep(limits.microsecondsOfSecond / 10)
    }
    return !interruption.isWanted()
  }

  /// - Throws: ``ClusterError/unsteadyClock(context:seconds:)`` if no order follows from the server's times.
  func requireSteadyClock() throws(ClusterError) {
    guard clock.back <= ServerClock.margin else {
      throw .unsteadyClock(context: access.context, seconds: clock.back)
    }
  }

  /// The answer to a question that is about no object.
  public func get(_ path: String) throws(ClusterError) -> Node {
    try answer(to: HTTPRequest("GET", path, headers: Self.json, timeout: .seconds(limits.readSeconds)))
  }

  /// One object.
  public func object(_ type: ResourceType, _ name: String, in namespace: String?) throws(ClusterError) -> Node {
    try object(AskedObject(type: type, namespace: namespace, name: name))
  }

  /// One object; nil if the cluster says that it is not there.
  public func find(_ type: ResourceType, _ name: String, in namespace: String?) throws(ClusterError) -> Node? {
    do throws(ClusterError) {
      return try object(type, name, in: namespace)
    } catch .answer(.noObject) {
      return nil
    }
  }

  /// What is not in the values of an object: the server leaves them out. Nil if it is not there.
  public func metadata(of type: ResourceType, _ name: String, in namespace: String?) throws(ClusterError) -> Node? {
    do throws(ClusterError) {
      return try object(AskedObject(type: type, namespace: namespace, name: name, isMetadata: true))
    } catch .answer(.noObject) {
      return nil
    }
  }

  private func object(_ asked: AskedObject) throws(ClusterError) -> Node {
    let path = asked.type.path(namespace: asked.namespace, name: asked.name)
    let answer = try answer(
      to: HTTPRequest(
        "GET", path, headers: asked.isMetadata ? Self.metadataOfOne : Self.json, timeout: .seconds(limits.readSeconds)))
    do throws(AnswerFault) {
      return try asked.take(answer, "GET \(path)")
    } catch {
      throw .answer(error)
    }
  }

  /// Posts a question, such as one about one's own rights: it changes nothing.
  public func ask(_ path: String, _ question: Node) throws(ClusterError) -> Node {
    try answer(
      to: HTTPRequest(
        "POST", path, headers: Self.json + [("Content-Type", "application/json")],
        body: .plain(JSONWriter.bytes(question)), timeout: .seconds(limits.readSeconds)))
  }

  private static let metadataOfOne = [("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")]
  static let metadataOfMany = [("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")]
  static let json = [("Accept", "application/json")]
}
