import Cryptography
import Files
import SystemPackage
import X509

/// The file `home.pub`: the public half of a home's key, in one line of text.
///
/// It stands outside of the database, and belongs into git: commands that only read check the database against it,
/// without a secret.
struct HomeKeyFile: Equatable, Sendable {
  private static let heading = "meshtrust-home-key-v1"
  private static let limit = 1024

  let key: PublicKey

  init(_ key: PublicKey) {
    self.key = key
  }

  /// Nil if there is no file.
  init?(path: FilePath) throws(CAError) {
    guard FileSystem.exists(path) else { return nil }
    let bytes = try wrapping(CAError.files, FileSystem.read(path, limit: Self.limit, onlyRegular: true))
    let parts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, parts[0] == Self.heading, let octets = try? Base64.decode(Array(parts[1].utf8)),
      let key = try? PublicKey(.ed25519(octets))
    else { throw .binding(.unreadablePin(path)) }
    self.key = key
  }

  func write(to path: FilePath) throws(CAError) {
    guard case .ed25519(let octets) = key.components else { return }
    let text = "\(Self.heading) \(Base64.encode(octets))\n"
    try wrapping(CAError.files, FileSystem.write(Array(text.utf8), to: path, permissions: .shared))
  }
}
