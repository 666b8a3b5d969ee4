import Cryptography
import Diagnostics
public import Documents
import HTTP

/// What came of a write.
public enum WriteAnswer: Sendable {
  /// Carried out; the object as it is now.
  case done(Node)
  /// Certainly not carried out.
  case refused(AnswerFault)
  /// Perhaps carried out: the object has to be read again.
  case unknown(AnswerFault)
}

/// One write to a cluster.
public struct ClusterWrite: Sendable {
  public enum Method: String, Sendable {
    case create = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  let method: Method
  let target: String
  let contentType: String
  let body: HTTPRequest.Body
  /// Whether the server is only asked what it would say.
  var isDryRun: Bool { target.hasSuffix("dryRun=All") }
  /// Whether the answer may hold what is secret, so that it is asked for without.
  let isSecret: Bool
}

extension ClusterSession {
  /// Sends a write. It is sent again only if the server says that it did not look at it (429): anything else may have
  /// been carried out.
  func send(_ write: ClusterWrite) -> WriteAnswer {
    guard methods == .writing || methods == .rehearsing && write.isDryRun else {
      return .refused(.forbidden("this command does not write: \(write.method.rawValue) \(write.target)"))
    }
    let accepted = write.isSecret ? Self.metadataAlone : "application/json"
    let request = HTTPRequest(
      write.method.rawValue, write.target, headers: [("Accept", accepted), ("Content-Type", write.contentType)],
      body: write.body, timeout: .seconds(limits.writeSeconds))
    for attempt in 1...limits.attempts {
      var bytes: [UInt8] = []
      switch attempted(request, isSecret: write.isSecret, into: &bytes) {
      case .success(nil):
        let root = (try? DocumentReader.all(bytes: bytes, source: "answer", format: .json))?.first?.root
        return .done(root?.unmarked ?? .null)
      case .success(let status?):
        guard status.code == 429, attempt < limits.attempts,
          pause(seconds: status.retryAfter ?? 1 << (attempt - 1))
        else { return answer(of: status, to: request) }
      case .failure(let error):
        let fault = self.fault(error, "\(request.method) \(request.target)")
        if case .refused = error { return .refused(fault) }
        return .unknown(fault)
      }
    }
    return .refused(.unavailable(status: 429, "too many requests"))
  }

  /// What an answer about a Secret should have; a server that knows no such form sends it whole.
  private static let metadataAlone =
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json"

  /// What came of a write, its object or later its answer says.
  private static let carriedOut = 200...299

  /// Sends a write once. Of the answer to one about a Secret only what is no value is kept.
  private func attempted(
    _ request: HTTPRequest, isSecret: Bool, into bytes: inout [UInt8]
  ) -> Result<StatusAnswer?, HTTPError> {
    let limit = limits.answerBytes
    if isSecret {
      var body: SecretBytes?
      let result = attemptedSecret(request, &body, good: Self.carriedOut)
      if case .success(nil) = result {
        bytes =
          body.flatMap { body in
            try? body.withBytes { bytes throws(SecretScanner.Malformed) in try unsafe SecretScanner(bytes).plain }
          } ?? []
      }
      return result
    }
    var received: [UInt8] = []
    let result = attempted(request, good: Self.carriedOut) { part in
      received += part
      return received.count <= limit
    }
    bytes = received
    return result
  }

  private func answer(of status: StatusAnswer, to request: HTTPRequest) -> WriteAnswer {
    let name = "\(request.method) \(request.target)"
    let fault = status.fault(name, context: access.context, clientMessages: proxyMessages)
    guard status.code >= 500 else { return .refused(fault) }
    switch fault {
    // The client did not reach the server at all, unless the connection ended in the middle.
    case .credentials: return .refused(fault)
    case .unreachable where !status.isCutOff: return .refused(fault)
    case .write(.denied), .write(.invalid): return .refused(fault)
    default: return .unknown(fault)
    }
  }

  private var proxyMessages: [String] { proxy.messages() }
}
