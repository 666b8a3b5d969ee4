import Cryptography
import Synchronization

/// The keys that a command derived from passphrases. A derivation is slow on purpose, and a command that opens the home again,
/// because others may have written meanwhile, needs the same key.
public final class DerivedKeys: Sendable {
  private let known = Mutex<[(method: SealingMethod, passphrase: SecretBytes, key: SecretBytes)]>([])

  public init() {}

  /// The key that was derived before, or the one that `derive` makes.
  func key(
    _ method: SealingMethod, _ passphrase: SecretBytes, derive: () throws(CAError) -> SecretBytes
  ) throws(CAError) -> SecretBytes {
    let found = known.withLock { known in
      known.first { $0.method == method && $0.passphrase == passphrase }?.key
    }
    if let found { return found }
    let key = try derive()
    known.withLock { $0.append((method, passphrase, key)) }
    return key
  }
}
