/// Takes a list of the API apart while it comes: hands over one item at a time and keeps nothing of it, so that memory
/// holds one object, however many there are.
///
/// It only finds where items begin and end; whether they are JSON, their reader says.
struct ListScanner {
  /// What is left of the list without its items: `{"kind":"PodList","metadata":{…},"items":[]}`.
  private(set) var frame: [UInt8] = []
  private var item: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var isInItems = false
  /// What came last between the items.
  private var gap = Gap.start
  /// The last string on the top level: the key, if a colon follows.
  private var word: [UInt8] = []
  private let limit: Int

  private enum Gap { case start, comma, item, stray }

  /// - Parameter limit: The most bytes of one item, or of the frame.
  init(limit: Int = 8 << 20) {
    self.limit = limit
  }

  /// Takes the next bytes, and hands over the items that end in them.
  ///
  /// - Throws: What `body` throws, and ``AnswerFault`` for an item that is no object or longer than any that a cluster keeps.
  mutating func take(_ bytes: [UInt8], _ body: ([UInt8]) throws(AnswerFault) -> Void) throws(AnswerFault) {
    for byte in bytes {
      keep(byte)
      if isInString {
        advance(inString: byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        isInString = true
        if depth == 1 { word = [] }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth == 2, byte == UInt8(ascii: "["), word == Array("items".utf8) {
          isInItems = true
          gap = .start
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if isInItems, depth == 2 {
          try body(item)
          item.removeAll(keepingCapacity: true)
          if gap != .stray { gap = .item }
        }
      default: break
      }
    }
    guard gap != .stray else { throw .unreadable(request: "a list", reason: "an item is no object") }
    guard item.count <= limit, frame.count <= limit else {
      throw .unreadable(request: "a list", reason: "an object has more than \(limit >> 20) MiB")
    }
  }

  /// Bytes inside of an item belong to it, what is between items to nobody, and the rest to the frame.
  private mutating func keep(_ byte: UInt8) {
    guard isInItems else { return frame.append(byte) }
    guard depth == 2, !isInString else { return item.append(byte) }
    switch byte {
    case UInt8(ascii: "{"):
      item.append(byte)
      if gap == .item { gap = .stray }
    case UInt8(ascii: ","): gap = gap == .item ? .comma : .stray
    case UInt8(ascii: "]"):
      if gap == .comma { gap = .stray }
      isInItems = false
      frame.append(byte)
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
    default: gap = .stray
    }
  }

  private mutating func advance(inString byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
      return
    }
    if depth == 1 { word.append(byte) }
  }
}
