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
  /// The kind of that object as paths have it: `configmaps`.
  let kind: String?
  /// In seconds; nil for what is no such number.
  let retryAfter: Int?
  /// The single reasons of a refusal.
  let causes: [(reason: String, field: String, message: String)]

  init(_ head: HTTPHead, _ body: [UInt8]) {
    code = head.status
    retryAfter = head["retry-after"].flatMap { PlainNumber.read($0) }
    let root = (try? DocumentReader.all(bytes: body, source: "status", format: .json))?.first?.root
    isStatus = root?["kind"]?.string == "Status"
    let text = String(decoding: body.prefix(1000), as: UTF8.self).split(whereSeparator: \.isNewline).joined(
      separator: " ")
    reason = isStatus ? root?["reason"]?.string ?? "" : ""
    message = ((isStatus ? root?["message"]?.string : nil) ?? text).asSentence
    name = isStatus ? root?["details"]?["name"]?.sentence : nil
    kind = isStatus ? root?["details"]?["kind"]?.sentence : nil
    causes = (isStatus ? root?["details"]?["causes"]?.sequence ?? [] : []).map { cause in
      (
        cause["reason"]?.string ?? "", (cause["field"]?.string ?? "").asSentence,
        (cause["message"]?.string ?? "").asSentence
      )
    }
  }

  /// Whether the same request may succeed later.
  var isPassing: Bool {
    guard isStatus else { return [502, 503, 504, 429].contains(code) || isCutOff }
    return code == 429 || code == 500 || code == 503 || code == 504
  }

  /// What the proxy says when the server closed the connection.
  var isCutOff: Bool { code >= 500 && (message.hasSuffix("EOF") || message.contains("connection reset")) }

  func fault(_ request: String, context: String, clientMessages: [String]) -> AnswerFault {
    if !isStatus, code >= 500 {
      if message.contains("getting credentials") || message.contains("exec plugin") {
        return .credentials(context: context, reason: (clientMessages.suffix(3) + [message]).joined(separator: "; "))
      }
      return isPassing && !isCutOff
        ? .unavailable(status: code, message) : .unreachable(context: context, reason: message)
    }
    if let fault = writeFault { return .write(fault) }
    switch code {
    case ..<300: return .unreadable(request: request, reason: "it has the status \(code)")
    case 401: return .credentials(context: context, reason: message)
    case 403: return .forbidden(message)
    case 404: return absence(request)
    case 429, 500...: return .unavailable(status: code, message)
    default: return .refused(status: code, reason: reason, message)
    }
  }
}

// MARK: - What is not there

extension StatusAnswer {
  /// The API answers with the name of what is not there, or with none if it does not know the path. Only the object that
  /// was asked for, or its namespace, says that the object is not there.
  private func absence(_ request: String) -> AnswerFault {
    guard let name else { return .noDefinition(request: request) }
    let path = request.drop { $0 != "/" }.prefix { $0 != "?" }.split(separator: "/")
    let isAsked = zip(path, path.dropFirst()).contains { plural, asked in
      guard asked == ResourceType.escaped(name) else { return false }
      return kind.map { plural.hasPrefix($0.lowercased()) } ?? true
    }
    guard isAsked else {
      return .unreadable(
        request: request, reason: "it says that there is no \(kind ?? "object") `\(name)`, which was not asked for")
    }
    return .noObject(name)
  }
}

// MARK: - Refusals of writes

extension StatusAnswer {
  /// Why a write was refused as it is; nil for anything else.
  private var writeFault: WriteFault? {
    if let webhook = message.firstRange(of: "admission webhook \"") {
      let rest = message[webhook.upperBound...]
      let name = rest.prefix { $0 != "\"" }
      if let denied = rest.firstRange(of: "denied the request") {
        let words = rest[denied.upperBound...].drop { $0 == ":" || $0 == " " }
        return .denied(by: String(name), String(words))
      }
    }
    switch (code, reason) {
    case (409, _):
      let conflicts = causes.filter { $0.reason == "FieldManagerConflict" }
      guard !conflicts.isEmpty else { return .moved(message) }
      return .conflict(conflicts.map { "\($0.field): \($0.message)" })
    case (403, _) where message.contains("exceeded quota"): return .quota(message)
    case (403, _) where causes.contains { $0.reason == "NamespaceTerminating" } || message.contains("being terminated"):
      return .terminating(message)
    case (422, _),
      (500, _) where message.contains("failed to create typed patch object"):
      return .invalid(causes.isEmpty ? [message] : causes.map { "\($0.field): \($0.message)" })
    default: return nil
    }
  }
}
