public import CA
public import Diagnostics
public import Federation
public import Kubernetes
public import X509

/// What every mesh presents and trusts at one time: the current material, or that of a future step.
public struct RehearsalScene: Sendable {
  public struct Party: Sendable {
    /// The mesh with the names of its gateways and peers.
    public let mesh: Mesh
    /// The material of its manifests; nil while it waits for an authority.
    public var material: MeshMaterial?
    /// Signs what its workloads would present; nil if the key of its intermediate is kept elsewhere.
    public var issuer: ThrowawayIssuer?
    /// The owner of its root.
    public var rootOwner: AuthorityOwner
    /// The command that renews its intermediate.
    public var renewal: SuggestedCommand

    /// Whether another authority signs its intermediate.
    public var isSignedElsewhere: Bool { renewal != .meshtrust("apply") }

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

  /// In the order of the federation.
  public var parties: [Party]
  /// The time on all clocks.
  public let time: Timestamp

  public init(parties: [Party], time: Timestamp) {
    self.parties = parties
    self.time = time
  }

  /// The current home at a point in time. Without keys no leaf can be presented, but bundles and CAs can be examined.
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

  /// The home after the next step of every rotation in progress, with everyone up to date.
  ///
  /// - Throws: ``CAError/refused(_:)`` if no rotation is in progress.
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

  public subscript(name: String) -> Party? { parties.first { $0.mesh.name == name } }
}
