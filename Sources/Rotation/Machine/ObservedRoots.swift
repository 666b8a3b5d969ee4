public import Diagnostics
public import X509

/// A ConfigMap with its roots, or with the reason why they cannot be read.
public struct ObservedRoots: Sendable {
  public let object: SeenObject
  public let certificates: Result<[Certificate], Unreadable>

  /// Why the roots cannot be read.
  public struct Unreadable: Error, Sendable {
    public let diagnostic: Diagnostic

    public init(_ diagnostic: Diagnostic) {
      self.diagnostic = diagnostic
    }
  }

  public init(object: SeenObject, certificates: Result<[Certificate], Unreadable>) {
    self.object = object
    self.certificates = certificates
  }
}
