public import Cryptography
public import Diagnostics
public import Documents
public import Federation
public import Files
public import Kubernetes
public import SPIFFE
public import Signers
public import SystemPackage
public import X509

/// Errors of a home and its authorities.
public enum CAError: Error, Hashable, Sendable {
  /// A file or folder could not be read or written, or another command holds the home's lock.
  case files(FileError)
  /// There is no federation.yaml, so this folder is not a home.
  case noHome(FilePath)
  /// A file that must not be overwritten already exists.
  case exists(path: FilePath)
  /// The result of a command would replace a file of a home.
  case ownFile(path: FilePath)
  /// There is no database yet.
  case noAuthorities(home: FilePath)
  /// A newer version of the tool wrote the database.
  case newerDatabase(path: FilePath)
  /// The file is not a database of this tool, or it is damaged.
  case brokenDatabase(path: FilePath, detail: String)
  /// A database in PostgreSQL is not used, or did not do something.
  case store(StoreFault)
  /// SQLite failed; the text is SQLite's.
  case database(detail: String)
  /// The sealing key is missing.
  case sealingKeyMissing(path: FilePath)
  /// The sealing key is malformed, or belongs to another home.
  case sealingKeyWrong(path: FilePath, detail: String)
  /// The home is sealed with a passphrase, and none was given.
  case passphraseNeeded
  /// The passphrase is wrong.
  case passphraseWrong
  /// The backup cannot be decrypted: the passphrase is wrong, or the file was modified.
  case backupUnreadable(detail: String)
  /// The file was not written by `backup`.
  case noBackup
  /// There is no such mesh.
  case unknownMesh(String, nearest: String?)
  /// There is no such gateway in a mesh.
  case unknownGateway(String, mesh: String, known: [String], nearest: String?)
  /// There is no such authority.
  case unknownAuthority(String, nearest: String?)
  /// Two meshes are peers already, or are none.
  case unchangedPeering(String, String, isThere: Bool)
  /// No leaf has this fingerprint, or several have it.
  case unknownLeaf(String, several: Int)
  /// A mesh has no intermediate yet.
  case noIntermediate(mesh: String)
  /// The authority's key is elsewhere, or was destroyed.
  case noKey(authority: String)
  /// The authority's key signs outside of the home, and cannot leave its place.
  case keyOutside(authority: String, place: String)
  /// A token or program that has a key failed.
  case signer(SignerFault)
  /// The same of a key that no authority has yet.
  case prepared(PreparedKeyFault)
  /// There is no signature.
  case signing(SigningError)
  /// A removal has begun, and waits for a key.
  case unfinished(UnfinishedRemoval)
  /// Another command has deployed to the mesh's cluster since this one began.
  case deployedMeanwhile(mesh: String)
  /// The request is not safe.
  case refused(HomeRefusal)
  /// Somebody was asked, and did not say yes.
  case notConfirmed(NotConfirmed)
  /// A chain does not match the request.
  case wrongAnswer(AnswerRefusal)
  /// The authorities of a running mesh cannot be adopted.
  case adoption(AdoptionFault)
  /// The database is not the one that the home's secret last signed.
  case binding(BindingFault)
  /// A checkpoint of the log cannot be compared with it, or says that entries were lost.
  case checkpoint(CheckpointFault)
  /// An action waits for approval, or has none.
  case approval(ApprovalFault)
  /// The audit log was modified.
  case logBroken(entry: Int64, detail: String)
  /// Nothing is sealed with a certificate.
  case secretSealing(SecretSealingFault)
  /// The trust offered for a remote is refused.
  case trust(TrustFault)
  /// A file is not a trust card.
  case card(TrustCardError)
  /// A bundle cannot be published.
  case publication(PublicationFault)
  /// An error of a lower module.
  case cryptography(CryptographyError)
  /// An error of a lower module.
  case x509(X509Error)
  /// An error of a lower module.
  case spiffe(SPIFFEError)
  /// An error of a lower module.
  case documents(DocumentsError)
  /// An error of a lower module.
  case federation(FederationError)
  /// An error of a lower module.
  case kubernetes(KubernetesError)
}

extension CAError {
  /// Asks for confirmation; the closure throws what was not confirmed.
  public static func confirming(_ ask: () throws(NotConfirmed) -> Void) throws(CAError) {
    do {
      try ask()
    } catch {
      throw .notConfirmed(error)
    }
  }
}

/// Evaluates an expression that throws a lower module's error, and wraps that error.
func wrapping<Value: ~Copyable, Failure: Error>(
  _ wrap: (Failure) -> CAError, _ body: @autoclosure () throws(Failure) -> Value
) throws(CAError) -> Value {
  do {
    return try body()
  } catch {
    throw wrap(error)
  }
}

/// Runs statements that throw a lower module's error, and wraps that error.
func wrapping<Value, Failure: Error>(
  _ wrap: (Failure) -> CAError, _ body: () throws(Failure) -> Value
) throws(CAError) -> Value {
  do {
    return try body()
  } catch {
    throw wrap(error)
  }
}
