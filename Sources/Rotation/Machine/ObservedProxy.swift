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

  public init(object: SeenObject, configuration: Result<WebhookConfiguration, ObservedRoots.Unreadable>) {
    self.object = object
    self.configuration = configuration
  }
}
