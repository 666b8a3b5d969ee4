public import Documents
public import X509

/// A MutatingWebhookConfiguration or ValidatingWebhookConfiguration: which Services the API server calls, and by which roots
/// it trusts them.
public struct WebhookConfiguration: Sendable {
  public static let kinds: Set<String> = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  /// One webhook that a Service answers.
  public struct Webhook: Hashable, Sendable {
    public let service: String
    public let namespace: String
    /// What is in `caBundle`; empty if there is none.
    public let roots: [Certificate]
  }

  public let kind: String
  public let metadata: ObjectMetadata
  public let webhooks: [Webhook]

  /// Nil for any other kind.
  ///
  /// - Throws: ``KubernetesError/document(_:)`` and ``KubernetesError/certificates(key:_:_:)``.
  public init?(_ document: Document) throws(KubernetesError) {
    guard let kind = document.root["kind"]?.string, Self.kinds.contains(kind) else { return nil }
    self.kind = kind
    do throws(DocumentsError) {
      var reader = try ObjectReader(document, fields: ["metadata", "webhooks"])
      metadata = try ObjectMetadata(of: &reader)
    } catch {
      throw .document(error)
    }
    let name = ObjectName(kind: kind, name: metadata.name)
    var webhooks: [Webhook] = []
    for webhook in document.root["webhooks"]?.sequence ?? [] {
      let client = webhook["clientConfig"]
      guard let service = client?["service"]?["name"]?.string, let namespace = client?["service"]?["namespace"]?.string
      else { continue }
      var roots: [Certificate] = []
      if let text = client?["caBundle"]?.string, !text.isEmpty {
        let pem = (try? Base64.decode(Array(text.utf8).filter { $0 > 0x20 })) ?? []
        (roots, _) = try PEM.certificatesOfMesh(pem, under: "caBundle", of: name)
      }
      webhooks.append(Webhook(service: service, namespace: namespace, roots: roots))
    }
    self.webhooks = webhooks
  }
}
