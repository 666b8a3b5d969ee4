/// What tables are fitted to.
struct Page: Hashable {
  /// The number of characters in a line; nil for any number, as with --wide.
  let width: Int?

  /// Where no terminal says how wide it is.
  static let standard = Page(width: 80)
  static let unlimited = Page(width: nil)

  /// What is left beside a margin.
  func indented(_ margin: Int) -> Page { Page(width: width.map { $0 - margin }) }
}
