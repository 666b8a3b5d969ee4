public import Cryptography
public import Diagnostics
import Synchronization
import X509

/// How this machine reaches keys outside of a home: nothing of it is stored, and nothing is read or loaded before a
/// command needs such a key.
public final class SignerAccess: Sendable {
  /// What a command line gives for keys outside.
  public struct Surroundings: Sendable {
    /// The environment of this process, of which programs get a part.
    var environment: @Sendable () -> [String: String] = { [:] }
    /// Asks for the PIN of a token, by its label; nil for an answer that was not given.
    var pin: @Sendable (String) -> SecretBytes? = { _ in nil }
    /// Gets what programs write for the user.
    var say: @Sendable ([UInt8]) -> Void = { _ in }
    /// Words a diagnostic as it is shown.
    var words: @Sendable (Diagnostic) -> String = { "\($0.code): \($0.what)" }

    public init() {}

    public init(
      environment: @escaping @Sendable () -> [String: String], pin: @escaping @Sendable (String) -> SecretBytes?,
      say: @escaping @Sendable ([UInt8]) -> Void, words: @escaping @Sendable (Diagnostic) -> String
    ) {
      self.environment = environment
      self.pin = pin
      self.say = say
      self.words = words
    }
  }

  /// Reads signers.yaml and the environment.
  private let load: @Sendable () throws(SignerFault) -> SignersFile
  /// The name of signers.yaml for people.
  let file: String
  let surroundings: Surroundings
  private let known = Mutex<SignersFile?>(nil)
  /// Those that were reached in this run.
  private let found = Mutex<[SignerPlace: any Signer]>([:])
  private let connections = TokenConnections()

  public init(
    file: String, _ surroundings: Surroundings = Surroundings(),
    load: @escaping @Sendable () throws(SignerFault) -> SignersFile
  ) {
    self.file = file
    self.surroundings = surroundings
    self.load = load
  }

  /// A machine without signers.
  public static let none = SignerAccess(file: "signers.yaml") { () throws(SignerFault) in SignersFile() }

  /// Whether a module was loaded into this process. It must then end without running what modules leave for the end:
  /// some crash there, and one that hangs would never let go.
  public static var wasAnyLoaded: Bool { TokenLibrary.wasAnyLoaded.load(ordering: .relaxed) }

  /// Whoever signs with the key at a place. It is the key that the home knows, and each of its signatures is verified.
  public func signer(at place: SignerPlace, of publicKey: PublicKey) throws(SignerFault) -> any Signer {
    if let found = found.withLock({ $0[place] }), found.publicKey == publicKey { return found }
    let (present, answer) = try source(of: place)
    guard present == publicKey else { throw Self.otherKey(place, publicKey, present) }
    let signer = ProvenSigner(publicKey, at: place.words) { message throws(SigningError) in
      do throws(SignerFault) {
        return try answer(message)
      } catch {
        throw .outside(OutsideFault(error))
      }
    }
    found.withLock { $0[place] = signer }
    return signer
  }

  /// The key at a place, and what asks for its signatures.
  private func source(
    of place: SignerPlace
  ) throws(SignerFault) -> (PublicKey, @Sendable ([UInt8]) throws(SignerFault) -> [UInt8]) {
    switch place {
    case .program(let name, let key):
      let key = ProgramKey(program: try program(name), key: key, access: self)
      let publicKey = try key.publicKey()
      return (publicKey, { message throws(SignerFault) in try key.signature(over: message, by: publicKey) })
    case .token(let uri):
      let key = try tokenKey(uri)
      return (key.publicKey, { message throws(SignerFault) in try key.signature(over: message) })
    }
  }

  /// The key at a place, for an authority: it has signed one message to prove that the private half is there. Every key
  /// outside is taken through this, and later only compared with what was taken.
  ///
  /// - Throws: ``SignerFault/unsound(_:_:)`` for one with which others can sign.
  public func provenKey(at place: SignerPlace) throws(SignerFault) -> SoundPublicKey {
    try Self.sound(presentKey(at: place).components, at: place)
  }

  private static func sound(
    _ components: PublicKeyComponents, at place: SignerPlace
  ) throws(SignerFault) -> SoundPublicKey {
    do throws(CryptographyError) {
      return try SoundPublicKey(PublicKey(components))
    } catch {
      throw .unsound(place, error)
    }
  }

  /// The public key at a place, whatever it is; it has signed, too.
  private func presentKey(at place: SignerPlace) throws(SignerFault) -> PublicKey {
    let publicKey = try source(of: place).0
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

  private static func otherKey(_ place: SignerPlace, _ expected: PublicKey, _ found: PublicKey) -> SignerFault {
    .otherKey(place: place.words, expected: fingerprint(expected), found: fingerprint(found))
  }

  private static func fingerprint(_ key: PublicKey) -> String {
    (try? SubjectPublicKeyInfo(key.components)).map { sha256Hex($0.der) } ?? ""
  }
}

// MARK: - Tokens

extension SignerAccess {
  func session(_ uri: TokenURI) throws(SignerFault) -> TokenSession { try connections.session(uri, self) }

  private func tokenKey(_ uri: TokenURI) throws(SignerFault) -> TokenKey {
    let session = try session(uri)
    return try TokenKey(session, uri) { () throws(SignerFault) in
      guard let module = try self.connections.module(of: session, self) else { return nil }
      return try TokenConnections.pin(module, session.info, self)
    }
  }

  /// The address by which a token is found again: its label and its serial number.
  public func address(of uri: TokenURI) throws(SignerFault) -> TokenURI {
    let info = try session(uri).info
    return TokenURI(
      token: info.label.isEmpty ? nil : info.label, serial: info.serial.isEmpty ? nil : info.serial,
      object: uri.object, id: uri.id)
  }

  /// Whether a token can make and sign with keys of a type; asked before anything is made.
  public func requireMaking(_ algorithm: KeyAlgorithm, in uri: TokenURI) throws(SignerFault) {
    let session = try session(uri)
    try session.run { _ throws(TokenFault) in try session.library.requireMaking(algorithm, in: session.info) }
  }

  /// Makes a key at an address with a label and an ID, unless a run that was stopped has made it.
  ///
  /// - Returns: Whether it made the key.
  public func makeKey(_ algorithm: KeyAlgorithm, at uri: TokenURI) throws(SignerFault) -> Bool {
    do throws(SignerFault) {
      _ = try tokenKey(uri)
      return false
    } catch .token(.noKey) {
      try session(uri).make(algorithm, label: uri.object ?? "", id: uri.id ?? [])
      return true
    }
  }

  /// The key at an address, whatever it is, to destroy it; it has signed.
  public func foundKey(at uri: TokenURI) throws(SignerFault) -> FoundKey {
    let publicKey = try presentKey(at: .token(uri))
    let key = try tokenKey(uri)
    guard key.publicKey == publicKey else { throw Self.otherKey(.token(uri), publicKey, key.publicKey) }
    var address = try address(of: uri)
    address.id = try key.identifier() ?? address.id
    return FoundKey(publicKey: publicKey, address: address, key: key)
  }

  /// Destroys the public half of a key whose private half is gone.
  ///
  /// - Parameter fingerprint: The SHA-256 of its SubjectPublicKeyInfo.
  public func destroyRest(of fingerprint: String, at uri: TokenURI) throws(SignerFault) {
    try session(uri).destroyPublicHalf(uri) { components in
      (try? SubjectPublicKeyInfo(components)).map { sha256Hex($0.der) } == fingerprint
    }
  }

  /// What a token says that speaks against a key staying in it; empty for a key of a program.
  public func leaks(of place: SignerPlace) throws(SignerFault) -> [String] {
    guard case .token(let uri) = place else { return [] }
    return try tokenKey(uri).leaks()
  }
}

// MARK: - Secrets behind tokens

extension SignerAccess {
  /// Makes an RSA key in a token that decrypts, and returns its address and its public half. One that cannot be used does not
  /// stay.
  public func makeDecryptionKey(
    in uri: TokenURI, label: String, id: [UInt8]
  ) throws(SignerFault) -> (address: TokenURI, key: SoundPublicKey) {
    let session = try session(uri)
    var address = try address(of: uri)
    address.object = label
    address.id = id
    do throws(SignerFault) {
      // One whose making failed may be there all the same.
      try session.makeDecryptionKey(label: label, id: id)
      return (address, try decryptionKey(at: address))
    } catch {
      throw discarding(address, after: error)
    }
  }

  /// Destroys a key that decrypts, and that nothing will use because of an error.
  ///
  /// - Returns: The error, which names the key if that may have stayed.
  public func discarding(_ address: TokenURI, after fault: SignerFault) -> SignerFault {
    do throws(SignerFault) {
      try destroyDecryptionKey(at: address)
      return fault
    } catch {
      return .leftBehind(address, after: fault)
    }
  }

  /// The public half of a key that decrypts.
  ///
  /// - Throws: ``SignerFault/unsound(_:_:)`` for one with which others can decrypt.
  public func decryptionKey(at uri: TokenURI) throws(SignerFault) -> SoundPublicKey {
    try Self.sound(session(uri).decryptionKey(uri), at: .token(uri))
  }

  /// Destroys both halves of a key that decrypts, which nothing uses.
  public func destroyDecryptionKey(at uri: TokenURI) throws(SignerFault) {
    try session(uri).destroyDecryptionKey(uri)
  }

  /// Decrypts what was encrypted for a key in a token (RSAES-OAEP).
  public func decrypt(
    _ sealed: [UInt8], at uri: TokenURI, digest: DigestAlgorithm
  ) throws(SignerFault) -> SecretBytes {
    try session(uri).decrypt(sealed, with: uri, digest: digest)
  }
}
