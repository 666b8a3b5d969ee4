import Diagnostics

/// Where the private key of an authority is, if it is outside of the home.
///
/// Its text is stored, logged and shown: it names neither a module nor a program to run, and no secret.
public enum SignerPlace: Hashable, Sendable {
  /// In a PKCS #11 token.
  case token(TokenURI)
  /// Behind a program that this machine knows by a name; what the key is called is the program's affair.
  case program(name: String, key: String)

  private static let scheme = "signer:"

  /// Reads what ``description`` wrote; nil for anything else.
  public init?(stored text: String) {
    if let uri = try? TokenURI(text) {
      self = .token(uri)
      return
    }
    guard text.hasPrefix(Self.scheme), let end = text.firstIndex(of: ";") else { return nil }
    let name = text[text.index(text.startIndex, offsetBy: Self.scheme.count)..<end]
    let rest = text[text.index(after: end)...]
    guard rest.hasPrefix("key="), Self.isName(name) else { return nil }
    // The decoder of addresses, in an address of its own.
    guard let key = try? TokenURI("pkcs11:token=\(rest.dropFirst(4))").token else { return nil }
    self = .program(name: String(name), key: key)
  }

  /// Whether a text can name a program: letters, digits, `-` and `_`.
  public static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 63
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// For people: `the token “prod”`.
  public var words: String {
    switch self {
    case .token(let uri): "the token `\((uri.token ?? uri.serial ?? "").printable)`"
    case .program(let name, let key): "the signer `\(name)` (key `\(key.printable)`)"
    }
  }
}

extension SignerPlace: CustomStringConvertible {
  public var description: String {
    switch self {
    case .token(let uri): uri.description
    case .program(let name, let key): "\(Self.scheme)\(name);key=\(TokenURI.encode(key.utf8))"
    }
  }
}
