import Documents
import HTTP
public import X509

extension ClusterSession {
  /// The port of Envoy's administration, which listens on the Pod's loopback only.
  private static let administration = 15_000

  /// From when on the certificate that a Pod's proxy presents is valid: the earliest of those that Envoy has for itself.
  /// Nil if it does not say.
  public func renewal(of pod: PodState) throws(ClusterError) -> Timestamp? {
    let forward = try PortForward(program, context: access.context, pod: pod, to: Self.administration)
    var bytes: [UInt8] = []
    let limit = limits.answerBytes
    do throws(HTTPError) {
      let connection = try HTTPConnection(port: forward.port)
      let request = HTTPRequest("GET", "/certs", headers: Self.json, timeout: .seconds(limits.readSeconds))
      let head = try connection.send(request) { _, part in
        bytes += part
        return bytes.count <= limit
      }
      guard head.status == 200, bytes.count <= limit else { return nil }
    } catch {
      throw .answer(.broken(request: "GET /certs of \(pod.path)", reason: "\(error)"))
    }
    let root = (try? DocumentReader.all(bytes: bytes, source: "certs", format: .json))?.first?.root
    let own = (root?["certificates"]?.sequence ?? []).flatMap { $0["cert_chain"]?.sequence ?? [] }
    let times = own.map { $0["valid_from"].flatMap(PodState.time) }
    // One that cannot be read may be the one that is presented.
    guard !times.isEmpty, times.allSatisfy({ $0 != nil }) else { return nil }
    let earliest = times.compactMap(\.self).min()
    // One that claims to be valid later than now says nothing about since when the Pod has it.
    if let earliest, let now = clock.latest, earliest > now + ServerClock.skew { return nil }
    return earliest
  }

  /// Does something with a port of a Pod, through a port of this machine.
  public func forwarding<Value>(
    to pod: PodState, port: Int, _ body: (UInt16) -> Value
  ) throws(ClusterError) -> Value {
    let forward = try PortForward(program, context: access.context, pod: pod, to: port)
    return withExtendedLifetime(forward) { body(forward.port) }
  }
}
