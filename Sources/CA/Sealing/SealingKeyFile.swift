import Cryptography
import Files
import SystemPackage
import X509

/// The file `sealing.key`: its home and a random key of 32 bytes, in one line of text.
struct SealingKeyFile: Sendable {
  private static let heading = "meshtrust-sealing-key-v1"

  let path: FilePath
  let home: String
  let key: SecretBytes

  init(path: FilePath) throws(CAError) {
    guard FileSystem.exists(path) else { throw .sealingKeyMissing(path: path) }
    let text = try wrapping(CAError.files, FileSystem.readSecret(path, trimmed: true, onlyRegular: true))
    let parts = text.withBytes { bytes in
      unsafe bytes.split(separator: UInt8(ascii: " ")).map { unsafe SecretBytes(copying: $0) }
    }
    guard parts.count == 3, parts[0] == SecretBytes(copying: Self.heading.utf8) else {
      throw .sealingKeyWrong(path: path, detail: "it is not a sealing key of meshtrust")
    }
    self.path = path
    home = parts[1].withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    guard let key = Base64.decodeSecret(parts[2]), key.count == 32 else {
      throw .sealingKeyWrong(path: path, detail: "it is damaged")
    }
    self.key = key
  }

  /// A new key for a home.
  init(path: FilePath, home: String, key: SecretBytes) {
    self.path = path
    self.home = home
    self.key = key
  }

  /// Writes the file, readable only by its owner.
  func write() throws(CAError) {
    let head = Array("\(Self.heading) \(home) ".utf8)
    let text = Base64.encode(key).withBytes { body in
      SecretBytes(count: head.count + body.count + 1) { target in
        unsafe target.copyBytes(from: head)
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[head.count...]).copyMemory(from: body)
        unsafe target[head.count + body.count] = 0x0A
      }
    }
    try wrapping(CAError.files, FileSystem.write(text, to: path))
  }
}
