extension OpenHome {
  /// Logs restarts that are about to be asked for.
  public func record(restarts: [String], of mesh: String) throws(CAError) {
    guard !restarts.isEmpty else { return }
    try locked { () throws(CAError) in
      try writeKeepingAuthorities { writer in
        try writer.append(.restarted, mesh, restarts.joined(separator: ", "), at: now)
      }
    }
  }
}
