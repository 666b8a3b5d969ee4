public import Kubernetes

/// What a proxy said of itself, or why that cannot be read.
public struct ObservedProxy: Sendable {
  public let dump: Result<ProxyDump, ObservedRoots.Unreadable>
  public let file: String

  public init(dump: Result<ProxyDump, ObservedRoots.Unreadable>, file: String) {
    self.dump = dump
    self.file = file
  }
}

/// An object with webhooks, or why it cannot be read.
public struct ObservedWebhooks: Sendable {
  public let object: SeenObject
  public let configuration: Result<WebhookConfiguration, ObservedRoots.Unreadable>
  /// The Services that answer its webhooks, as `namespace/name`, as far as that can be read.
  public let services: Set<String>

  public init(
    object: SeenObject, configuration: Result<WebhookConfiguration, ObservedRoots.Unreadable>,
    services: Set<String> = []
  ) {
    self.object = object
    self.configuration = configuration
    self.services = services
  }
}
