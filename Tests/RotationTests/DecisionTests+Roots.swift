import Cryptography
import Diagnostics
import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// Roots of other authorities, and what is issued below the next root.
extension DecisionTests {
  // MARK: - Roots of others

  static func check(
    _ root: Certificate, _ ledger: RotationLedger, of owner: AuthorityOwner = red, isEmergency: Bool = false
  ) throws -> String? {
    let old = try #require(ledger.authorities.root(of: owner))
    return code {
      try ArrivingRoot(certificate: root, ledger: ledger, owner: owner).check(
        replacing: old, fingerprint: nil, isEmergency: isEmergency, acceptsUnconfined: false)
    }
  }

  @Test func `a root must last until its answer has come and everybody has renewed twice`() throws {
    let acme = try OtherAuthority("Acme", days: 300).certificate
    let due = RenewalRule.rotation(of: acme)
    let lead = 32 * Self.day
    let ledger = try LedgerScene.ledger(.steady)
    for (now, isEmergency, wanted) in [
      (due + (-lead - 1), false, nil as String?), (due + -lead, false, "MT-ROOT-08"), (due + -lead, true, nil),
      (due + -1, true, nil), (due, true, "MT-ROOT-08"),
    ] {
      let found = try Self.check(acme, ledger.copy(now: now), isEmergency: isEmergency)
      #expect(found == wanted)
    }
  }

  @Test func `no name stands for two keys`() throws {
    let acme = try OtherAuthority("Acme")
    let (again, twin) = (try OtherAuthority("Acme", key: acme.key), try OtherAuthority("Acme"))
    var ledger = try LedgerScene.ledger(.steady)
    func found(_ remote: [Certificate]) throws -> String? {
      ledger.change(remotes: [try LedgerScene.remote("far-mesh", remote)])
      return try Self.check(acme.certificate, ledger)
    }
    var code = try found([])
    #expect(code == nil)
    for certificates in [[acme.certificate], [again.certificate], [try OtherAuthority("Globex").certificate]] {
      code = try found(certificates)
      #expect(code == nil)
    }
    code = try found([try OtherAuthority("Globex").certificate, twin.certificate])
    #expect(code == "MT-ROOT-09")
    // Nor in the home.
    for (root, wanted) in [(twin, "MT-ROOT-09" as String?), (again, nil)] {
      var home = try LedgerScene.ledger(.steady)
      home.change(adding: [
        Authority(
          owner: .mesh("green-mesh"), role: .root, generation: 2, certificate: root.certificate, hasKey: false)
      ])
      code = try Self.check(acme.certificate, home)
      #expect(code == wanted)
    }
  }

  /// Two certificates of one key and name, and an intermediate that names the first by its serial number, as no part of this
  /// program writes it.
  static let pinned = """
    -----BEGIN CERTIFICATE-----
    MIIBezCCASCgAwIBAgIENQHLmDAKBggqhkjOPQQDAjAjMQ0wCwYDVQQKDARBY21l
    MRIwEAYDVQQDDAlBY21lIFJvb3QwHhcNMjYxMTMwMjEwOTQxWhcNNDYxMTI1MjEw
    OTQxWjAjMQ0wCwYDVQQKDARBY21lMRIwEAYDVQQDDAlBY21lIFJvb3QwWTATBgcq
    hkjOPQIBBggqhkjOPQMBBwNCAARlQrdlj2eW7avQsUgYnSNuXLZYcKDiZksZu2E0
    fNziPIfzZ+utuYFvp9B77yOcL5SJC1w0GwCH8m4eC9COnB2Qo0IwQDAPBgNVHRMB
    Af8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUWFUBaGbMiJ67qJ7k
    Bu33DecRmxwwCgYIKoZIzj0EAwIDSQAwRgIhAPtHfu2YheFnn33GLBzsNrPBhrSR
    XeWtICCjud4OCzSyAiEAkKhOQed4j/C1EX73uXnL8f1sLjwc+/djMeXXWNcU/NI=
    -----END CERTIFICATE-----
    -----BEGIN CERTIFICATE-----
    MIIBezCCASGgAwIBAgIFAKt7vHswCgYIKoZIzj0EAwIwIzENMAsGA1UECgwEQWNt
    ZTESMBAGA1UEAwwJQWNtZSBSb290MB4XDTI2MTEzMDIxMDk0MVoXDTQ2MTEyNTIx
    MDk0MVowIzENMAsGA1UECgwEQWNtZTESMBAGA1UEAwwJQWNtZSBSb290MFkwEwYH
    KoZIzj0CAQYIKoZIzj0DAQcDQgAEZUK3ZY9nlu2r0LFIGJ0jbly2WHCg4mZLGbth
    NHzc4jyH82frrbmBb6fQe+8jnC+UiQtcNBsAh/JuHgvQjpwdkKNCMEAwDwYDVR0T
    AQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFFhVAWhmzIieu6ie
    5Abt9w3nEZscMAoGCCqGSM49BAMCA0gAMEUCIQCNXvetEmHmwrHZ0FK3xSrpVW85
    Ik9DJqNWm8mKWgF1rAIgZrpemitHm+tJDzwNudZtgNrJHakapvmWhokMP6zo9lI=
    -----END CERTIFICATE-----
    -----BEGIN CERTIFICATE-----
    MIIB6zCCAZCgAwIBAgIBTTAKBggqhkjOPQQDAjAjMQ0wCwYDVQQKDARBY21lMRIw
    EAYDVQQDDAlBY21lIFJvb3QwHhcNMjYxMTMwMjEwOTQxWhcNNDYwMTI5MjEwOTQx
    WjAdMQ0wCwYDVQQKDARBY21lMQwwCgYDVQQDDANyZWQwWTATBgcqhkjOPQIBBggq
    hkjOPQMBBwNCAATKJZO2Ojac4cRWFT6P9asiJ4d4QYKP0QM2yTxrT+I3+lhLPjw5
    U2NgCet56pisPXpX44UZEuajR9LDWQnDdXS+o4G6MIG3MBIGA1UdEwEB/wQIMAYB
    Af8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBT1YjdUpDWnmGlVgxGMJwH1
    qIXehDBOBgNVHSMERzBFgBRYVQFoZsyInruonuQG7fcN5xGbHKEnpCUwIzENMAsG
    A1UECgwEQWNtZTESMBAGA1UEAwwJQWNtZSBSb290ggQ1AcuYMCIGA1UdEQQbMBmG
    F3NwaWZmZTovL3JlZC1tZXNoLmxvY2FsMAoGCCqGSM49BAMCA0kAMEYCIQCo5dfZ
    OS4sWRZ+CIGqANg4PEvUytVmSUE9IPg8D0zwWwIhAMG+YbZnoe1wiCwPnY+R/PC3
    sbl+pTQGK701fWA9I05u
    -----END CERTIFICATE-----
    """

  @Test func `an intermediate that names the old certificate of a key cannot go below the new one`() throws {
    let all = try PEM.certificates(Array(Self.pinned.utf8)).certificates
    let (old, new, intermediate) = (all[0], all[1], all[2])
    let now = intermediate.validity.notBefore + Self.day
    #expect(ArrivingRoot.keepsKey(new, of: old) && !ArrivingRoot.keepsKey(old, of: old))
    let acme = try OtherAuthority("Acme", key: PrivateKey.generate(.p256), from: now)
    let same = try OtherAuthority("Globex", from: now)
    let later = try OtherAuthority("Globex", key: same.key, from: now + 1)
    func ledger(_ root: Certificate, _ intermediate: Certificate?) throws -> RotationLedger {
      var ledger = try LedgerScene.ledger(.steady).copy(now: now + 60)
      let added = [Authority(owner: Self.red, role: .root, generation: 2, certificate: root, hasKey: false)]
      ledger.change(
        adding: added
          + (intermediate.map {
            [Authority(owner: Self.red, role: .intermediate, generation: 2, certificate: $0, hasKey: true)]
          } ?? []))
      return ledger
    }
    var found = try Self.check(new, ledger(old, intermediate))
    #expect(found == "MT-ROOT-10")
    // Without the serial number the same key is enough, and below another key nothing stays anyhow.
    found = try Self.check(later.certificate, ledger(same.certificate, nil))
    #expect(found == nil)
    found = try Self.check(same.certificate, ledger(old, intermediate))
    #expect(found == nil)
    found = try Self.check(acme.certificate, ledger(old, intermediate))
    #expect(found == "MT-ROOT-09")
  }

  // MARK: - The next generation

  @Test func `a certificate of the next generation is below the root that arrives`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      func issuer(at time: Timestamp) throws -> (name: String, version: Int) {
        let next = try home.at(time).nextGeneration(of: "red-mesh", for: "green-mesh")
        return ("\(try #require(next.chain.last).issuer)", next.bundleVersion)
      }
      func code(at time: Timestamp) -> String? {
        do throws(RotationError) {
          _ = try home.at(time).nextGeneration(of: "red-mesh", for: "green-mesh")
          return nil
        } catch {
          return error.diagnostic.code.rawValue
        }
      }
      #expect(code(at: Self.start) == "MT-ROT-14")
      try home.move(Self.red, .start(.init()), at: Self.start)
      let root = try #require(try home.at(Self.start).authorities().root(of: Self.red, generation: 2)).certificate
      var found = try issuer(at: Self.start)
      #expect(found.name == "\(root.subject)" && found.version == 2)
      try home.seeAll(Self.red, at: Self.start)
      try home.move(Self.red, .next, at: Self.start + Self.day)
      let before = try home.at(Self.start).authorities().intermediate(of: "red-mesh")
      found = try issuer(at: Self.start + Self.day)
      #expect(found.name == "\(root.subject)" && found.version == 2)
      // Nothing of it is kept.
      #expect(try home.at(Self.start).authorities().intermediate(of: "red-mesh") == before)
      try home.assume("istiod restarted", Self.red, at: Self.start + Self.day)
      try home.move(Self.red, .next, at: Self.start + 2 * Self.day)
      #expect(code(at: Self.start + 2 * Self.day) == "MT-ROT-18")
    }
  }

  @Test func `below a root of somebody else there is a next generation once it has signed`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let acme = try OtherAuthority("Acme")
      var options = RotationMachine.Options()
      options.newRoot = .external(acme.certificate, fingerprint: nil)
      try home.move(Self.red, .start(options), at: Self.start)
      func code() -> String? {
        do throws(RotationError) {
          _ = try home.at(Self.start).nextGeneration(of: "red-mesh", for: "green-mesh")
          return nil
        } catch {
          return error.diagnostic.code.rawValue
        }
      }
      #expect(code() == "MT-ROT-46")
      try home.answer("red-mesh", by: acme, at: Self.start)
      #expect(code() == nil)
      let next = try home.at(Self.start).nextGeneration(of: "red-mesh", for: "green-mesh")
      #expect(next.chain.last?.issuer == acme.certificate.subject)
    }
  }
}
