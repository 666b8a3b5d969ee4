import Documents

extension ServiceMeshControlPlane {
  /// Who signs for the workloads of a mesh: `spec.security.certificateAuthority`.
  public struct CertificateAuthority: Sendable {
    /// The only folder where the operator mounts the Secret `cacerts`; any other means a self-signed authority.
    public static let mountedFolder = "/etc/cacerts"

    /// `Istiod`, `Custom` or `cert-manager`; istiod if it is missing.
    public var type: String?
    /// Where istiod has its key from: `PrivateKey` or `SelfSigned`.
    public var istiodType: String?
    /// The folder of istiod's key and certificates.
    public var rootCADirectory: String?
    /// How long a workload's certificate is valid, as a Go duration; 24 hours if it is missing.
    public var workloadLifetime: String?
    /// The longest that a workload may ask for, as a Go duration; 90 days if it is missing.
    public var maxWorkloadLifetime: String?

    private var base = Mapping()

    /// Says that istiod signs with the key of the Secret `cacerts`; lifetimes are Go durations.
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
