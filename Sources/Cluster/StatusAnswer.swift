import Documents
import HTTP

/// A refusal of the server: a `Status` of the API, or the words of what lies before it.
struct StatusAnswer {
  let code: Int
  /// Such as `Forbidden` or `Expired`; empty if the answer is no Status.
  let reason: String
  let message: String
  /// Whether the API itself answered.
  let isStatus: Bool
  /// The name of the object that the server does not have.
  let name: String?
  let retryAfter: Int?

  init(_ head: HTTPHead, _ body: [UInt8]) {
    code = head.status
    retryAfter = head["retry-after"].flatMap { Int($0) }
    let root = (try? DocumentReader.all(bytes: body, source: "status", format: .json))?.first?.root
    isStatus = root?["kind"]?.string == "Status"
    let text = String(decoding: body.prefix(1000), as: UTF8.self).split(separator: "\n").joined(separator: " ")
    reason = isStatus ? root?["reason"]?.string ?? "" : ""
    message = (isStatus ? root?["message"]?.string : nil) ?? text
    name = isStatus ? root?["details"]?["name"]?.string : nil
  }

  /// Whether the same request may succeed later.
  var isPassing: Bool {
    guard isStatus else { return [502, 503, 504, 429].contains(code) || isCutOff }
    return code == 429 || code == 500 || code == 503 || code == 504
  }

  /// What the proxy says when the server closed the connection.
  private var isCutOff: Bool { code >= 500 && (message.hasSuffix("EOF") || message.contains("connection reset")) }

  func fault(_ request: String, context: String, clientMessages: [String]) -> AnswerFault {
    if !isStatus, code >= 500 {
      if message.contains("getting credentials") || message.contains("exec plugin") {
        return .credentials(context: context, reason: (clientMessages.suffix(3) + [message]).joined(separator: "; "))
      }
      return isPassing && !isCutOff
        ? .unavailable(status: code, message) : .unreachable(context: context, reason: message)
    }
    switch code {
    case 401: return .credentials(context: context, reason: message)
    case 403: return .forbidden(message)
    // The API answers with the name of an object, or with none if it does not know the path.
    case 404: return name.map { .noObject($0) } ?? .noDefinition(request: request)
    case 429, 500...: return .unavailable(status: code, message)
    default: return .refused(status: code, reason: reason, message)
    }
  }
}
