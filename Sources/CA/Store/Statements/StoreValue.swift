/// A value in a column.
enum StoreValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  /// Nothing that the tool writes: text with a zero octet or that is no UTF-8, or a value of another type.
  case foreign(ForeignValue)

  enum ForeignValue: Hashable, Sendable {
    case text, type

    var words: String {
      switch self {
      case .text: "text with a zero octet, or that is no UTF-8"
      case .type: "a number of another type"
      }
    }
  }
}

/// What a statement takes in place of a question mark.
protocol StoreArgument {
  var storeValue: StoreValue { get }
}

/// What a column is read as.
protocol StoreReadable {
  /// Nil for a value of another type.
  init?(_ value: StoreValue)
}

extension Int64: StoreArgument, StoreReadable {
  var storeValue: StoreValue { .integer(self) }

  init?(_ value: StoreValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
}

extension Int: StoreArgument, StoreReadable {
  var storeValue: StoreValue { .integer(Int64(self)) }

  init?(_ value: StoreValue) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }
}

extension Bool: StoreArgument, StoreReadable {
  var storeValue: StoreValue { .integer(self ? 1 : 0) }

  init?(_ value: StoreValue) {
    guard case .integer(let number) = value else { return nil }
    self = number != 0
  }
}

extension String: StoreArgument, StoreReadable {
  var storeValue: StoreValue { .text(self) }

  init?(_ value: StoreValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension [UInt8]: StoreArgument, StoreReadable {
  var storeValue: StoreValue { .blob(self) }

  init?(_ value: StoreValue) {
    guard case .blob(let octets) = value else { return nil }
    self = octets
  }
}

extension Optional: StoreReadable where Wrapped: StoreReadable {
  init?(_ value: StoreValue) {
    if case .null = value {
      self = .none
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }
}

/// A row of an answer.
struct StoreRow: Sendable {
  let columns: [String]
  let values: [StoreValue]

  /// - Throws: ``CAError/brokenDatabase(path:detail:)`` for a value of another type, or NULL where a value is needed.
  subscript<Value: StoreReadable>(_ column: String) -> Value {
    get throws {
      guard let index = columns.firstIndex(of: column) else {
        throw CAError.damagedStore("there is no column `\(column)`")
      }
      return try self[index]
    }
  }

  subscript<Value: StoreReadable>(_ index: Int) -> Value {
    get throws {
      guard let value = Value(values[index]) else {
        if case .foreign(let kind) = values[index] {
          throw CAError.damagedStore("the column `\(columns[index])` contains \(kind.words)")
        }
        throw CAError.damagedStore("the column `\(columns[index])` contains a value of another type")
      }
      return value
    }
  }
}
