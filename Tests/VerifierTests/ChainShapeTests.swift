import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// V-07 and CA-07: what was presented, in the order in which it was.
@Suite struct ChainShapeTests {
  private let mesh: Mesh
  private let chain: [Certificate]
  private let third: Authority

  init() throws {
    mesh = try Mesh("red-mesh", constrained: false)
    let upper = try mesh.root.authority("red-mesh", "upper CA", uri: "spiffe://red-mesh.local", pathLength: 1)
    third = try upper.authority("red-mesh", "lower CA", uri: "spiffe://red-mesh.local")
    chain = [try third.leaf(mesh.egress.uri), third.certificate, upper.certificate]
  }

  @Test func theRightOrderSaysNothing() {
    let answer = mesh.verify(chain)
    #expect(answer.isAcceptedStrictly)
    #expect(answer.finding("MT-V-07") == nil)
  }

  @Test("C24: the root first, the leaf last")
  func reversed() throws {
    let answer = mesh.verify([mesh.root.certificate] + chain.reversed())
    #expect(answer.isRefused("MT-V-07"))
    #expect(answer.errors == ["MT-V-07", "MT-CA-07"])
    #expect(answer.path == nil)
    let finding = try #require(answer.finding("MT-V-07"))
    #expect(finding.what.description.contains("first certificate is a CA"))
    #expect(finding.why.description.contains("in the right order it would be accepted"))
    #expect(
      finding.next.description == "the right order is: `\(chain[0])`, then `lower CA`, then `upper CA`, "
        + "then `red-mesh root CA g1`")
  }

  @Test func reversedAndWrongBesides() throws {
    let stranger = try Mesh("green-mesh")
    let answer = mesh.verify([stranger.intermediate.certificate, try stranger.leaf()])
    #expect(answer.isRefused("MT-V-07"))
    #expect(answer.finding("MT-V-07")?.why.description.contains("even in the right order it would be rejected") == true)
  }

  @Test func anyOrderBehindTheLeafIsAccepted() {
    let answer = mesh.verify([chain[0], chain[2], chain[1]])
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-V-07"])
    #expect(answer.finding("MT-V-07")?.next.description.contains("then `lower CA`, then `upper CA`") == true)
  }

  @Test(arguments: [[0, 0, 1, 2], [0, 1, 1, 2], [0, 1, 2, 0], [0, 1, 2, 1]])
  func copies(indices: [Int]) {
    let answer = mesh.verify(indices.map { chain[$0] })
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-V-07"])
    #expect(answer.finding("MT-V-07")?.what == "a certificate is presented twice")
  }

  @Test func aGap() {
    let answer = mesh.verify([chain[0], chain[2]])
    #expect(answer.isRefused("MT-PV-01"))
    #expect(answer.warnings == ["MT-V-07"])
    #expect(answer.finding("MT-V-07")?.what.description.contains("issued none of those before it") == true)
  }

  @Test func strangers() throws {
    let other = try Mesh("green-mesh")
    let answer = mesh.verify(chain + [other.intermediate.certificate, try other.leaf()])
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-V-07"])
    #expect(answer.finding("MT-V-07")?.what.description.contains("and 1 more") == true)
  }

  @Test func anotherLeafFirstIsTheOneJudged() throws {
    let other = try Mesh("green-mesh")
    #expect(mesh.verify([try other.leaf()] + chain).isRefused("MT-V-03"))
  }

  @Test func theRootIsWorthANote() {
    let answer = mesh.verify(chain + [mesh.root.certificate])
    #expect(answer.isAcceptedStrictly)
    #expect(answer.finding("MT-V-07")?.severity == .note)
  }

  @Test func crossCertificatesAreInOrder() throws {
    let new = try Mesh("red-mesh", generation: 2, constrained: false)
    let cross = try mesh.root.authority(
      "red-mesh", "red-mesh root CA g2", uri: "spiffe://red-mesh.local", pathLength: 1, key: new.root.key)
    let presented = try new.chain() + [cross.certificate]
    for verifier in [mesh, new] {
      let answer = verifier.verify(presented)
      #expect(answer.isAcceptedStrictly)
    }
  }

  @Test func namesThatLoopCannotHoldItUp() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    var authorities = [mesh.root]
    for index in 0..<24 {
      let name = "loop \(index % 2)"
      authorities.append(try authorities[index].authority("red-mesh", name, uri: nil, pathLength: 9))
    }
    let leaf = try authorities[24].leaf(mesh.egress.uri)
    let answer = mesh.verify([leaf] + authorities.dropFirst().map(\.certificate).reversed())
    #expect(!answer.isAccepted)
    #expect(!answer.reasons.isEmpty)
  }

  @Test func `a long chain is ordered like a short one`() throws {
    var authorities = [mesh.root]
    for index in 0..<12 {
      authorities.append(try authorities[index].authority("red-mesh", "CA \(index)", uri: nil, pathLength: 20))
    }
    let leaf = try authorities[12].leaf(mesh.egress.uri)
    let upwards = [leaf] + authorities.dropFirst().reversed().map(\.certificate)
    #expect(mesh.verify(upwards).finding("MT-V-07") == nil)
    var swapped = upwards
    swapped.swapAt(5, 6)
    #expect(mesh.verify(swapped).finding("MT-V-07")?.what == "the chain is out of order")
    let gap = mesh.verify(Array(upwards[..<6] + upwards[7...]))
    #expect(gap.finding("MT-V-07")?.what.description.contains("and 5 more") == true)
    #expect(mesh.verify(upwards + [upwards[3]]).finding("MT-V-07")?.what == "a certificate is presented twice")
  }
}
