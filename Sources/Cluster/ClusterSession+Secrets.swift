import Cryptography
import Diagnostics
import Documents
import HTTP
public import Kubernetes

extension ClusterSession {
  /// A Secret, whose values never stand in memory that is not wiped; nil if the cluster says that it is not there.
  ///
  /// - Returns: The object as others see it, without its values, and with the annotations of which anything is read.
  public func secret(_ name: String, in namespace: String) throws(ClusterError) -> LiveObject? {
    let asked = AskedObject(type: .secrets, namespace: namespace, name: name)
    let request = HTTPRequest(
      "GET", asked.type.path(namespace: namespace, name: name), headers: Self.json,
      timeout: .seconds(limits.readSeconds))
    let body: SecretBytes
    do throws(ClusterError) {
      body = try secretAnswer(to: request)
    } catch .answer(.noObject) {
      return nil
    }
    let unreadable = ClusterError.answer(.unreadable(request: "GET \(request.target)", reason: "it is no Secret"))
    guard
      let scanned = try? body.withBytes({ bytes throws(SecretScanner.Malformed) in
        let scanner = try unsafe SecretScanner(bytes)
        return (scanner.plain, scanner.values, scanner.hasCopy)
      })
    else { throw unreadable }
    let (plain, values, hasCopy) = scanned
    let answer = (try? DocumentReader.all(bytes: plain, source: "secret", format: .json))?.first?.root
    let taken: Node
    do throws(AnswerFault) {
      taken = try asked.take(answer ?? .null, "GET \(request.target)")
    } catch {
      throw .answer(error)
    }
    guard var root = taken.mapping else { throw unreadable }
    root.remove("data")
    root.remove("stringData")
    return LiveObject(SecretValues.withoutCopies(.mapping(root)), values: values, hasCopy: hasCopy)
  }
}

extension LiveObject {
  /// A Secret with its values, for comparisons; nil for anything else.
  public var secret: Secret? { try? Secret(head: node, data: values) }

  /// A Secret with its certificates alone.
  var withoutKeys: Node {
    guard var root = node.mapping else { return .null }
    let certificates = SecretValues.certificates(among: values)
    if !certificates.isEmpty { root.set("data", to: .mapping(certificates.sorted { $0.0 < $1.0 })) }
    return Node.mapping(root).naming(omitted: Set(values.keys).subtracting(certificates.map(\.0)))
  }
}
