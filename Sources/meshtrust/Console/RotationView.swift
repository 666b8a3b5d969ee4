import CA
import Diagnostics
import Documents
import Federation
import Files
import Rotation
import SystemPackage
import X509

/// A step of a rotation with its proof.
struct RotationView {
  let console: Console
  let explain: Bool

  /// More rows than this are only counted, unless --explain shows all.
  private static let most = 40

  /// A failed proof is printed before the error.
  func sayIfBroken(_ proof: HandshakeProof) {
    if !proof.holds { console.say(table(proof, proof.failing).joined(separator: "\n")) }
  }

  /// The handshakes that fail if a root is replaced at once.
  func cutOff(_ proof: HandshakeProof) -> String {
    var table = Table("CUT OFF", "AT", "UNTIL")
    for row in proof.failing {
      let until =
        row.kind == .federation
        ? "\(row.holder) has applied its folder, and \(row.presenter) its own"
        : "istiod and the proxies of \(row.presenter) are restarted"
      table.add(row.kind == .istiod ? "istiod of \(row.presenter)" : row.presenter, row.holder, until)
    }
    return
      (["If the root is replaced at once, these handshakes fail as soon as either side applies:"]
      + table.lines(on: console.page, indent: 2) + [
        "That is the lesser evil: anyone with the key can impersonate any identity below the root, at every mesh that",
        "trusts it, for as long as it does. A lost handshake is noticed, a forged one is not.",
      ]).joined(separator: "\n")
  }

  /// The result of a step.
  func show(_ taken: RotationStepTaken, _ owner: AuthorityOwner, _ home: OpenHome, json: Bool) {
    if json { return console.print(node(taken, owner)) }
    let ledger = taken.outcome.ledger
    var lines: [String] = []
    if let rotation = ledger.rotation(of: owner) {
      lines.append(
        "\(owner)/root is \(rotation.phase.rawValue): generation \(rotation.leaving) -> \(rotation.arriving)")
    } else {
      lines.append(Self.steady(owner, ledger))
    }
    for authority in taken.outcome.retired {
      lines.append(Self.retired(authority, ledger))
    }
    lines += table(
      taken.proof, taken.proof.rows.count > Self.most && !explain ? unusual(taken.proof) : taken.proof.rows)
    if let rotation = ledger.rotation(of: owner) {
      for mesh in taken.outcome.written {
        lines.append("wrote \(home.outputFolder(of: mesh))/rotation/\(rotation.stepName)/README.md".printable)
      }
      lines += ledger.blockedFolders(around: owner).map(\.line)
      lines.append(
        console.text("next: send each folder to its administrator, then: \(.meshtrust("rotate", "status"))"))
    } else {
      lines += taken.outcome.written.map { "wrote \(home.outputFolder(of: $0))".printable }
    }
    lines += PublishView.lines(taken.outcome.published)
    console.print(lines.joined(separator: "\n"))
  }

  private static func steady(_ owner: AuthorityOwner, _ ledger: RotationLedger) -> String {
    if let root = ledger.authorities.root(of: owner) { return "\(owner)/root is steady: generation \(root.generation)" }
    let shared = ledger.authorities.root(of: .shared)?.generation ?? 0
    return "every mesh is below shared/root, generation \(shared), and federation.yaml says `roots: shared`"
  }

  /// The first step of every mesh.
  func showMove(_ taken: RotationStepTaken, _ mode: RootMode, _ home: OpenHome, json: Bool) {
    let rotations = taken.outcome.ledger.rotations
    if json { return console.print(moveNode(taken, mode)) }
    var lines = rotations.map {
      "\($0.owner)/root is \($0.phase.rawValue): generation \($0.leaving) -> \($0.arriving)"
    }
    if rotations.isEmpty { lines.append("every mesh is below shared/root") }
    lines += table(
      taken.proof, taken.proof.rows.count > Self.most && !explain ? unusual(taken.proof) : taken.proof.rows)
    lines += taken.outcome.written.map { "wrote \(home.outputFolder(of: $0))".printable }
    lines += PublishView.lines(taken.outcome.published)
    if !rotations.isEmpty {
      lines.append(
        console.text(
          "next: send each folder to its administrator; each mesh goes on by itself: \(.meshtrust("rotate", "status"))"
        ))
    }
    console.print(lines.joined(separator: "\n"))
  }

  private func moveNode(_ taken: RotationStepTaken, _ mode: RootMode) -> Node {
    .schema(
      "rotate-move",
      [
        ("roots", .string(mode.rawValue)),
        (
          "rotations",
          .sequence(
            taken.outcome.ledger.rotations.map {
              .mapping([
                ("root", .string("\($0.owner)/root")), ("phase", .string($0.phase.rawValue)),
                ("leaving", .int($0.leaving)), ("arriving", .int($0.arriving)),
              ])
            })
        ),
        ("written", .strings(taken.outcome.written)), ("published", PublishView.node(taken.outcome.published)),
        ("proof", .sequence(taken.proof.rows.map { Self.node($0, explain) })),
      ])
  }

  /// What became of a key that is no longer used.
  private static func retired(_ authority: Authority, _ ledger: RotationLedger) -> String {
    let name = "\(authority.name) generation \(authority.generation)"
    guard authority.hasKey else {
      return "put away \(name), whose key was never here: ask its owner to revoke what it signed for this home"
    }
    let isKept = ledger.authorities.hasKey(of: authority.certificate)
    return isKept ? "put away \(name), whose key another authority still has" : "destroyed the key of \(name)"
  }

  private func unusual(_ proof: HandshakeProof) -> [ProofRow] {
    proof.rows.filter { !$0.failures.isEmpty || $0.isUnknown }
  }

  /// The proof: one line for each side, or with `--explain` for each combination.
  func table(_ proof: HandshakeProof, _ rows: [ProofRow]) -> [String] {
    let unknown = proof.rows.count { $0.isUnknown }
    let count = proof.rows.reduce(0) { $0 + $1.cells.count }
    var lines = [
      "proof: \(proof.rows.count) sides, \(count) combinations, \(proof.verifications) verifications: "
        + (proof.holds ? "all succeed" : proof.summaryOfFailures) + (unknown == 0 ? "" : ", \(unknown) unknown")
    ]
    guard !rows.isEmpty else { return lines }
    var table = Table("PRESENTS", "JUDGES", "HANDSHAKE", "SIGNER", "BUNDLE", "RESULT")
    for row in rows {
      table.add(row.presenter, row.holder, row.kind.rawValue, row.signers, row.bundles, row.result)
      guard explain else { continue }
      for cell in row.cells {
        table.add("", "", "\(cell.time)", "\(cell.signer)", "\(cell.bundle)", Self.text(cell.verdict))
      }
    }
    lines += table.lines(on: console.page, indent: 2)
    return lines
  }

  private static func text(_ verdict: ProofRow.Verdict) -> String {
    switch verdict {
    case .passes: "holds"
    case .fails(let code, let why): "FAILS: \(code): \(why)"
    case .unknown: "unknown"
    }
  }

  private func node(_ taken: RotationStepTaken, _ owner: AuthorityOwner) -> Node {
    let rotation = taken.outcome.ledger.rotation(of: owner)
    return .schema(
      "rotate",
      [
        ("root", .string("\(owner)/root")), ("phase", .string((rotation?.phase ?? .steady).rawValue)),
        ("leaving", rotation.map { .int($0.leaving) } ?? .null),
        ("arriving", rotation.map { .int($0.arriving) } ?? .null),
        ("written", .strings(taken.outcome.written)), ("published", PublishView.node(taken.outcome.published)),
        (
          "destroyedKeys",
          .strings(
            taken.outcome.retired.filter {
              $0.hasKey && !taken.outcome.ledger.authorities.hasKey(of: $0.certificate)
            }.map { "\($0.name) generation \($0.generation)" })
        ),
        ("proof", .sequence(taken.proof.rows.map { Self.node($0, explain) })),
      ])
  }

  private static func node(_ row: ProofRow, _ explain: Bool) -> Node {
    let cells: [(String, Node)] =
      explain
      ? [
        (
          "cells",
          .sequence(
            row.cells.map { cell in
              .mapping([
                ("time", .string(cell.time.description)), ("signer", .int(cell.signer)),
                ("bundle", .int(cell.bundle)), ("verdict", .string(text(cell.verdict))),
              ])
            })
        )
      ] : []
    return .mapping(
      [
        ("presents", .string(row.presenter)), ("judges", .string(row.holder)),
        ("handshake", .string(row.kind.rawValue)),
        ("signers", .string(row.signers)), ("bundles", .string(row.bundles)),
        ("holds", .bool(row.failures.isEmpty && !row.isUnknown)), ("result", .string(row.result)),
      ] + cells)
  }
}
