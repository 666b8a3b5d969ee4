public import Diagnostics

/// Why a text is not the address of a token or of a key in it.
public enum TokenURIFault: Error, Hashable, Sendable {
  case scheme
  /// A query: all of its attributes say which module or PIN to use.
  case query(String)
  case noValue(String)
  case repeated(String)
  case unknown(String)
  /// Slots are numbered anew when a token is initialised or plugged in elsewhere.
  case slot(String)
  case type
  case noText(String)
  case badByte(String)
  case noToken

  /// What is wrong, in one clause.
  public var reason: Message {
    switch self {
    case .scheme: "it does not begin with `pkcs11:`"
    case .query(let name):
      "it has `?\(name.printable)`: modules and PINs come from this machine, because an address is stored and shown"
    case .noValue(let name): "`\(name.printable)` has no value"
    case .repeated(let name): "`\(name.printable)` is there twice"
    case .unknown(let name): "`\(name.printable)` is not an attribute of a token's or key's address"
    case .slot(let name): "`\(name.printable)` changes when a token is initialised or plugged in elsewhere"
    case .type: "`type` is not `private`"
    case .noText(let name): "the value of `\(name.printable)` is empty, or not one line of text"
    case .badByte(let name):
      "the value of `\(name.printable)` has a character that must be written as % and two hexadecimal digits"
    case .noToken: "it names no token"
    }
  }
}
