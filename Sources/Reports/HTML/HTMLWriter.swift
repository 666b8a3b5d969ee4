import Diagnostics

/// Writes HTML in which no value can become markup: elements and the names of attributes are literals of the program, and
/// there is one way for any other text to get in, which escapes it.
///
/// A small writer instead of a template library: swift-mustache 2.1.1, the one at hand, escapes whole `Character`s, so that
/// a quotation mark followed by a combining accent is none of its five characters, stays as it is, and ends the attribute
/// it stands in. It also needs all of Foundation, with the data of ICU, in a tool that starts in milliseconds.
///
/// Here the octets are escaped, of which UTF-8 uses those of ASCII for nothing else. Control characters, and those that
/// turn the direction of what follows, are shown by their numbers, as on a terminal.
struct HTMLWriter {
  /// The names of elements of HTML and SVG.
  enum Element: String {
    case html, head, body, title, header, nav, main, section, footer, div, p, h1, h2, h3, h4, ul, ol, li, a, span
    case strong, em, code, pre, bdi, time, details, summary, table, caption, thead, tbody, tr, th, td, dl, dt, dd
    case svg, g, path, rect, line, circle, text, tspan, desc, defs, marker
  }

  /// An attribute: its name is a literal, its value is escaped.
  struct Attribute {
    let name: StaticString
    let value: String

    init(_ name: StaticString, _ value: String) {
      self.name = name
      self.value = value
    }

    static func `class`(_ name: StaticString) -> Attribute { Attribute("class", "\(name)") }
    static func id(_ value: String) -> Attribute { Attribute("id", value) }
  }

  /// Longer texts than this, which nobody reads to their end, are cut; `--json` has them whole.
  static let longest = 2000

  private var octets: [UInt8] = []

  /// The document so far.
  var document: String { String(decoding: octets, as: UTF8.self) }

  init() {
    octets.reserveCapacity(1 << 17)
    octets += "<!doctype html>\n".utf8
  }

  /// An element and its content.
  mutating func element(_ name: Element, _ attributes: Attribute..., content: (inout HTMLWriter) -> Void) {
    open(name, attributes)
    content(&self)
    close(name)
  }

  /// An element with text.
  mutating func element(_ name: Element, _ attributes: Attribute..., text: String) {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// An element without content, which still is closed: inside SVG it has to be.
  mutating func element(_ name: Element, _ attributes: Attribute...) {
    open(name, attributes)
    close(name)
  }

  /// A `meta` element, which has no end.
  mutating func meta(_ attributes: Attribute...) {
    octets += "<meta".utf8
    write(attributes)
    octets += ">\n".utf8
  }

  /// The style sheet: a literal of the program.
  mutating func style(_ sheet: StaticString) {
    octets += "<style>\(sheet)</style>\n".utf8
  }

  /// Text.
  mutating func text(_ text: String) { escape(Self.shortened(text)) }

  /// A line break of the source, for whoever reads it.
  mutating func newLine() { octets.append(UInt8(ascii: "\n")) }

  /// The text without the middle of what is too long.
  static func shortened(_ text: String, to length: Int = longest) -> String {
    guard text.utf8.count > length, text.count > length else { return text }
    return "\(text.prefix(length / 2))…\(text.suffix(length / 2))"
  }

  private mutating func open(_ name: Element, _ attributes: [Attribute]) {
    octets.append(UInt8(ascii: "<"))
    octets += name.rawValue.utf8
    write(attributes)
    octets.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: Element) {
    octets += "</".utf8
    octets += name.rawValue.utf8
    octets.append(UInt8(ascii: ">"))
  }

  private mutating func write(_ attributes: [Attribute]) {
    for attribute in attributes {
      octets.append(UInt8(ascii: " "))
      octets += "\(attribute.name)=\"".utf8
      escape(Self.shortened(attribute.value, to: 1 << 20))
      octets.append(UInt8(ascii: "\""))
    }
  }

  private mutating func escape(_ text: String) {
    for octet in text.printableLines.utf8 {
      switch octet {
      case UInt8(ascii: "&"): octets += "&amp;".utf8
      case UInt8(ascii: "<"): octets += "&lt;".utf8
      case UInt8(ascii: ">"): octets += "&gt;".utf8
      case UInt8(ascii: "\""): octets += "&quot;".utf8
      case UInt8(ascii: "'"): octets += "&#39;".utf8
      default: octets.append(octet)
      }
    }
  }
}
