import Diagnostics
public import Documents
import HTTP

extension ClusterSession {
  /// What is kept of every object of a kind. Pages are read one after the other, and objects one at a time, so that
  /// memory holds what is kept and a single object.
  ///
  /// - Parameters:
  ///   - namespace: Nil for all namespaces.
  ///   - keep: Takes an object, and returns what is needed of it.
  ///   - name: Of objects that may be in any namespace.
  public func list<Value>(
    _ type: ResourceType, in namespace: String?, selector: String? = nil, named name: String? = nil,
    keeping keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value] {
    var query = ""
    if let selector { query += "&labelSelector=\(ResourceType.escaped(selector))" }
    if let name { query += "&fieldSelector=\(ResourceType.escaped("metadata.name=\(name)"))" }
    return try list(AskedObject(type: type, namespace: namespace), query, keep)
  }

  /// The same of what is not in the values of the objects: the server leaves them out.
  func listMetadata<Value>(
    _ type: ResourceType, in namespace: String?, selector: String, keeping keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value] {
    try list(
      AskedObject(type: type, namespace: namespace, isMetadata: true),
      "&labelSelector=\(ResourceType.escaped(selector))", keep)
  }

  private func list<Value>(
    _ asked: AskedObject, _ query: String, _ keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value] {
    for _ in 0..<limits.attempts {
      if let values = try allPages(asked, query, keep) { return values }
    }
    throw .answer(.unavailable(status: 410, "the list of \(asked.type.plural) expires while it is read"))
  }

  /// Nil if the server has forgotten the list between two pages (410).
  private func allPages<Value>(
    _ asked: AskedObject, _ query: String, _ keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value]? {
    let path = asked.type.path(namespace: asked.namespace)
    var values: [Value] = []
    var size = ListSize(limits)
    var token: String?
    repeat {
      var target = path + "?limit=\(limits.page)" + query
      if let token { target += "&continue=\(ResourceType.escaped(token))" }
      do throws(ClusterError) {
        let page = try page(target, asked, size, keep)
        values += page.values
        size = page.size
        token = page.next
        do throws(AnswerFault) {
          try size.finishPage("GET \(path)", next: token)
        } catch {
          throw .answer(error)
        }
      } catch .answer(.refused(status: 410, _, _)) {
        return nil
      }
    } while token != nil
    return values
  }

  /// One page of a list, what continues it, and the size of the list with it. An attempt that is cut off leaves nothing.
  private func page<Value>(
    _ target: String, _ asked: AskedObject, _ before: ListSize, _ keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> (values: [Value], next: String?, size: ListSize) {
    let headers = asked.isMetadata ? Self.metadataOfMany : Self.json
    let request = HTTPRequest("GET", target, headers: headers, timeout: .seconds(limits.readSeconds))
    let name = "GET \(target)"
    let path = "GET \(target.prefix { $0 != "?" })"
    var scanner = ListScanner()
    var values: [Value] = []
    var size = before
    var fault: AnswerFault?
    try exchange(request) {
      scanner = ListScanner()
      values = []
      size = before
    } receive: { part in
      do throws(AnswerFault) {
        try size.take(part.count, path)
        try scanner.take(part) { bytes throws(AnswerFault) in
          let value = keep(try asked.take(Self.item(bytes, name), path))
          try size.takeItem(bytes.count, isKept: value is Node, path)
          if let value { values.append(value) }
        }
      } catch {
        fault = error
      }
      return fault == nil
    }
    if let fault { throw .answer(fault) }
    let frames = (try? DocumentReader.all(bytes: scanner.frame, source: name, format: .json)) ?? []
    guard let frame = frames.first?.root, frames.count == 1 else {
      throw .answer(.unreadable(request: path, reason: "it is no list"))
    }
    do throws(AnswerFault) {
      return (values, try asked.next(after: frame, path), size)
    } catch {
      throw .answer(error)
    }
  }

  private static func item(_ bytes: [UInt8], _ name: String) throws(AnswerFault) -> Node {
    do throws(DocumentsError) {
      return try DocumentReader.all(bytes: bytes, source: name, format: .json).first?.root ?? .null
    } catch {
      throw .unreadable(request: name, reason: error.diagnostic.what.description)
    }
  }
}
