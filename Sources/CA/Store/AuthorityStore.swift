import Cryptography
import Federation
import Signers
import X509

/// Where a home keeps its authorities, certificates, keys, evidence and log.
///
/// One command is one transaction; a failed transaction changes nothing.
protocol AuthorityStore: Sendable {
  /// Reads a consistent state.
  func read<Value>(_ body: (any StoreReading) throws -> Value) throws(CAError) -> Value

  /// Changes everything that `body` changes, or nothing.
  func write<Value>(_ body: (any StoreWriting) throws -> Value) throws(CAError) -> Value

  /// Who writes, as the store knows them: a server's word counts for more than the system's.
  func author() throws(CAError) -> LogOrigin

  /// Keeps other writers out, wherever they are, until ``unlock()``.
  func lock(for seconds: Int) throws(CAError)

  func unlock()

  /// Removes the journal of a command that was killed before it had changed anything.
  func removeColdJournal() throws(CAError)

  /// The whole store as one file, taken while nobody writes.
  func snapshot() throws(CAError) -> Backup.Part
}

/// Which home a store is of, and the ways in which its data key is wrapped.
struct HomeRow: Sendable {
  /// Random, so that a key of another home is recognised.
  let name: String
  /// At least one.
  let slots: [SealSlot]

  init(name: String, slots: [SealSlot]) {
    self.name = name
    self.slots = slots
  }

  /// A home with one way to open it.
  init(name: String, wrappedKey: [UInt8], method: SealingMethod) {
    self.init(
      name: name,
      slots: [SealSlot(name: method.defaultName, method: method, wrappedKey: wrappedKey, created: nil)])
  }

  var hasKeyFile: Bool { slots.contains { $0.method == .keyFile } }
}

/// What a stored certificate is.
enum CertificateKind: String, Sendable {
  case root, intermediate, leaf
  /// Of an authority elsewhere, or signed for someone's request.
  case foreign
}

/// The reads of one transaction.
protocol StoreReading {
  /// Changes whenever somebody else has written.
  func stateVersion() throws -> Int64
  /// Says that the state is checked next, and what nearly every command asks after that.
  func expectUsual()
  /// Nil for a home of 0.1.0, which signed nothing.
  func binding() throws -> StoredBinding?
  /// The tables and columns that there are now.
  func presentScope() throws -> StateScope
  /// What is signed, or must have been signed.
  func statement(_ scope: StateScope) throws -> StateStatement
  /// A digest of each table of a scope, in its order.
  func tableDigests(_ scope: StateScope) throws -> [[UInt8]]
  /// The first table that contains something beyond a scope: ``AddedColumns``.
  func touchedTable(beyond scope: StateScope) throws -> String?
  /// Refuses a database that has rows, where the first one of all is missing.
  func requireUnused() throws
  /// Checks that every number is one that the tool can have written, so that arithmetic cannot overflow.
  func checkNumbers() throws

  /// Nil if nothing was ever written.
  func home() throws -> HomeRow?
  /// The authorities that are not retired, of every generation, and the rotations in progress.
  func authorities() throws -> StoredAuthorities
  /// The same of some owners only.
  func authorities(of owners: [AuthorityOwner]) throws -> StoredAuthorities
  /// Every authority of an owner that is not retired, of every generation.
  func everyAuthority(of owner: AuthorityOwner) throws -> [Authority]
  /// The highest generation of an owner's retired roots.
  func retiredRoots() throws -> [AuthorityOwner: Int]
  /// The highest generation ever used, by the authority's name, retired ones included.
  func lastGenerations() throws -> [String: Int]
  /// The name of an authority that has a key or had it before it was retired.
  func authority(everWith keyIdentifier: String) throws -> String?
  func sealedKey(_ identifier: String) throws -> [UInt8]?
  /// Says that these are asked for next.
  func prepareSealedKeys(_ identifiers: [String]) throws
  /// The keys outside of the home, by place.
  func outsideKeys() throws -> [OutsideKey]
  /// The one that was prepared for the next root of an owner, and that no authority has had.
  func preparedKey(of owner: AuthorityOwner) throws -> OutsideKey?
  /// Whether plain keys are written into the folders; nil until somebody chose.
  func writesSecrets() throws -> Bool?
  /// For whom the keys of meshes are sealed, by mesh.
  func secretSealers() throws -> [String: SecretSealer]
  /// What was sealed of a key for a certificate, under a label; in base64.
  func sealedKey(_ key: String, certificate: String, label: String) throws -> String?
  func sealedKeys() throws -> [SealedKeyRecord]
  /// The files that were written into the folders, by mesh.
  func writtenFiles() throws -> [String: WrittenFiles]

  func certificate(_ fingerprint: String) throws -> Certificate
  /// The first of some fingerprints whose certificate the home never issued or took in; nil if there is none.
  func unknown(among fingerprints: [String]) throws -> String?
  /// Whether one of them says the same, whatever its signature: of one ECDSA signature anybody can make a second one.
  func hasSigned(_ certificate: Certificate) throws -> Bool
  /// The leaves that expire after a time, by expiry.
  func leaves(endingAfter time: Timestamp) throws -> [Certificate]
  /// The certificate whose key signed another one, if it is stored.
  func issuer(of certificate: Certificate) throws -> Certificate?
  /// When and why a certificate was revoked; nil if it was not.
  func revocation(of certificate: Certificate) throws -> RevocationListTemplate.Entry?
  /// When each certificate was revoked, by what its signature covers.
  func revocationTimes() throws -> [ArraySlice<UInt8>: Timestamp]
  /// Of the leaves that the home issued and did not revoke, the one that expires last, by the fingerprint of its
  /// intermediate.
  func lastLeaves() throws -> [String: Certificate]
  /// The intermediates signed for requests of others that expire after a time, without cross-certificates.
  func signedForRequests(endingAfter time: Timestamp) throws -> [Certificate]
  /// How many intermediates were signed for each trust domain, by its URI, so that no two have the same subject.
  func signedIntermediates() throws -> [String: Int]

  func request(of mesh: String, _ purpose: PendingRequest.Purpose) throws -> PendingRequest?
  /// Every request without an answer, by mesh; one below the signing root first.
  func requests() throws -> [PendingRequest]
  /// The generations of the shared roots that are not in use, by fingerprint.
  func dormantRoots() throws -> [String: Int]
  /// The dangers that somebody accepted, by owner.
  func acceptedDangers() throws -> [AcceptedDanger]

  /// The stored certificates with the name and the key of an issuer: its own, and those that it had before.
  func certificates(ofIssuer issuer: Certificate) throws -> [Certificate]
  func revocations(by issuer: Certificate) throws -> [(certificate: Certificate, entry: RevocationListTemplate.Entry)]
  /// What an issuer signed that is valid at a time and not revoked.
  func issued(by issuer: Certificate, after moment: Timestamp) throws -> [Certificate]
  /// The intermediates, also foreign ones, that authorities of the home issued for some trust domains alone, by their URIs,
  /// that do not end before a moment and are not revoked.
  func intermediates(issuedFor identities: Set<String>, after moment: Timestamp) throws -> [Certificate]
  /// The number of an issuer's last CRL; 0 if it has none.
  func lastListNumber(of issuer: Certificate) throws -> Int
  /// The last CRL of an issuer; nil if it has none.
  func lastList(of issuer: Certificate) throws -> RevocationList?
  /// The last CRLs of an owner's authorities, the root's first.
  func lists(of owner: AuthorityOwner) throws -> [(role: Authority.Role, list: RevocationList)]

  func versions() throws -> VersionHistory
  /// The maximum workload lifetimes of each mesh so far, in seconds, and since when.
  func workloadLifetimes() throws -> [String: [(seconds: Int64, since: Timestamp)]]
  /// Oldest first.
  func evidence() throws -> [Evidence]
  /// What the last look at each mesh's cluster showed, by mesh.
  func observations() throws -> [Observation]
  /// When each mesh's cluster was last asked for evidence, by its own clock.
  func gatheringTimes() throws -> [String: Timestamp]
  /// The steps of an owner's rotations with their proofs, oldest first.
  func steps(of owner: AuthorityOwner) throws -> [RotationStep]
  /// The meshes that change their control plane, by name.
  func migrations() throws -> [MeshMigration]
  /// The steps of a mesh's migrations with their proofs, oldest first.
  func migrationSteps(of mesh: String) throws -> [RotationStep]
  /// Oldest first.
  func migrationEvidence() throws -> [MigrationEvidence]

  /// The meshes and remotes whose removal has begun and is not finished, by name.
  func removals() throws -> [String]
  /// Where the last removal of a mesh or remote was begun; nil if an older version did.
  func placeOfRemoval(of mesh: String) throws -> AppliedDescription.Origin?

  /// What waits for approval, waited or was carried out, oldest first.
  func proposals() throws -> [Proposal]
  func approvals(of proposal: String) throws -> [Approval]

  /// By name.
  func remotes() throws -> [HeldRemote]
  /// The last published facts of a mesh, and their sequence number.
  func published(_ mesh: String) throws -> (sequence: Int64, content: [UInt8])?
  /// The last card of a mesh for one peer, or for everybody.
  func card(of mesh: String, for audience: String?) throws -> (bytes: [UInt8], signers: [String])?
  /// The fingerprints of the roots that signed a card of the mesh which is still the last one for its audience.
  func signers(of mesh: String) throws -> [String]

  /// The cluster in which each mesh was seen, by its name.
  func clusters() throws -> [String: KnownCluster]
  /// What the endpoints of remotes served last, by remote.
  func endpointBundles() throws -> [EndpointBundle]
  /// The federation.yaml files that were applied, oldest first.
  func appliedDescriptions() throws -> [AppliedDescription]
  /// The number of each mesh's last deployment, by its name.
  func deployments() throws -> [String: Int64]
  /// What was deployed to a mesh's cluster.
  func deployedObjects(of mesh: String) throws -> [DeployedObject]

  /// The entries with higher numbers than this one.
  func log(after number: Int64) throws -> [LogEntry]
  /// The entry at the end of the log.
  func lastEntry() throws -> LogEntry?
  /// The highest number that an entry of the log ever had.
  func lastLogEntry() throws -> Int64
  /// Nil if the home has not signed its log yet.
  func checkpoint() throws -> StoredCheckpoint?

  /// Tells the store from any other, in the log.
  var storeName: String { get }
  /// Every row of every table.
  func content() throws -> StoreContent
  func everySealedKey() throws -> [(identifier: String, sealed: [UInt8])]
}

extension StoreReading {
  /// Every entry, also one that somebody numbered below 1.
  func log() throws -> [LogEntry] { try log(after: .min) }

  /// Every entry, each of them one that the signed end of the log stands for.
  func verifiedLog() throws -> [LogEntry] {
    let entries = try log()
    try LogEntry.verify(entries, last: try lastLogEntry())
    return entries
  }

  /// The authorities in use and the remotes.
  func authoritySet() throws -> AuthoritySet { AuthoritySet(try authorities(), remotes: try remotes()) }

  /// The same of some owners only, with every remote.
  func authoritySet(of owners: [AuthorityOwner]) throws -> AuthoritySet {
    AuthoritySet(try authorities(of: owners), remotes: try remotes())
  }
}

/// The writes of one transaction.
protocol StoreWriting {
  /// The reads of the same transaction.
  var reader: any StoreReading { get }

  /// Replaces the signature over the state.
  func setBinding(_ binding: StoredBinding) throws

  /// Writes the first row, or other wrappings of the data key.
  func setHome(_ home: HomeRow, at time: Timestamp) throws
  func setWritesSecrets(_ isWriting: Bool) throws
  func setSecretSealer(_ sealer: SecretSealer, of mesh: String, at time: Timestamp) throws
  func removeSecretSealer(of mesh: String) throws
  /// Keeps what was sealed of a key, in place of what was sealed for the same certificate and label before.
  func setSealedKey(_ record: SealedKeyRecord, at time: Timestamp) throws
  /// Replaces what is known of the files in a mesh's folder.
  func setWrittenFiles(_ entries: [(path: String, digest: String)], of mesh: String) throws
  func moveWrittenFiles() throws
  func insertKey(_ identifier: String, algorithm: String, sealed: [UInt8], at time: Timestamp) throws
  /// Replaces what is known of the key at a place.
  func set(_ key: OutsideKey) throws
  func removeOutsideKey(at place: SignerPlace) throws
  /// Removes a key that no authority in use and no request needs; of one outside of the home, what is known of it.
  func removeUnusedKey(_ identifier: String) throws
  /// A certificate that is stored already stays as it is.
  func insertCertificate(_ certificate: Certificate, _ kind: CertificateKind, issuer: Certificate?, at time: Timestamp)
    throws
  /// The authority's certificates are stored already.
  func insertAuthority(_ authority: Authority) throws
  /// Forgets a leaf that was not revoked.
  func removeLeaf(_ certificate: Certificate) throws
  /// Replaces the certificate of an authority: same key, same names.
  func replaceCertificate(of authority: Authority) throws
  /// Retires an authority and destroys its key, unless another authority in use has the same one; logs both.
  func retire(_ authority: Authority, at time: Timestamp) throws

  /// Replaces an earlier request of the mesh for the same purpose.
  func setRequest(_ pending: PendingRequest) throws
  func removeRequest(of mesh: String, _ purpose: PendingRequest.Purpose) throws
  /// Puts the shared root away while each mesh has a copy of it. Its key stays.
  func suspend(_ authority: Authority, at time: Timestamp) throws
  /// Makes a shared root that was put away one in use, or stores it.
  func resume(_ authority: Authority) throws
  /// Replaces the versions of an owner's bundle.
  func replaceBundles(of owner: AuthorityOwner, with versions: [BundleVersion]) throws
  /// Records that somebody accepted a danger; a later reason replaces an earlier one.
  func accept(_ danger: AcceptedDanger) throws

  /// A certificate that is revoked already stays as it is.
  func revoke(_ certificate: Certificate, issuer: Certificate, _ reason: RevocationReason, at time: Timestamp) throws
  /// Replaces the issuer's last CRL.
  func setList(_ list: RevocationList, number: Int, of authority: Authority, at time: Timestamp) throws

  /// Records the bundles and signing chains that changed since the last time.
  func recordVersions(at time: Timestamp) throws
  /// Records the maximum workload lifetimes of today.
  func recordLifetimes(_ federation: ResolvedFederation, at time: Timestamp) throws
  func set(_ rotation: RootRotation) throws
  func removeRotation(of owner: AuthorityOwner) throws
  func insertStep(_ owner: AuthorityOwner, _ name: String, proof: String, at time: Timestamp) throws
  func insert(_ evidence: Evidence) throws
  /// Whether there was such evidence.
  func remove(_ evidence: DisprovedEvidence) throws -> Bool
  /// Removes everything that was seen of a mesh's cluster, because it is in another one.
  func forgetSeen(of mesh: String) throws
  func set(_ migration: MeshMigration) throws
  /// Removes it with its evidence; its steps stay.
  func removeMigration(of mesh: String) throws
  /// Forgets what was seen of a mesh itself in its migration.
  func removeMigrationEvidence(_ need: MigrationNeed, of mesh: String, at holder: String) throws
  func insertMigrationStep(_ mesh: String, _ name: String, proof: String, at time: Timestamp) throws
  func insert(_ evidence: MigrationEvidence) throws
  /// Replaces what the last look at a mesh's cluster showed.
  func replaceObservations(_ gathered: GatheredMesh) throws
  /// Forgets a mesh or remote that has left: ``DepartedRows``.
  func forget(_ name: String) throws

  /// Replaces the cluster in which a mesh was seen.
  func setCluster(_ cluster: KnownCluster, of mesh: String) throws

  /// Replaces what the endpoint of a remote served.
  func setEndpointBundle(_ bundle: EndpointBundle) throws
  func removeEndpointBundle(of remote: String) throws
  /// Records the federation.yaml of a folder as the last one that was applied.
  func recordDescription(_ octets: [UInt8], in folder: String, at time: Timestamp) throws
  func setDeployment(_ serial: Int64, of mesh: String, at time: Timestamp) throws
  /// Replaces what is known of an object.
  func setDeployedObject(_ object: DeployedObject, of mesh: String) throws
  func removeDeployedObject(_ object: DeployedObject, of mesh: String) throws

  /// Records that a mesh or remote is being removed, and logs it with the folder of the home.
  func beginRemoval(of mesh: String, in folder: String, at time: Timestamp) throws
  /// Records that nothing is left of a mesh or remote, but perhaps its files in another folder, and logs it.
  func endRemoval(of mesh: String, leaving files: String?, at time: Timestamp) throws

  /// Records a proposal in a state.
  func set(_ proposal: Proposal, _ state: Proposal.State) throws
  func set(_ approval: Approval, of proposal: String) throws

  /// Replaces what is known about a remote.
  func setRemote(_ remote: HeldRemote) throws
  func removeRemote(_ name: String) throws
  func setPublished(_ mesh: String, sequence: Int64, content: [UInt8]) throws
  /// Replaces the last card of a mesh for one peer, or for everybody.
  func setCard(_ mesh: String, for audience: String?, bytes: [UInt8], signers: [String]) throws

  /// Appends to the audit log. An entry is one printable line: what would act on a terminal is escaped.
  func append(_ action: LogEntry.Action, _ subject: String, _ details: String, at time: Timestamp) throws
  /// Replaces the last checkpoint; the key stays.
  func setCheckpoint(_ checkpoint: StoredCheckpoint) throws
  /// Refuses from here on what would be written, since the home goes elsewhere.
  func closeStore(movedTo target: String) throws
  /// Takes that back: the home goes on here.
  func reopenStore() throws
}

extension CAError {
  /// Something in the store cannot be what the tool wrote.
  static func damagedStore(_ detail: String) -> CAError {
    .brokenDatabase(path: AuthorityFile.name, detail: detail)
  }
}
