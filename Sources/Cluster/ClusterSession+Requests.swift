import Cryptography
import Diagnostics
import Documents
import Glibc
import HTTP

extension ClusterSession {
  /// The answer to a request that changes nothing.
  func answer(to request: HTTPRequest) throws(ClusterError) -> Node {
    var bytes: [UInt8] = []
    let limit = limits.answerBytes
    try exchange(request) {
      bytes = []
    } receive: { part in
      bytes += part
      return bytes.count <= limit
    }
    let name = "\(request.method) \(request.target)"
    guard bytes.count <= limit else {
      throw .answer(.unreadable(request: name, reason: "it has more than \(limit >> 20) MiB"))
    }
    let documents: [Document]
    do throws(DocumentsError) {
      documents = try DocumentReader.all(bytes: bytes, source: name, format: .json)
    } catch {
      throw .answer(.unreadable(request: name, reason: error.diagnostic.what.description))
    }
    guard let root = documents.first?.root, documents.count == 1 else {
      throw .answer(.unreadable(request: name, reason: "it has \(documents.count) JSON values"))
    }
    return root.unmarked
  }

  /// Sends a request that changes nothing until it is answered, and hands over the body of a good answer.
  ///
  /// - Parameter begin: Is called before each attempt, since the one before may have been cut off in the middle.
  func exchange(
    _ request: HTTPRequest, begin: () -> Void, receive: @escaping ([UInt8]) -> Bool
  ) throws(ClusterError) {
    try repeating(request) {
      begin()
      return attempted(request, receive)
    }
  }

  /// The body of a good answer to a request that changes nothing, in memory that is wiped.
  func secretAnswer(to request: HTTPRequest) throws(ClusterError) -> SecretBytes {
    var body: SecretBytes?
    let limit = limits.answerBytes
    try repeating(request) { attemptedSecret(request, &body) }
    guard let body else {
      throw .answer(.unreadable(request: "GET \(request.target)", reason: "it has more than \(limit >> 20) MiB"))
    }
    return body
  }

  /// What a good answer to a question has: others of 200 and above come without what was asked for, or with a part of it.
  static let answering = 200...201

  /// Sends a request once. Nil for a good answer, whose body is left in memory that is wiped.
  func attemptedSecret(
    _ request: HTTPRequest, _ body: inout SecretBytes?, good: ClosedRange<Int> = ClusterSession.answering
  ) -> Result<StatusAnswer?, HTTPError> {
    requests += 1
    do throws(HTTPError) {
      let (head, bytes) = try connection.sendForSecret(request, atMost: limits.answerBytes)
      note(head)
      guard !good.contains(head.status) else {
        body = bytes
        return .success(nil)
      }
      return .success(StatusAnswer(head, bytes?.withBytes { bytes in unsafe Array(bytes) } ?? []))
    } catch {
      return .failure(error)
    }
  }

  private func repeating(
    _ request: HTTPRequest, _ send: () -> Result<StatusAnswer?, HTTPError>
  ) throws(ClusterError) {
    let name = "\(request.method) \(request.target)"
    var attempt = 1
    while true {
      let fault: AnswerFault
      var wait = 1
      switch send() {
      case .success(nil): return
      case .success(let status?):
        fault = status.fault(name, context: access.context, clientMessages: proxy.messages())
        guard status.isPassing else { throw .answer(fault) }
        wait = status.retryAfter ?? 1 << (attempt - 1)
      case .failure(let error): fault = self.fault(error, name)
      }
      guard attempt < limits.attempts, pause(seconds: wait) else { throw .answer(fault) }
      attempt += 1
    }
  }

  /// Nil for a good answer, whose body was handed over.
  func attempted(
    _ request: HTTPRequest, good: ClosedRange<Int> = ClusterSession.answering, _ receive: @escaping ([UInt8]) -> Bool
  ) -> Result<StatusAnswer?, HTTPError> {
    requests += 1
    var refusal: [UInt8] = []
    do throws(HTTPError) {
      let head = try connection.send(request) { head, part in
        guard !good.contains(head.status) else { return receive(part) }
        if refusal.count < 1 << 20 { refusal += part }
        return true
      }
      note(head)
      return .success(good.contains(head.status) ? nil : StatusAnswer(head, refusal))
    } catch {
      return .failure(error)
    }
  }

  private func note(_ head: HTTPHead) {
    // The proxy's own answers bear the date of this machine.
    if head["content-type"]?.hasPrefix("application/json") ?? false, let date = head["date"].flatMap(HTTPDate.read) {
      clock.note(date)
    }
  }

  func fault(_ error: HTTPError, _ name: String) -> AnswerFault {
    switch error {
    case .timedOut: .timedOut(seconds: limits.readSeconds, request: name)
    case .refused: .broken(request: name, reason: proxy.messages().last ?? "the client's proxy has ended")
    case .broken(let reason), .library(_, let reason): .broken(request: name, reason: reason)
    case .noLibrary(let names): .broken(request: name, reason: "there is no \(names.joined(separator: " or "))")
    }
  }
}
