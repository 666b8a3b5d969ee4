public import Cryptography
import Diagnostics
import Synchronization
import X509

/// How this machine reaches keys outside of a home: nothing of it is stored, and nothing is read or loaded before a
/// command needs such a key.
public final class SignerAccess: Sendable {
  /// Reads signers.yaml and the environment.
  private let load: @Sendable () throws(SignerFault) -> SignersFile
  /// The name of signers.yaml for people.
  let file: String
  /// The environment of this process, of which programs get a part.
  let environment: [String: String]
  /// Asks for the PIN of a token, by its label; nil for an answer that was not given.
  let pin: @Sendable (String) -> SecretBytes?
  /// Gets what programs write for the user.
  let say: @Sendable ([UInt8]) -> Void
  private let known = Mutex<SignersFile?>(nil)
  /// Those that were reached in this run.
  private let found = Mutex<[SignerPlace: any Signer]>([:])

  public init(
    file: String, environment: [String: String], pin: @escaping @Sendable (String) -> SecretBytes? = { _ in nil },
    say: @escaping @Sendable ([UInt8]) -> Void = { _ in },
    load: @escaping @Sendable () throws(SignerFault) -> SignersFile
  ) {
    self.file = file
    self.environment = environment
    self.pin = pin
    self.say = say
    self.load = load
  }

  /// A machine without signers.
  public static let none = SignerAccess(file: "signers.yaml", environment: [:]) { () throws(SignerFault) in
    SignersFile()
  }

  /// Whoever signs with the key at a place. It is the key that the home knows, and each of its signatures is verified.
  public func signer(at place: SignerPlace, of publicKey: PublicKey) throws(SignerFault) -> any Signer {
    if let found = found.withLock({ $0[place] }), found.publicKey == publicKey { return found }
    let signer = try find(place, publicKey)
    found.withLock { $0[place] = signer }
    return signer
  }

  private func find(_ place: SignerPlace, _ publicKey: PublicKey) throws(SignerFault) -> any Signer {
    switch place {
    case .program(let name, let key):
      let key = ProgramKey(program: try program(name), key: key, access: self)
      let found = try key.publicKey()
      guard found == publicKey else { throw try Self.otherKey(place, publicKey, found) }
      return ProvenSigner(publicKey, at: place.words) { message throws(SigningError) in
        do throws(SignerFault) {
          return try key.signature(over: message, by: publicKey)
        } catch {
          throw .outside(OutsideFault(error))
        }
      }
    case .token: throw .token(.noModule)
    }
  }

  /// The public key at a place, whatever it is; it has signed one message to prove that the private key is there.
  public func provenKey(at place: SignerPlace) throws(SignerFault) -> PublicKey {
    let publicKey: PublicKey
    switch place {
    case .program(let name, let key):
      publicKey = try ProgramKey(program: try program(name), key: key, access: self).publicKey()
    case .token: throw .token(.noModule)
    }
    let signer = try signer(at: place, of: publicKey)
    do throws(SigningError) {
      _ = try signer.signature(over: Self.proof)
    } catch {
      throw .unproven(error)
    }
    return publicKey
  }

  /// What a key signs to prove itself: no structure that anybody would take for a certificate.
  private static let proof = Array("meshtrust: this key is about to become that of a root".utf8)

  private func program(_ name: String) throws(SignerFault) -> SignerProgram {
    let programs = try configuration().programs
    guard let program = programs[name] else {
      throw .unknownProgram(name, known: Array(programs.keys), file: file)
    }
    return program
  }

  func configuration() throws(SignerFault) -> SignersFile {
    if let known = known.withLock({ $0 }) { return known }
    let read = try load()
    known.withLock { $0 = read }
    return read
  }

  static func otherKey(_ place: SignerPlace, _ expected: PublicKey, _ found: PublicKey) throws(SignerFault)
    -> SignerFault
  {
    .otherKey(place: place.words, expected: fingerprint(expected), found: fingerprint(found))
  }

  private static func fingerprint(_ key: PublicKey) -> String {
    (try? SubjectPublicKeyInfo(key.components)).map { sha256Hex($0.der) } ?? ""
  }
}
