import Cryptography
import Testing

@testable import Federation

/// Signatures of security keys (OpenSSH's PROTOCOL.u2f), which `ssh-keygen` makes only with the device. They are made here
/// octet by octet as the device does; those of other keys are `ssh-keygen`'s own in the script approvals.txt.
@Suite struct SSHSignatureTests {
  private static let namespace = "meshtrust-approval"
  private static let message = Array("meshtrust-approval-v1\n".utf8)
  private static let touched: UInt8 = 0x01

  /// What differs from an honest signature.
  private struct Choice {
    var application = "ssh:"
    var signedApplication: String?
    var flags = touched
    var signedFlags: UInt8?
    var counter: UInt32 = 7
    var signedCounter: UInt32?
    var namespace = SSHSignatureTests.namespace
    var digest = DigestAlgorithm.sha512
    var isSignedPlain = false
    var more: [UInt8] = []
  }

  private static func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xFF) } }

  private static func text(_ value: String) -> [UInt8] { SSHReader.string(Array(value.utf8)) }

  private static func blob(_ key: PrivateKey, _ kind: String, _ choice: Choice) throws -> [UInt8] {
    let point: [UInt8]
    switch key.publicKey.components {
    case .ed25519(let octets): point = SSHReader.string(octets)
    case .ec(_, let octets): point = text("nistp256") + SSHReader.string(octets)
    case .rsa: point = []
    }
    let name = choice.digest == .sha512 ? "sha512" : "sha256"
    let head = Array("SSHSIG".utf8)
    let fields = text(choice.namespace) + text("") + text(name)
    let hash = Digest.hash(choice.digest, message)
    let inner = head + fields + SSHReader.string(hash)
    let signed =
      Digest.hash(.sha256, Array((choice.signedApplication ?? choice.application).utf8))
      + [choice.signedFlags ?? choice.flags] + number(choice.signedCounter ?? choice.counter)
      + Digest.hash(.sha256, inner)
    let made = try key.sign(choice.isSignedPlain ? inner : signed)
    let octets = if case .ed25519 = key.publicKey.components { made } else { numbers(made) }
    let signature = text(kind) + SSHReader.string(octets) + [choice.flags] + number(choice.counter) + choice.more
    return head + number(1) + SSHReader.string(text(kind) + point + text(choice.application)) + fields
      + SSHReader.string(signature)
  }

  /// The two numbers of an Ecdsa-Sig-Value as SSH writes them.
  private static func numbers(_ der: [UInt8]) -> [UInt8] {
    let first = Int(der[3])
    let second = Int(der[5 + first])
    return SSHReader.string(Array(der[4..<(4 + first)]))
      + SSHReader.string(Array(der[(6 + first)..<(6 + first + second)]))
  }

  private static let kinds: [(String, KeyAlgorithm)] = [
    ("sk-ssh-ed25519@openssh.com", .ed25519), ("sk-ecdsa-sha2-nistp256@openssh.com", .p256),
  ]

  /// Nil for octets that are no signature at all.
  private func verdict(_ index: Int, _ change: (inout Choice) -> Void = { _ in }) throws -> Bool? {
    let (kind, algorithm) = Self.kinds[index]
    var choice = Choice()
    change(&choice)
    let key = try PrivateKey.generate(algorithm)
    let signature = SSHSignature(blob: try Self.blob(key, kind, choice))
    return signature?.isValid(for: Self.message, in: Self.namespace)
  }

  @Test(arguments: kinds.indices) func aTouchedSecurityKeySigns(index: Int) throws {
    #expect(try verdict(index) == true)
    #expect(try verdict(index) { $0.digest = .sha256 } == true)
    // The person was verified as well; and a counter that never counts.
    #expect(try verdict(index) { $0.flags = 0x05 } == true)
    #expect(try verdict(index) { $0.counter = 0 } == true)
    #expect(try verdict(index) { $0.application = "ssh:meshtrust" } == true)
  }

  @Test(arguments: kinds.indices) func whatTheDeviceDidNotSignIsNone(index: Int) throws {
    #expect(try verdict(index) { $0.flags = 0x00 } == false, "nobody touched it")
    #expect(try verdict(index) { $0.flags = 0x04 } == false)
    #expect(try verdict(index) { $0.signedFlags = 0x00 } == false, "flags of another signature")
    #expect(try verdict(index) { $0.signedCounter = 8 } == false, "a counter of another signature")
    #expect(try verdict(index) { $0.signedApplication = "https://bank.example" } == false)
    #expect(try verdict(index) { $0.namespace = "git" } == false)
    #expect(try verdict(index) { $0.isSignedPlain = true } == false, "signed as a key in a file signs")
    #expect(try verdict(index) { $0.more = [0] } == nil)
  }

  @Test func anotherMessageIsNone() throws {
    let key = try PrivateKey.generate(.ed25519)
    let signature = SSHSignature(blob: try Self.blob(key, Self.kinds[0].0, Choice()))
    let other = signature?.isValid(for: Self.message + [0], in: Self.namespace)
    #expect(other == false)
  }

  @Test func aCutSignatureIsNone() throws {
    let whole = try Self.blob(PrivateKey.generate(.p256), Self.kinds[1].0, Choice())
    for length in 0..<whole.count { #expect(SSHSignature(blob: Array(whole.prefix(length))) == nil) }
    #expect(SSHSignature(blob: whole + [0]) == nil)
  }
}
