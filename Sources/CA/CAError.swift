public import Cryptography
public import Diagnostics
public import Documents
public import Federation
public import Files
public import Kubernetes
public import SPIFFE
public import SystemPackage
public import X509

/// What can go wrong with a home and its authorities.
public enum CAError: Error, Hashable, Sendable {
  /// A file or folder could not be read or written, or another command holds the home's lock.
  case files(FileError)
  /// There is no federation.yaml, so this folder is no home.
  case noHome(FilePath)
  /// Something is in the way that must not be overwritten.
  case exists(path: FilePath)
  /// The database has not been made yet.
  case noAuthorities(home: FilePath)
  /// The database was made by a newer version of the tool.
  case newerDatabase(path: FilePath)
  /// The file is no database of this tool, or it is damaged.
  case brokenDatabase(path: FilePath, detail: String)
  /// SQLite failed; the text is its own.
  case database(detail: String)
  /// The sealing key is missing.
  case sealingKeyMissing(path: FilePath)
  /// The sealing key is not one, or another home's.
  case sealingKeyWrong(path: FilePath, detail: String)
  /// The home is sealed with a passphrase, and none was given.
  case passphraseNeeded
  /// The passphrase does not open the home.
  case passphraseWrong
  /// The backup does not open: wrong passphrase, or changed bytes.
  case backupUnreadable(detail: String)
  /// The file is none that `backup` wrote.
  case noBackup
  /// There is no such mesh.
  case unknownMesh(String, nearest: String?)
  /// There is no such gateway in a mesh.
  case unknownGateway(String, mesh: String, known: [String], nearest: String?)
  /// There is no such authority.
  case unknownAuthority(String, nearest: String?)
  /// A mesh has no intermediate yet.
  case noIntermediate(mesh: String)
  /// The authority's key is elsewhere, or was destroyed.
  case noKey(authority: String)
  /// What was asked for is not safe.
  case refused(what: Message, why: Message, next: Message)
  /// A chain is not the answer to the request.
  case wrongAnswer(what: Message, why: Message)
  /// The authorities of a running mesh cannot be taken in.
  case adoption(AdoptionFault)
  /// The audit log is not the one that was written.
  case logBroken(entry: Int64, detail: String)
  /// What is offered as a remote's trust is not taken.
  case trust(TrustFault)
  /// A file is no trust card.
  case card(TrustCardError)
  /// A lower room's error.
  case cryptography(CryptographyError)
  /// A lower room's error.
  case x509(X509Error)
  /// A lower room's error.
  case spiffe(SPIFFEError)
  /// A lower room's error.
  case documents(DocumentsError)
  /// A lower room's error.
  case federation(FederationError)
  /// A lower room's error.
  case kubernetes(KubernetesError)
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
