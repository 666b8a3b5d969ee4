public import CA
public import Diagnostics
public import Federation
public import Kubernetes
public import X509

/// What every mesh presents and trusts at one moment: today's materials, or those of a step that is still to come.
public struct RehearsalScene: Sendable {
  /// One mesh of the scene.
  public struct Party: Sendable {
    /// The mesh, with the names of its gateways and of its peers.
    public let mesh: Mesh
    /// What its manifests are made of; nil while it waits for an authority.
    public var material: MeshMaterial?
    /// Signs what its workloads would present; nil when the key of its intermediate is kept elsewhere.
    public var issuer: ThrowawayIssuer?
    /// Whose its root is.
    public var rootOwner: AuthorityOwner
    /// The command that renews its intermediate.
    public var renewal: SuggestedCommand

    /// Joins the parts.
    public init(
      mesh: Mesh, material: MeshMaterial?, issuer: ThrowawayIssuer?, rootOwner: AuthorityOwner? = nil,
      renewal: SuggestedCommand = .meshtrust("apply")
    ) {
      self.mesh = mesh
      self.material = material
      self.issuer = issuer
      self.rootOwner = rootOwner ?? .mesh(mesh.name)
      self.renewal = renewal
    }
  }

  /// The meshes, in the order of the federation.
  public var parties: [Party]
  /// The moment that everybody's clock shows.
  public let time: Timestamp

  /// Takes meshes and a moment.
  public init(parties: [Party], time: Timestamp) {
    self.parties = parties
    self.time = time
  }

  /// The home as it is, at a moment. Without keys nothing can be presented, but everything can be looked at.
  public init(_ home: OpenHome, at time: Timestamp, withKeys: Bool = true) throws(RotationError) {
    parties = try fromHome { () throws(CAError) in
      let federation = try home.federation()
      let authorities = try home.authorities()
      let materials = Dictionary(uniqueKeysWithValues: try home.materials().map { ($0.mesh.name, $0.material) })
      let issuers = try withKeys ? home.throwawayIssuers() : [:]
      return federation.meshes.map { mesh in
        Party(
          mesh: mesh, material: materials[mesh.name], issuer: issuers[mesh.name],
          rootOwner: federation.rootOwner(of: mesh.name), renewal: authorities.renewal(of: mesh.name, in: federation))
      }
    }
    self.time = time
  }

  /// The home as it would be after the next step of every rotation that is under way, with everybody up to date.
  ///
  /// - Throws: ``CAError/refused(_:)`` when nothing rotates.
  public init(afterNextStepOf home: OpenHome, at time: Timestamp) throws(RotationError) {
    parties = try fromHome { () throws(CAError) in
      let ahead = try home.rehearsing { ledger throws(CAError) in
        guard !ledger.rotations.isEmpty else {
          throw .refused(.rotation(.notRotating(nil)))
        }
        var actions: [RotationAction] = []
        for rotation in ledger.rotations { actions += try RotationMachine(ledger, rotation.owner).ahead() }
        return actions
      }
      let materials = Dictionary(uniqueKeysWithValues: ahead.materials().map { ($0.mesh.name, $0.material) })
      return ahead.federation.meshes.map { mesh in
        Party(
          mesh: mesh, material: materials[mesh.name],
          issuer: ahead.authorities.signingChain(of: mesh.name).flatMap { ahead.issuer(below: $0) })
      }
    }
    self.time = time
  }

  /// The party of a mesh's name.
  public subscript(name: String) -> Party? { parties.first { $0.mesh.name == name } }
}
