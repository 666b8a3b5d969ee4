import Federation
public import X509

/// The last CRL of an authority.
public struct LastList: Sendable {
  public let owner: AuthorityOwner
  public let role: Authority.Role
  public let list: RevocationList
}

/// What is watched from outside. None of it needs the home's secret.
extension OpenHome {
  /// The requests for intermediates that wait for their answer, by mesh.
  public func pendingRequests() throws(CAError) -> [PendingRequest] { try read { try $0.requests() } }

  /// The last CRL of each authority that ever signed one.
  public func lastLists() throws(CAError) -> [LastList] {
    let owners = try authorities().rootOwners + federation().meshes.map { AuthorityOwner.mesh($0.name) }
    var seen: Set<AuthorityOwner> = []
    return try read { reader in
      try owners.filter { seen.insert($0).inserted }.flatMap { owner in
        try reader.lists(of: owner).map { LastList(owner: owner, role: $0.role, list: $0.list) }
      }
    }
  }

  /// The number of the log's last entry.
  public func lastLogEntry() throws(CAError) -> Int64 { try read { try $0.lastLogEntry() } }
}
