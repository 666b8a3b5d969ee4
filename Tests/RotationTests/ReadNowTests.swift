import CA
import Federation
import Testing

@testable import Rotation

/// Evidence is about the object that its holder reads now.
@Suite struct ReadNowTests {
  private static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]
  private static let sail = ["controlPlane: {flavour: sail, version: v1.30.1}"]
  private static let ambient = [
    "dataPlane: ambient", "controlPlane: {flavour: istio, version: 1.29.4, poolInRoot: true}",
  ]
  private static let elsewhere = ["namespace: another"]

  private static func evidence(
    _ object: String?, _ kind: Evidence.Kind = .bundle, mesh: String = "red-mesh", cluster: String? = "c",
    uid: String? = "u", holder: String = "green-mesh"
  ) -> Evidence {
    Evidence(
      holder: holder, mesh: mesh, kind: kind, version: 2, time: LedgerScene.start, source: "s", uid: uid,
      resourceVersion: "1", object: object, cluster: cluster)
  }

  @Test func `the ConfigMap of a peer's roots is that of the present control plane`() throws {
    let (map, config, pooled) = (
      "green-mesh-system/red-mesh-ca-root-cert", "green-mesh-system/istio-green-mesh",
      "green-mesh-system/istio-ca-root-cert"
    )
    let revision = "green-mesh-system/istio-green-mesh-v1-30-1"
    let cases: [(lines: [String], read: [String])] = [
      ([], [map]), (Self.istio, [config]), (Self.sail, [config, revision]), (Self.ambient, [pooled]),
      (Self.elsewhere, []),
    ]
    for item in cases {
      let federation = try LedgerScene.federation(planes: ["green-mesh": item.lines])
      for kind in [Evidence.Kind.bundle, .otherBundle] {
        let read = [map, config, revision, pooled].filter { Self.evidence($0, kind).isReadNow(in: federation) }
        #expect(read == item.read)
      }
      // What is of no object, and what others have, cannot be told.
      #expect(Self.evidence(nil).isReadNow(in: federation))
      #expect(Self.evidence(map, uid: nil).isReadNow(in: federation))
      #expect(Self.evidence("far/red-mesh-ca-root-cert", holder: "far-mesh").isReadNow(in: federation))
    }
  }

  @Test func `what a mesh shows of itself is in its namespace`() throws {
    let here = try LedgerScene.federation(planes: ["green-mesh": Self.istio])
    let there = try LedgerScene.federation(planes: ["green-mesh": Self.istio + Self.elsewhere])
    let maistra = try LedgerScene.federation()
    func read(_ object: String, _ kind: Evidence.Kind, cluster: String? = "c") -> [Bool] {
      [here, there, maistra].map {
        Self.evidence(object, kind, mesh: "green-mesh", cluster: cluster).isReadNow(in: $0)
      }
    }
    #expect(read("green-mesh-system/istio-ca-root-cert", .bundle) == [true, false, true])
    #expect(read("shop/istio-ca-root-cert", .bundle, cluster: nil) == [true, true, true])
    #expect(read("green-mesh-system/istiod-green-mesh", .signer) == [true, false, true])
    #expect(read("green-mesh-system/istiod-green-mesh", .serving) == [true, false, true])
    #expect(read("MutatingWebhookConfiguration/istio", .webhooks) == [true, true, false])
    #expect(read("green-mesh-system/istiod-green-mesh", .webhooks) == [true, false, false])
  }
}
