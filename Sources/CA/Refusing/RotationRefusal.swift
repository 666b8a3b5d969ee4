public import Diagnostics
public import Federation
public import X509

/// Why a rotation step is not taken, or evidence does not count.
public enum RotationRefusal: Hashable, Sendable {
  /// A root without room for a cross-certificate and an intermediate below it.
  case noRoomToCrossSign(Certificate, pathLength: Int)
  /// An authority must be issued first.
  case issueDue(authority: String, reason: String)
  /// A folder is out of date: these files in it differ from what the home would write. The step may be taken already, so
  /// that only its folders are left.
  case folderBehind(mesh: String, files: [String], isTaken: Bool)
  /// A folder that the step changes cannot be written.
  case folderBlocked(BlockedFolder)
  /// A mesh that is not described has an intermediate below the shared root.
  case undescribedSigner(mesh: String)
  /// No rotation of the root is in progress; nil for any root.
  case notRotating(AuthorityOwner?)
  /// A rotation is in progress.
  case underWay(AuthorityOwner, RotationPhase)
  /// The old root has left the bundles, or comes back already.
  case pastReturn(AuthorityOwner, leaving: Int, isBackwards: Bool)
  /// A gate is shut: what it waits for, when it opens by itself, what to do otherwise, and how many others are shut.
  case gateShut(
    AuthorityOwner, RotationPhase, waitsFor: String, opens: Timestamp?, advice: Message, others: Int)
  /// A handshake does not show that a root is gone.
  case removalUnseen(holder: String, mesh: String)
  /// A server presents a leaf that is not below the new intermediate.
  case notRenewed(place: String, signer: Certificate, leafIssuer: String)
  /// A server presents a leaf that is older than the step.
  case issuedBefore(place: String, leaf: Timestamp, step: Timestamp)
  /// A ConfigMap differs from the step's bundle.
  case otherBundle(BundleDifference)
  /// The root that a rotation would keep is compromised: the new one, or the old one on the way back.
  case arrivingRoot(Certificate, AuthorityOwner, RotationPhase, isBackwards: Bool)
  /// The proof could not be completed.
  case unproven(Diagnostic)
  /// A handshake would break.
  case lostHandshake(LostHandshake)
  /// An authority other than the signing one.
  case notSigning(Certificate)
  /// A server other than the peer's ingress.
  case otherIngress(server: String, holder: String, mesh: String, reason: Message)
  /// A peer's ingress rejects the next generation.
  case disbelieved(holder: String, mesh: String, isRemote: Bool, reason: String)
  /// A file without uid or resourceVersion.
  case notFromCluster(file: String, holder: String, mesh: String)
  /// A ConfigMap that is on its way out.
  case beingDeleted(configMap: String, holder: String)
  /// A ConfigMap of another namespace than that of the mesh's control plane.
  case otherNamespace(configMap: String, namespace: String?, holder: String, expected: String)
  /// An object that was recorded for another mesh.
  case objectOfOther(uid: String, holder: String, mesh: String, other: String, otherMesh: String)
  /// An earlier state of an object than one that was recorded, or one that cannot be told to be later.
  case olderState(configMap: String, holder: String, mesh: String, states: ObjectStates)
  /// An object that changed last before the version was published that it seems to have.
  case changedBefore(configMap: String, holder: String, mesh: String, changed: Timestamp, published: Timestamp)
  /// An object that may have been read before the version was published: an earlier version has the same roots.
  case undated(configMap: String, holder: String, mesh: String, published: Timestamp)
  /// An object that changed last in the future.
  case changedLater(configMap: String, holder: String, changed: Timestamp, now: Timestamp)
  /// A server presents a leaf that the home itself issued.
  case issuedHere(place: String, leaf: Certificate)
  /// A root that was adopted, or whose key is elsewhere, would be replaced by one of the home.
  case foreignRoot(AuthorityOwner, root: Certificate, keyIsHere: Bool)

  /// The key of the new root is elsewhere, and a mesh has no intermediate below it yet.
  case answerMissing(mesh: String, root: Certificate)
  /// An emergency with a new root whose owner has answered nothing yet.
  case emergencyElsewhere(AuthorityOwner, Certificate)

  /// Proxies of a mesh get only one of several roots in its version, or may if that is not known; the first version
  /// without that fault.
  case deliversOneRoot(mesh: String, version: String?, upgrade: String)
  /// A mesh of Istio that takes no other roots, for whose root this is.
  case takesOneRoot(mesh: String, rootOf: String)
  /// A ConfigMap that Istio does not read, and the one that it does.
  case notRead(configMap: String, holder: String, mesh: String, source: RootSource)
  /// The proxies of a mesh of Istio do not ask for what the configuration has.
  case notRequested(configMap: String, holder: String)

  /// The meshes have their roots that way already.
  case movedAlready(RootMode)
  /// federation.yaml would not be valid with the roots that the meshes move to, or have.
  case invalidWithRoots(RootMode, Diagnostic)

  /// The state of an object that was passed, and the one that was recorded.
  public struct ObjectStates: Hashable, Sendable {
    public let passed: String
    public let recorded: String
    public let time: Timestamp

    public init(passed: String, recorded: String, time: Timestamp) {
      self.passed = passed
      self.recorded = recorded
      self.time = time
    }
  }

  /// A ConfigMap compared with the bundle that the step needs.
  public struct BundleDifference: Hashable, Sendable {
    public let holder: String
    /// The mesh of the roots.
    public let mesh: String
    /// Whether somebody else runs the holder.
    public let isRemote: Bool
    public let missing: [Certificate]
    /// The roots that must not be in it.
    public let extra: [Certificate]
    /// The owner of the extra roots, if it is known.
    public let stranger: AuthorityOwner?

    public init(
      holder: String, mesh: String, isRemote: Bool, missing: [Certificate], extra: [Certificate],
      stranger: AuthorityOwner?
    ) {
      self.holder = holder
      self.mesh = mesh
      self.isRemote = isRemote
      self.missing = missing
      self.extra = extra
      self.stranger = stranger
    }
  }

  /// The first handshake that a step would break.
  public struct LostHandshake: Hashable, Sendable {
    /// What excludes the state in which it breaks.
    public enum Remedy: Hashable, Sendable {
      /// The holder may have an older bundle.
      case seeBundle
      /// The presenter may have an older chain.
      case restart(AuthorityOwner)
      /// The current state breaks.
      case none
    }

    public let presenter: String
    /// Whether the presenter's istiod presents it, and not its gateways.
    public let isIstiod: Bool
    /// The mesh that verifies it.
    public let holder: String
    /// The code of the broken rule.
    public let code: String
    public let reason: String
    public let signer: Int
    public let bundle: Int
    public let time: Timestamp
    /// The number of other sides that break.
    public let others: Int
    public let remedy: Remedy

    public init(
      presenter: String, isIstiod: Bool, holder: String, code: String, reason: String, signer: Int, bundle: Int,
      time: Timestamp, others: Int, remedy: Remedy
    ) {
      self.presenter = presenter
      self.isIstiod = isIstiod
      self.holder = holder
      self.code = code
      self.reason = reason
      self.signer = signer
      self.bundle = bundle
      self.time = time
      self.others = others
      self.remedy = remedy
    }
  }
}
