import Documents

extension ServiceMeshControlPlane {
  /// The CA for the workloads of a mesh: `spec.security.certificateAuthority`.
  public struct CertificateAuthority: Sendable {
    /// The only folder where the operator mounts the Secret `cacerts`; with any other, istiod uses a self-signed CA.
    public static let mountedFolder = "/etc/cacerts"

    /// `Istiod`, `Custom` or `cert-manager`; by default istiod.
    public var type: String?
    /// The source of istiod's key: `PrivateKey` or `SelfSigned`.
    public var istiodType: String?
    /// The folder of istiod's key and certificates.
    public var rootCADirectory: String?
    /// The lifetime of a workload certificate, as a Go duration; by default 24 hours.
    public var workloadLifetime: String?
    /// The longest lifetime that a workload may request, as a Go duration; by default 90 days.
    public var maxWorkloadLifetime: String?

    private var base = Mapping()

    /// istiod signs with the key in the Secret `cacerts`; lifetimes are Go durations.
    public init(workloadLifetime: String, maxWorkloadLifetime: String) {
      type = "Istiod"
      istiodType = "PrivateKey"
      rootCADirectory = Self.mountedFolder
      self.workloadLifetime = workloadLifetime
      self.maxWorkloadLifetime = maxWorkloadLifetime
    }

    /// Reads `certificateAuthority` of a control plane's `security`.
    init(of security: inout ObjectReader) throws(DocumentsError) {
      var reader = try security.child("certificateAuthority", fields: ["type", "istiod"])
      base = reader.mapping
      type = try reader.string("type")
      var istiod = try reader.child(
        "istiod", fields: ["type", "privateKey", "workloadCertTTLDefault", "workloadCertTTLMax"])
      istiodType = try istiod.string("type")
      var key = try istiod.child("privateKey", fields: ["rootCADir"])
      rootCADirectory = try key.string("rootCADir")
      workloadLifetime = try istiod.string("workloadCertTTLDefault")
      maxWorkloadLifetime = try istiod.string("workloadCertTTLMax")
    }

    var node: Node {
      var mapping = base
      mapping.set("type", to: type.map { .string($0) })
      mapping.set("istiod", "type", to: istiodType.map { .string($0) })
      mapping.set("istiod", "privateKey", "rootCADir", to: rootCADirectory.map { .string($0) })
      mapping.set("istiod", "workloadCertTTLDefault", to: workloadLifetime.map { .string($0) })
      mapping.set("istiod", "workloadCertTTLMax", to: maxWorkloadLifetime.map { .string($0) })
      return .mapping(mapping)
    }
  }
}
