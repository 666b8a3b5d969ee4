import Cryptography
import Diagnostics
import Federation
import Files
import SystemPackage
import X509

extension OpenHome {
  /// What `apply` would do. Nothing is changed or created.
  public func plan(withSecrets: Bool = true) throws(CAError) -> Plan {
    try work(withSecrets ? .included : .omitted).plan
  }

  /// Plans, and renders the files of each mesh whose authorities stay.
  func work(_ secrets: SecretsChoice) throws(CAError) -> PlannedWork {
    let federation = try federation()
    // A killed command left a database without its first row: nothing was ever issued from it.
    let isIssued = try isIssued()
    if !isIssued { try refuseLostDatabase(federation) }
    // A wrong passphrase is reported even where no key is needed.
    if isIssued { _ = try sealerIfPossible() }
    let authorities = isIssued ? try authorities() : AuthoritySet([])
    let planner = try planner(federation, authorities, isIssued: isIssued)
    let emission = Emission(federation: federation, authorities: authorities)
    var folders: [String: FolderComparison] = [:]
    var rendered: [String: [OutputFile]] = [:]
    for mesh in federation.meshes where !planner.blocked.contains(mesh.name) {
      let tree = OutputTree(folder: outputFolder(of: mesh.name))
      var differing: [FilePath]?
      if planner.compares(mesh), let (files, sealed) = try comparableFiles(mesh, emission, secrets) {
        let paths = try wrapping(CAError.files, tree.differences(from: files, sealed: sealed))
        if !paths.isEmpty, sealed.isEmpty { rendered[mesh.name] = files }
        differing = paths
      }
      // The folder is listed only if it may be about to get its first bundle.
      let isUpToDate = differing?.isEmpty ?? false
      let hasBundle = isUpToDate || tree.existing().contains { $0.string.hasPrefix("configmap-") }
      folders[mesh.name] = FolderComparison(differing: differing, hasBundle: hasBundle)
    }
    return PlannedWork(plan: Plan(planner, federation, folders: folders), rendered: rendered)
  }

  private func planner(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, isIssued: Bool
  ) throws(CAError) -> Planner {
    guard isIssued else { return try Planner(federation, authorities, requests: [], signed: [:], now: now) }
    let (requests, signed, retired) = try read { reader in
      (try reader.requests(), try reader.signedIntermediates(), try reader.retiredRoots())
    }
    return try Planner(federation, authorities, requests: requests, signed: signed, retired: retired, now: now)
  }

  /// The files that a plan compares. Without the home's passphrase, those that depend on a key are `sealed`: they must
  /// exist, but their content is unknown.
  private func comparableFiles(
    _ mesh: Mesh, _ emission: Emission, _ secrets: SecretsChoice
  ) throws(CAError) -> (files: [OutputFile], sealed: Set<FilePath>)? {
    let withKey =
      switch secrets {
      case .included: true
      case .omitted: false
      case .asWritten: FileSystem.exists(outputFolder(of: mesh.name).pushing(Emission.secretPath))
      }
    guard withKey else { return try emission.files(mesh, key: nil).map { ($0, []) } }
    guard try sealerIfPossible() == nil else {
      return try emission.files(mesh, key: try intermediateKey(of: mesh.name)).map { ($0, []) }
    }
    return try emission.files(mesh, key: nil).map { ($0 + Emission.sealedFiles, Emission.incomparable) }
  }

  /// Refuses files whose database was lost: new roots in place of those that every peer has would break every
  /// handshake.
  func refuseLostDatabase(_ federation: ResolvedFederation) throws(CAError) {
    for mesh in federation.meshes where FileSystem.exists(outputFolder(of: mesh.name).appending("pem/root-cert.pem")) {
      throw .refused(.description(.foreignOutput(folder: outputFolder(of: mesh.name))))
    }
  }
}
