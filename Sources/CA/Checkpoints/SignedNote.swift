import Cryptography
import X509

/// Text with signatures below it: C2SP's signed note (c2sp.org/signed-note).
struct SignedNote: Hashable, Sendable {
  /// One signature line: `— NAME base64(key ID ‖ signature)`.
  struct Signature: Hashable, Sendable {
    let name: String
    /// 4 octets.
    let keyID: [UInt8]
    let octets: [UInt8]
  }

  /// Why octets are not a note.
  enum Fault: Error, Hashable, Sendable {
    case tooLarge, notText, noSignature, badSignatureLine, tooManySignatures

    var words: String {
      switch self {
      case .tooLarge: "it is longer than a note"
      case .notText: "it is not UTF-8 text, or it contains a control character"
      case .noSignature: "it is not text, an empty line and signatures"
      case .badSignatureLine: "a line below the empty line is not a signature"
      case .tooManySignatures: "it has more than \(SignedNote.mostSignatures) signatures"
      }
    }
  }

  /// Every reader accepts as many.
  static let mostSignatures = 16
  static let largest = 1 << 20
  private static let dash = "\u{2014} "

  /// Ends with a newline; this is what is signed.
  let text: String
  let signatures: [Signature]

  /// The text, signed with one key.
  init(signing text: String, with key: PrivateKey, as verifier: NoteKey) throws(CryptographyError) {
    self.text = text
    signatures = [
      Signature(name: verifier.name, keyID: verifier.keyID, octets: try key.sign(Array(text.utf8)))
    ]
  }

  /// Reads a note.
  init(_ octets: [UInt8]) throws(Fault) {
    guard octets.count <= Self.largest else { throw .tooLarge }
    guard let whole = String(validating: octets, as: UTF8.self),
      octets.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
    else { throw .notText }
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    // The last newline leaves an empty line behind itself; the last empty line before it ends the text.
    guard lines.last?.isEmpty == true, let border = lines.dropLast().lastIndex(where: \.isEmpty), border > 0,
      border < lines.count - 2
    else { throw .noSignature }
    text = lines[..<border].joined(separator: "\n") + "\n"
    let below = lines[(border + 1)..<(lines.count - 1)]
    guard below.count <= Self.mostSignatures else { throw .tooManySignatures }
    var signatures: [Signature] = []
    for line in below {
      let parts = line.dropFirst(Self.dash.count).split(separator: " ", omittingEmptySubsequences: false)
      guard line.hasPrefix(Self.dash), parts.count == 2, NoteKey.isName(String(parts[0])),
        let octets = try? Base64.decode(Array(parts[1].utf8)), octets.count > 4
      else { throw .badSignatureLine }
      signatures.append(
        Signature(name: String(parts[0]), keyID: Array(octets.prefix(4)), octets: Array(octets.dropFirst(4))))
    }
    self.signatures = signatures
  }

  /// The note as it stands in a file.
  var description: String {
    text + "\n"
      + signatures.map { "\(Self.dash)\($0.name) \(Base64.encode($0.keyID + $0.octets))\n" }.joined()
  }

  enum Verdict: Hashable, Sendable {
    case signed
    /// No signature is by this key; those of others are ignored.
    case unknownKey
    /// A signature says that it is by this key, and is not.
    case forged
  }

  func verdict(with key: NoteKey) -> Verdict {
    let own = signatures.filter { $0.name == key.name && $0.keyID == key.keyID }
    guard !own.isEmpty else { return .unknownKey }
    let message = Array(text.utf8)
    let isGenuine = own.allSatisfy { key.key.isValidSignature($0.octets, for: message, using: .ed25519) }
    return isGenuine ? .signed : .forged
  }
}
