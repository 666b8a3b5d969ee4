import Diagnostics
import Federation
import Files
import SPIFFE
public import SystemPackage
import X509

extension OpenHome {
  /// The folder that federation.yaml names for bundles; nil if it names none.
  public var publicationFolder: FilePath? {
    get throws(CAError) { try federation().publishing.folder.map { home.folder.pushing(FilePath($0)) } }
  }

  /// Writes the bundles of meshes for a web server, each file whole or not at all. What is there already stays.
  ///
  /// - Parameters:
  ///   - names: The meshes; empty for all that have roots.
  ///   - folder: Where to; nil for the folder that federation.yaml names.
  /// - Throws: ``CAError/publication(_:)``
  public func publish(_ names: [String], into folder: FilePath?) throws(CAError) -> [PublishedBundle] {
    try requireDescription()
    return try locked { () throws(CAError) in
      let named = try publicationFolder
      guard let folder = folder ?? named else { throw .publication(.noFolder) }
      let federation = try federation()
      let authorities = try issuedAuthorities()
      for name in names {
        guard authorities.bundle(of: try federation.requireMesh(name).name, in: federation) != nil else {
          throw .noIntermediate(mesh: name)
        }
      }
      return try publish(publications(names, in: folder))
    }
  }

  /// Writes the bundles again that federation.yaml wants published.
  func publishAgain() throws(CAError) -> [PublishedBundle] {
    guard let folder = try publicationFolder else { return [] }
    return try publish(publications([], in: folder))
  }

  /// The published bundles that are not as they should be. Nothing is changed.
  func pendingPublications() throws(CAError) -> [PublishedBundle] {
    guard let folder = try publicationFolder, try isIssued() else { return [] }
    return try publications([], in: folder).map(\.bundle).filter(\.isChange)
  }

  /// A bundle, and the facts of its meshes if they take a new number.
  private struct Publication {
    let bundle: PublishedBundle
    let document: BundleDocument
    /// The facts of each mesh, in the bytes that are kept; empty if their numbers stay.
    let facts: [(mesh: String, content: [UInt8])]
  }

  private func publish(_ publications: [Publication]) throws(CAError) -> [PublishedBundle] {
    let numbered = publications.filter { !$0.facts.isEmpty }
    if !numbered.isEmpty {
      // Before the files: a number that somebody may have read is never given again.
      try writeKeepingAuthorities { writer in
        for publication in numbered {
          for (mesh, content) in publication.facts {
            try writer.setPublished(mesh, sequence: publication.bundle.sequence, content: content)
            try writer.append(
              .exportedTrust, mesh, "published SPIFFE bundle, sequence \(publication.bundle.sequence)", at: now)
          }
        }
      }
    }
    for publication in publications where publication.bundle.isChange {
      let path = publication.bundle.path
      try wrapping(CAError.files, FileSystem.makeSharedFolder(FileSystem.parent(of: path)))
      try wrapping(CAError.files, FileSystem.write(publication.document.bytes, to: path, permissions: .shared))
    }
    for publication in publications { try sweep(publication.bundle.path) }
    return publications.map(\.bundle)
  }

  /// Removes what killed commands left beside a bundle.
  private func sweep(_ path: FilePath) throws(CAError) {
    let folder = FileSystem.parent(of: path)
    guard let own = path.lastComponent?.string else { return }
    for name in try wrapping(CAError.files, FileSystem.names(in: folder)) where FileSystem.isTemporary(name, of: [own])
    {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
  }

  private func publications(_ names: [String], in folder: FilePath) throws(CAError) -> [Publication] {
    let federation = try federation()
    let authorities = try issuedAuthorities()
    let wanted = Set(names.compactMap { federation.mesh(named: $0)?.trustDomain })
    var meshes: [TrustDomain: [Mesh]] = [:]
    var order: [TrustDomain] = []
    for mesh in federation.meshes where names.isEmpty || wanted.contains(mesh.trustDomain) {
      guard authorities.intermediate(of: mesh.name) != nil, authorities.bundle(of: mesh.name, in: federation) != nil
      else { continue }
      if meshes[mesh.trustDomain] == nil { order.append(mesh.trustDomain) }
      meshes[mesh.trustDomain, default: []].append(mesh)
    }
    let told = try read { reader in
      var told: [String: (sequence: Int64, content: [UInt8])] = [:]
      for mesh in meshes.values.joined() { told[mesh.name] = try reader.published(mesh.name) }
      return told
    }
    var publications: [Publication] = []
    for domain in order {
      let cards = (meshes[domain] ?? []).map { mesh in
        TrustCard(mesh, roots: authorities.bundle(of: mesh.name, in: federation)?.certificates ?? [])
      }
      publications.append(
        try publication(of: domain, cards, told, hint: federation.publishing.refreshHint.seconds, in: folder))
    }
    return publications
  }

  /// The number is that of the facts of the meshes, which trust cards and exported bundles have too. One that the published
  /// document has already is never given to another content, whatever the home remembers: it may come from a backup.
  private func publication(
    of domain: TrustDomain, _ cards: [TrustCard], _ told: [String: (sequence: Int64, content: [UInt8])], hint: Int64,
    in folder: FilePath
  ) throws(CAError) -> Publication {
    let facts = cards.map { (mesh: $0.name, content: $0.signedBytes) }
    let last = cards.compactMap { told[$0.name]?.sequence }.max()
    let isNew = facts.contains { told[$0.mesh]?.content != $0.content }
    // The number if nothing is published yet; a mesh of which nothing was ever told begins with 1.
    let number = last.map { isNew ? $0 + 1 : $0 } ?? 1
    let path = BundleDocument.path(of: domain, in: folder)
    func document(_ number: Int64) throws(CAError) -> BundleDocument {
      try BundleDocument(
        TrustBundle(
          trustDomain: domain, certificates: cards.flatMap(\.roots), sequence: UInt64(clamping: number),
          refreshHint: hint))
    }
    let held = try BundleDocument(published: path, of: domain)
    let heldNumber = try held.map { held throws(CAError) in try Self.number(of: held, path, last: last ?? 0) } ?? 0
    let isAhead = heldNumber > last ?? 0 && held != nil
    // Unchanged for its readers, whatever else has changed about the meshes; and nobody has added anything to it.
    let isChange = try held?.bytes != document(heldNumber).bytes
    let next = isChange ? max(number, heldNumber + 1) : heldNumber
    return Publication(
      bundle: PublishedBundle(
        trustDomain: domain, meshes: cards.map(\.name), path: path, sequence: next, isChange: isChange,
        warnings: isAhead ? [Self.ahead(path, held: heldNumber, last ?? 0)] : []),
      document: try document(next),
      facts: isAhead || isChange && (isNew || next != last) ? facts : [])
  }

  /// How far a published document may be ahead of the home: more than any restored home, less than would use up the
  /// numbers.
  private static let farthest: UInt64 = 1 << 32

  private static func number(
    of document: BundleDocument, _ path: FilePath, last: Int64
  ) throws(CAError) -> Int64 {
    let sequence = document.bundle.sequence ?? 0
    guard sequence <= UInt64(clamping: last) + farthest, sequence < UInt64(SignedTrustCard.highestSequence) else {
      throw .publication(.strayNumber(path, sequence: sequence, last: last))
    }
    return Int64(sequence)
  }

  private static func ahead(_ path: FilePath, held: Int64, _ number: Int64) -> Diagnostic {
    Diagnostic(
      "MT-TRUST-34", .warning, what: "`\(path)` has the sequence \(held), and this home remembers \(number)",
      why:
        "the home came out of a backup, or another one publishes the same trust domain; numbers go on from the higher one",
      next: "compare the roots in it with those of the home")
  }
}
