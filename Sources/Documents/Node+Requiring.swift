/// Values of a required kind. Errors name the field by `path`, from the top of the document, and the file by `source`.
extension Node {
  public func requireString(at path: String, in source: String) throws(DocumentsError) -> String {
    guard let string else {
      throw .invalid(self, at: path, expected: text == nil ? "a string" : "a string in quotes", source: source)
    }
    return string
  }

  public func requireInt(
    _ range: ClosedRange<Int>? = nil, at path: String, in source: String
  ) throws(DocumentsError) -> Int {
    guard let int, range?.contains(int) ?? true else {
      let bounds = range.map {
        $0.upperBound == .max ? " from \($0.lowerBound) on" : " from \($0.lowerBound) to \($0.upperBound)"
      }
      throw .invalid(self, at: path, expected: "a whole number" + (bounds ?? ""), source: source)
    }
    return int
  }

  public func requireBool(at path: String, in source: String) throws(DocumentsError) -> Bool {
    guard let bool else { throw .invalid(self, at: path, expected: "`true` or `false`", source: source) }
    return bool
  }

  public func requireSequence(at path: String, in source: String) throws(DocumentsError) -> [Node] {
    guard let sequence else { throw .invalid(self, at: path, expected: "a sequence", source: source) }
    return sequence
  }

  public func requireMapping(at path: String, in source: String) throws(DocumentsError) -> Mapping {
    guard let mapping else { throw .invalid(self, at: path, expected: "a mapping", source: source) }
    return mapping
  }
}
